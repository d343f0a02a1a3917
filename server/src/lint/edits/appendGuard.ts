// Knows: when a clean-up may be appended to a RUN, and how sure that is to change nothing else (lint-rules §1.3).
import type { TextEdit } from '../../base/textEdit';
import type { StageManagerCall } from '../facts/commandIndex';
import { sudoPrefix } from '../facts/cachePaths';
import type { RuleContext, StageRun } from '../context';
import { appendCommand } from '../edits';
import { dependentsOf, type IndexedManager } from '../facts/indexUse';
import type { Fix, FixClass } from '../rule';

export interface Append {
  /** The command to append: `rm -rf /var/lib/apt/lists/*`. */
  readonly clean: string;
  /** The index that it removes: a later RUN may work with it. */
  readonly index?: IndexedManager;
  /** What fetches that index: `apt-get update`. */
  readonly refresh?: string;
  /** No more than this, whatever the guard says. */
  readonly most?: FixClass;
}

/** Undefined where `appendCommand` sees no place in which a failure before it stays one. */
export function appendFix(
  context: RuleContext,
  run: StageRun,
  { clean, index, refresh, most }: Append,
): Fix | undefined {
  const own = appendCommand(context.model, run, clean);
  if (!own) return undefined;
  const title = `Append \`${clean}\` to this RUN`;
  const dependents = index === undefined ? [] : dependentsOf(context, run, index);
  if (!dependents) return undefined;
  // A trigger runs in other files too; what those do with the index cannot be seen.
  const isSafe = most !== 'confirm' && (index === undefined || run.onbuild === undefined);
  if (dependents.length === 0) return { class: isSafe ? 'safe' : 'confirm', title, edits: own };
  const added = refresh === undefined ? undefined : refreshed(context, dependents, refresh, clean);
  if (!added) return undefined;
  const lines = dependents.map((one) => String(one.run.run.line + 1)).join(', ');
  const runs = dependents.length === 1 ? 'RUN in line' : 'RUNs in lines';
  return {
    class: 'confirm',
    title: `${title}, and \`${refresh ?? ''}\` to the ${runs} ${lines}, which used this index`,
    edits: [...own, ...added],
  };
}

/** Each of them fetches the index before it installs and removes it again. */
function refreshed(
  context: RuleContext,
  dependents: readonly StageManagerCall[],
  refresh: string,
  clean: string,
): TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  for (const { run, call } of dependents) {
    const { command } = call;
    const appended = appendCommand(context.model, run, clean);
    if (!appended || !command.isPlaced || command.depth > 0) return undefined;
    if (command.joint !== 'start' && command.joint !== '&&') return undefined;
    const { start } = run.docSpan(command.span);
    const sudo = sudoPrefix(run, command);
    edits.push({ span: { start, end: start }, newText: `${sudo}${refresh} && ` }, ...appended);
  }
  return edits;
}
