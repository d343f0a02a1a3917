// Knows: a Dockerfile as plain data that can be compared, cached and sent to a worker. Words: the Dockerfile reference.
import type { Problem } from '../base/problem';
import type { Span } from '../base/span';
import type { LogicalText } from './logicalText';

/** The 18 instructions of the Dockerfile reference. */
export const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;

export type Keyword = (typeof KEYWORDS)[number];

/** `text` is what the builder works with: after line joining, and after JSON decoding in a JSON array. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** `# syntax=`, `# escape=`, `# check=` in the first lines. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  readonly span: Span;
}

export interface Comment {
  /** Without the `#`, trimmed. */
  readonly text: string;
  readonly span: Span;
}

/** `--name` or `--name=value`, after the builder's quote and escape processing. */
export interface Flag {
  readonly name: string;
  /** Absent when there is no `=`. */
  readonly value?: string;
  readonly span: Span;
}

export interface Heredoc {
  /** The delimiter, unquoted. */
  readonly name: string;
  /** `<<-`: leading tabs are dropped. */
  readonly chomp: boolean;
  /** False when the delimiter was quoted. */
  readonly expand: boolean;
  /** Lines between `<<` and the terminator, line ends kept. */
  readonly content: string;
  readonly contentSpan: Span;
  readonly terminated: boolean;
}

interface InstructionBase<K extends string> {
  readonly keyword: K;
  /** As written: `run`, `Run`. */
  readonly name: string;
  /** From the keyword to the last character, heredoc terminators included. */
  readonly span: Span;
  readonly keywordSpan: Span;
  /** Zero-based first and last line. */
  readonly line: number;
  readonly endLine: number;
  readonly flags: readonly Flag[];
  /** The whole logical line: continuation lines joined, comment lines dropped (BuildKit: `Node.Original`). */
  readonly original: LogicalText;
  /** What follows the flags, trimmed. */
  readonly rest: LogicalText;
  /** True when `rest` is a JSON array of strings, whose elements are then `words`. */
  readonly json: boolean;
  /** The builder's argument list for this keyword (BuildKit: parser/line_parsers.go). */
  readonly words: readonly Word[];
  readonly heredocs: readonly Heredoc[];
  /** Comment lines above that belong to it (BuildKit: `Node.PrevComment`); blank lines do not detach them. */
  readonly comments: readonly Comment[];
  /** Blank lines inside the continuation, by zero-based line. */
  readonly emptyContinuationLines: readonly number[];
}

export interface Pair {
  readonly key: Word;
  readonly value: Word;
  /** `ENV key value`, the form without `=`. */
  readonly legacy: boolean;
}

export interface ArgItem {
  readonly name: Word;
  /** Absent for a bare `ARG NAME`. */
  readonly value?: Word;
}

/** An inline file of COPY or ADD: `<<EOF`. */
export interface HeredocSource {
  readonly word: Word;
  readonly heredoc: Heredoc;
}

export interface FromInstruction extends InstructionBase<'FROM'> {
  readonly image?: Word;
  /** The word `AS` as written. */
  readonly as?: Word;
  readonly stageName?: Word;
}
export interface RunInstruction extends InstructionBase<'RUN'> {
  /** `heredoc`: the only word is `<<NAME`, so that the body is the script. */
  readonly form: 'shell' | 'exec' | 'heredoc';
}
export interface CopyInstruction extends InstructionBase<'COPY'> {
  readonly sources: readonly Word[];
  readonly heredocSources: readonly HeredocSource[];
  readonly destination?: Word;
}
export interface AddInstruction extends InstructionBase<'ADD'> {
  readonly sources: readonly Word[];
  readonly heredocSources: readonly HeredocSource[];
  readonly destination?: Word;
}
export interface EnvInstruction extends InstructionBase<'ENV'> {
  readonly pairs: readonly Pair[];
}
export interface LabelInstruction extends InstructionBase<'LABEL'> {
  readonly pairs: readonly Pair[];
}
export interface ArgInstruction extends InstructionBase<'ARG'> {
  readonly items: readonly ArgItem[];
}
export interface OnbuildInstruction extends InstructionBase<'ONBUILD'> {
  /** The instruction that a child stage will run. */
  readonly trigger?: Instruction;
  /** Text that the builder stores: what follows ONBUILD, heredoc bodies appended. */
  readonly expression: string;
}
export type PlainKeyword =
  | 'CMD'
  | 'ENTRYPOINT'
  | 'EXPOSE'
  | 'HEALTHCHECK'
  | 'MAINTAINER'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';
export type PlainInstruction = { [K in PlainKeyword]: InstructionBase<K> }[PlainKeyword];
/** A line that starts with no known keyword; `name` says with what. */
export type UnknownInstruction = InstructionBase<'UNKNOWN'>;

export type Instruction =
  | FromInstruction
  | RunInstruction
  | CopyInstruction
  | AddInstruction
  | EnvInstruction
  | LabelInstruction
  | ArgInstruction
  | OnbuildInstruction
  | PlainInstruction
  | UnknownInstruction;

export interface DockerfileModel {
  readonly text: string;
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** Every comment line outside heredocs, directives left out, in order. */
  readonly comments: readonly Comment[];
  readonly problems: readonly Problem[];
}

export const flagOf = ({ flags }: Instruction, name: string): Flag | undefined =>
  flags.length === 0 ? undefined : flags.findLast((flag) => flag.name === name);
export const flagsOf = ({ flags }: Instruction, name: string): readonly Flag[] =>
  flags.length === 0 ? flags : flags.filter((flag) => flag.name === name);
/** A boolean flag is on when given bare or as `=true` (BuildKit: instructions/bflag.go). */
export const flagIsOn = (instruction: Instruction, name: string): boolean => {
  const flag = flagOf(instruction, name);
  return flag !== undefined && (flag.value === undefined || flag.value.toLowerCase() === 'true');
};
