// Knows: what every builder's history text has in common: an entry's text, whether it makes a layer, how sure we are.
import type { Scope } from '../build/scope';
import type { Instruction } from '../syntax/model';

export interface EntryText {
  /** `created_by` of the history entry. */
  readonly text: string;
  /** False when the text hangs on something unknown: the base image's variables, a content hash. */
  readonly sure: boolean;
  /** True: no layer. False: a layer. Null: hangs on what the step does. */
  readonly empty: boolean | null;
  /** What other versions of the same builder print for the same instruction. */
  readonly alternatives?: readonly string[];
}

/** What a builder needs to know of the stage beside the scope. */
export interface StageFacts {
  /** True when nothing below this step wrote a file: the stage stands on scratch and had no layer yet. */
  readonly fileSystemIsEmpty: boolean;
  /** Directories that earlier steps of the chain made, absolute and cleaned. */
  readonly madeDirectories: ReadonlySet<string>;
}

/** The entry of an instruction in `scope` (before its effect), or undefined when it makes none; applies its effect. */
export type HistoryWriter = (instruction: Instruction, scope: Scope, facts: StageFacts) => EntryText | undefined;
