// Knows: a shell script as data: its simple commands in order, where they stand and what joins them.
import type { Span } from '../base/span';

/** Spans in a script are offsets into the script's own text; script.ts leads back to the document. */
export interface ShellWord {
  /** As written. */
  readonly raw: string;
  /** Without quotes and escapes; undefined when it holds an expansion that we cannot evaluate. */
  readonly text: string | undefined;
  readonly span: Span;
}

/** What stands between a command and the one before it in the same list. */
export type Joint = '&&' | '||' | ';' | '|' | '&' | 'start';

export interface ShellCommand {
  /** After wrappers such as `sudo`, `env`, `exec` were taken off; undefined for assignments that stand alone. */
  readonly name: ShellWord | undefined;
  /** What was taken off, outermost first. */
  readonly wrappers: readonly string[];
  readonly args: readonly ShellWord[];
  readonly span: Span;
  readonly joint: Joint;
  /** 0: in the script's top list. More: inside a subshell, condition, loop, function … */
  readonly depth: number;
}

export interface ShellScript {
  readonly text: string;
  /** Every simple command, in order of text, those inside other constructs too. */
  readonly commands: readonly ShellCommand[];
  /** True when the script is one command, or several joined by `&&` alone, with nothing nested. */
  readonly isAndList: boolean;
  /** False when a part could not be read: rules stay careful, fixes stay away. */
  readonly parsed: boolean;
}

/** Reads scripts. Made once per process by treeSitter.ts; total for any text. */
export interface ShellParser {
  parse(text: string): ShellScript;
}

/** True when the command is `name` with `subcommand` as its first word that is no option. */
export const calls = (command: ShellCommand, name: string, subcommand: string): boolean =>
  baseName(command) === name && firstOperand(command) === subcommand;

/** The program's file name: `/usr/bin/apt-get` → `apt-get`; undefined when dynamic. */
export function baseName({ name }: ShellCommand): string | undefined {
  const text = name?.text;
  return text?.slice(text.lastIndexOf('/') + 1);
}

/** The first argument that is no option. `valued`: options whose value is the next word. */
export function firstOperand(command: ShellCommand, valued: ReadonlySet<string> = NO_OPTIONS): string | undefined {
  const { args } = command;
  for (let i = 0; i < args.length; i++) {
    const text = args[i]?.text;
    if (text?.startsWith('-') !== true) return text;
    if (valued.has(text)) i++;
  }
  return undefined;
}

const NO_OPTIONS: ReadonlySet<string> = new Set();
