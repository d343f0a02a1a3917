// Knows: a shell script as data: its simple commands in order, where they stand, what joins them and what they stand in.
import type { Span } from '../base/span';

/** A word's pieces after quotes and escapes. `unknown`: a command substitution, arithmetic, or an expansion with a modifier. */
export type WordPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'unknown' };

/** Spans in a script are offsets into the script's own text; script.ts leads back to the document. */
export interface ShellWord {
  /** As written. */
  readonly raw: string;
  /** Without quotes and escapes; undefined when it holds an expansion that we cannot evaluate. */
  readonly text: string | undefined;
  readonly parts: readonly WordPart[];
  /** True when an unquoted `*`, `?`, `[` or `{a,b}` stands in it: the shell may make several words of it. */
  readonly isPattern: boolean;
  readonly span: Span;
}

export interface ShellAssignment {
  readonly name: string;
  /** Undefined for an empty value. */
  readonly value: ShellWord | undefined;
  readonly span: Span;
}

export interface ShellRedirect {
  readonly operator: '>' | '>>' | '>|' | '&>' | '&>>' | '<' | '<>' | '>&' | '<&' | '<<' | '<<<';
  /** The descriptor written before the operator. */
  readonly descriptor: number | undefined;
  /** Undefined for a heredoc. */
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/** What stands between a command and the one before it in the same list. */
export type Joint = '&&' | '||' | ';' | '|' | '&' | 'start';

/**
 * What a command stands in. `condition`: the test of `if`, `while`, `until`. `branch`: what `if` or `case` choose.
 * `loop`: a loop's body. `group`: `{ … }`. `script`: the text of `sh -c '…'`.
 */
export type Construct =
  'subshell' | 'group' | 'condition' | 'branch' | 'loop' | 'function' | 'substitution' | 'negation' | 'script';

export interface ShellCommand {
  /** After wrappers such as `sudo`, `env`, `exec` were taken off; undefined for assignments that stand alone. */
  readonly name: ShellWord | undefined;
  /** What was taken off, outermost first; `sh -c` for a command of its script. */
  readonly wrappers: readonly string[];
  readonly args: readonly ShellWord[];
  /** `A=1` in front of the program (or of a wrapper, or behind `env`), or standing alone. */
  readonly assignments: readonly ShellAssignment[];
  /** Its own, and those of the constructs around it that it inherits. */
  readonly redirects: readonly ShellRedirect[];
  /** From the first wrapper or assignment to the last argument or redirect. */
  readonly span: Span;
  readonly joint: Joint;
  /** 0: in the script's top list. More: inside a subshell, condition, loop, function … Equals `inside.length`. */
  readonly depth: number;
  /** Outermost first. */
  readonly inside: readonly Construct[];
  /** Its place in its pipeline and how many members that has: `{ at: 0, of: 1 }` when there is no pipe. */
  readonly pipe: { readonly at: number; readonly of: number; readonly span: Span };
  /** Index in `ShellScript.elements` of what it belongs to. */
  readonly element: number;
  /** True when `&` sends it to the background. */
  readonly isBackground: boolean;
  /** False for a command of `sh -c "…"` whose place in the text is not certain: no edits then. */
  readonly isPlaced: boolean;
}

/** One element of the script's top list: a pipeline, a subshell, an `if` … */
export interface ScriptElement {
  readonly span: Span;
  /** What stands in front of it. */
  readonly joint: Exclude<Joint, '|'>;
  /** Where that operator stands; empty for a line end and for the first. */
  readonly operator: Span;
}

export interface ShellScript {
  readonly text: string;
  /** Every simple command, in order of text, those inside other constructs too. */
  readonly commands: readonly ShellCommand[];
  readonly elements: readonly ScriptElement[];
  /** True when the script is one command, or several joined by `&&` alone, with nothing nested. */
  readonly isAndList: boolean;
  /** False when a part could not be read: rules stay careful, fixes stay away. */
  readonly parsed: boolean;
  /** Stretches that could not be read. */
  readonly holes: readonly Span[];
  /** Comments, from `#` to the line's end. */
  readonly comments: readonly Span[];
}

/** Reads scripts. Made once per process by parser.ts; total for any text. */
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
