// Knows: the words of the path flow: acts of steps on paths, what they meet, and what a flow is made of. Plain data.
import type { SizeEstimate } from '../base/certainty';
import type { Span } from '../base/span';
import type { BuildGraph, Stage } from '../build/graph';
import type { RunScript } from '../shell/script';
import type { AddInstruction, CopyInstruction, Instruction } from '../syntax/model';

/**
 * `directory`: makes one, no bytes. `change`: stores a file again with other content or times. `own`, `mode`: with other
 * rights.
 */
export type PathActKind = 'write' | 'directory' | 'delete' | 'change' | 'own' | 'mode' | 'read';

/**
 * How exactly the text says which path. `literal`: this one. `pattern`: what the shell's glob finds. `below`: something
 * below it. `anywhere`: nobody knows; `path` is then what the text has.
 */
export type PathCertainty = 'literal' | 'pattern' | 'below' | 'anywhere';

export interface PathAct {
  readonly kind: PathActKind;
  /** Absolute and clean; a trailing slash never. */
  readonly path: string;
  readonly certainty: PathCertainty;
  /** The path and all below it: `rm -r`, `chown -R`, COPY of a directory. */
  readonly recursive: boolean;
  /** It happens whenever the step succeeds. */
  readonly sure: boolean;
  /** False below a mount or a volume that the layer does not get. */
  readonly inLayer: boolean;
  /** What it stores in this step's layer. */
  readonly size: SizeEstimate;
  /** The word that names the path. */
  readonly where: Span;
  /** Index in the script's `commands`; undefined for COPY, ADD and WORKDIR. */
  readonly command: number | undefined;
  /** `COPY`, `rm`, `curl`. */
  readonly program: string;
  /** Absolute; what it is a copy of, or was moved from. */
  readonly from?: string;
  readonly moves?: boolean;
  readonly use?: 'unpack' | 'install' | 'run' | 'verify' | 'copy';
  /** What is known of the bytes a COPY brings, for a look below its path. */
  readonly content?: CopiedNode;
  /** Its name in `path`, should what is copied be a file and no directory. */
  readonly fileName?: string;
  /** A program's cache that it can fill again. */
  readonly isCache?: boolean;
  /** It hangs on a working directory that nobody knows: `path` is as if that was `/`. */
  readonly isGuess?: boolean;
  /** Below a VOLUME that an earlier line declares. */
  readonly volume?: string;
  /** Earlier writes of the chain that it meets and that are still there, those of its own step too. */
  readonly touches: readonly Touch[];
  /** Of a write: the steps that read it for sure by name, and the acts that delete it for sure. In order. */
  readonly readBy: readonly StepFlow[];
  readonly deletedBy: readonly Deletion[];
}

export interface Deletion {
  readonly step: StepFlow;
  readonly act: PathAct;
}

export interface Touch {
  readonly step: StepFlow;
  readonly act: PathAct;
  /** Where the earlier write stands: at the path, below it, or above it (a part of it is met). */
  readonly how: 'same' | 'below' | 'above';
  /** The bytes of the earlier write that are met. */
  readonly size: SizeEstimate;
}

export interface StepFlow {
  readonly stage: Stage;
  /** Index among the stage's steps. */
  readonly index: number;
  /** Place in the chain: grows from step to step, through the stages below too. */
  readonly order: number;
  readonly instruction: Instruction;
  readonly run: RunScript | undefined;
  readonly acts: readonly PathAct[];
  /** True when it does more than `acts` say: a program that we do not know, a script that we cannot read. */
  readonly opaque: boolean;
  /** Opaque steps of the chain before this one. */
  readonly opaqueBefore: number;
  /** In an ONBUILD: it acts elsewhere, and touches nothing here. */
  readonly isTrigger: boolean;
}

/** What a COPY or ADD takes, as far as the context tells. Folders are merged into the destination. */
export interface CopiedNode {
  readonly kind: 'file' | 'directory' | 'other';
  /** All files below, for a directory. */
  readonly bytes: number;
  readonly mode: number;
  /** What lies at a path below it, without a leading slash. */
  at(relative: string): CopiedNode | undefined;
  /** Names directly below; empty for a file. */
  names(): Iterable<string>;
}

export interface CopiedSource {
  /** Its last name, which it keeps in a folder. */
  readonly name: string;
  readonly node: CopiedNode;
}

/** What is in effect before a step (lint: stepScope.ts). */
export interface FlowScope {
  readonly workdir: string;
  /** `workdir` hangs on one that nobody knows: as if that was `/`. */
  readonly isGuess?: boolean;
  readonly user: string;
  get(name: string): string | undefined;
  resolve(text: string): string | undefined;
}

export interface FlowInput {
  readonly graph: BuildGraph;
  /** Of a RUN, that of an ONBUILD too. */
  script(run: Instruction): RunScript | undefined;
  scope(stage: Stage, index: number): FlowScope;
  /** What a source word brings from the context; undefined: not known. */
  copied(instruction: CopyInstruction | AddInstruction, source: number): readonly CopiedSource[] | undefined;
}

/** What a producer of acts says of one of them; the rest is found out here. */
export interface DraftAct {
  readonly kind: PathActKind;
  readonly path: string;
  readonly certainty: PathCertainty;
  readonly recursive: boolean;
  readonly sure: boolean;
  readonly inLayer: boolean;
  /** Undefined: the bytes of what is touched, or of `from`. */
  readonly size: SizeEstimate | undefined;
  readonly where: Span;
  readonly command: number | undefined;
  readonly program: string;
  /** Its name in `path`, should that be a directory. */
  readonly nameInside?: string;
  readonly fileName?: string;
  readonly from?: string;
  readonly moves?: boolean;
  readonly appends?: boolean;
  readonly use?: 'unpack' | 'install' | 'run' | 'verify' | 'copy';
  readonly content?: CopiedNode;
  readonly isCache?: boolean;
  readonly isGuess?: boolean;
  readonly volume?: string;
}

export interface StepDraft {
  readonly drafts: readonly DraftAct[];
  readonly opaque: boolean;
}

/** While it is being made. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };
