// Knows: the parser: our own grammar, each text read once.
import { parseTree } from './grammar';
import type { ShellParser, ShellScript } from './model';
import { readScript, unreadable, type Parse } from './scriptReader';

/** Scripts kept parsed. A file has few RUNs, and most texts come again on each keystroke. */
const KEPT_SCRIPTS = 2000;

/** Longer texts are no scripts of people. */
const LONGEST_SCRIPT = 131_072;

export const createParser = (): ShellParser =>
  keptParser((text, parse) => {
    const { tree, heredocs } = parseTree(text);
    return readScript(text, tree, heredocs, parse);
  });

/** Reads each text once. @param read is given the parser for scripts inside of the script. */
export function keptParser(read: (text: string, parse: Parse) => ShellScript): ShellParser {
  const known = new Map<string, ShellScript>();
  const parse = (text: string): ShellScript => {
    const seen = known.get(text);
    if (seen) return seen;
    const script = text.length > LONGEST_SCRIPT ? unreadable(text) : read(text, parse);
    if (known.size >= KEPT_SCRIPTS) known.clear();
    known.set(text, script);
    return script;
  };
  return { parse };
}
