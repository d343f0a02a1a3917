// Knows: the steps of a build as BuildKit's solver sees them: what is in a vertex's own key, and by which routes each of
// its inputs may match. Source: moby/buildkit: solver/types.go (CacheMap), solver/llbsolver/ops/{exec,file,merge,source}.go.
import type { Stage } from '../build/graph';
import type { Instruction } from '../syntax/model';

/** Which files of an input's result decide, for the content route. Paths are absolute. */
export interface ContentQuery {
  readonly path: string;
  readonly wildcard: boolean;
  readonly followLinks: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** How the builder lists what a pattern or a filter takes: whole paths, or base names only (BuildKit up to 0.25). */
  readonly listedBy?: 'path' | 'name';
  /** True where the paths are part of the content, links followed: the classic builder. */
  readonly withPaths?: boolean;
}

export interface VertexInput {
  /** Index of the vertex in the list. */
  readonly vertex: number;
  /** Selector of the definition route: which paths are used. */
  readonly selector: string;
  /** Files that the content route compares; absent: there is no content route. */
  readonly content?: readonly ContentQuery[];
}

/** One copy of a COPY or ADD, in order. */
export interface CopyAction {
  /** Index into `inputs`. */
  readonly input: number;
  readonly query: ContentQuery;
  readonly destination: string;
  readonly owner: string;
  /** Octal digits or a symbolic mode; empty: as in the source. */
  readonly mode: string;
  readonly unpack: boolean;
  readonly parents: boolean;
}

/** A place that a command may write. `entry`: a file, or a folder's own header; `tree`: all that is at the place and below. */
export interface RunWrite {
  readonly path: string;
  readonly scope: 'entry' | 'tree';
}

/** What a command does to one place, when it comes to its end. Paths are absolute. */
export type FileEffect =
  | { readonly kind: 'text'; readonly path: string; readonly text: string; readonly appends: boolean }
  /** The bytes of another file. */
  | { readonly kind: 'content'; readonly path: string; readonly from: string }
  | { readonly kind: 'folder'; readonly path: string; readonly isNew: boolean }
  | { readonly kind: 'touch'; readonly path: string; readonly makes: boolean }
  | { readonly kind: 'remove'; readonly path: string; readonly isTree: boolean; readonly isForced: boolean }
  /** `adds`: these bits to those that are there. */
  | {
      readonly kind: 'mode';
      readonly path: string;
      readonly mode: number;
      readonly adds: boolean;
      readonly isTree: boolean;
    }
  /** `into`: only into a folder that is there. `keeps`: mode and owner of the source. */
  | {
      readonly kind: 'copy';
      readonly from: string;
      readonly to: string;
      readonly into: boolean;
      readonly isTree: boolean;
      readonly keeps: boolean;
    }
  | { readonly kind: 'move'; readonly from: string; readonly to: string; readonly into: boolean };

/** What one command of a RUN does to files, as far as its text tells: what it writes is a function of what is named here. */
export interface RunAct {
  /** All that decides and is no file: its text, variables, user and folder. */
  readonly text: string;
  /** Files and folders whose state decides. */
  readonly reads: readonly string[];
  /** Of these, what is taken along as it is: a link among them would lead elsewhere. */
  readonly moved: readonly string[];
  readonly writes: readonly RunWrite[];
  /** Files that would make another program of it, were they written by an earlier step. */
  readonly programs: readonly string[];
  /** What it makes of files that are all known, when the programs are what they are called: each one's places, in order. */
  readonly exact?: {
    readonly effects: readonly FileEffect[];
    readonly programs: readonly (readonly string[])[];
  };
}

/** A RUN of commands that write only where they say, and the same for the same files. */
export interface RunOutput {
  readonly acts: readonly RunAct[];
  /** Made by the builder where it is missing. */
  readonly workdir: string;
  /** What the process is started with: somebody who takes the whole root may see traces of it. */
  readonly start: string;
}

/** What a vertex makes of its inputs' files. */
export type Effect =
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'remote'; readonly url: string; readonly name: string }
  | { readonly kind: 'inline'; readonly name: string; readonly mode: number; readonly content: string }
  /**
   * `base`: index into `inputs` of the root file system; absent: on nothing. `output`: absent when it may write anything.
   * `writable`: those that are mounted to be written to.
   */
  | {
      readonly kind: 'run';
      readonly base?: number;
      readonly output?: RunOutput;
      readonly writable?: readonly number[];
    }
  | { readonly kind: 'copy'; readonly base?: number; readonly actions: readonly CopyAction[] }
  | { readonly kind: 'mkdir'; readonly base?: number; readonly path: string; readonly owner: string }
  /** Files stay as they are: a metadata instruction of a builder that makes a step of each. */
  | { readonly kind: 'config'; readonly base?: number }
  /** The second input laid over the first. */
  | { readonly kind: 'merge' };

/** A named part of a vertex's own key, so that a changed key can say what changed. */
export interface KeyPart {
  readonly kind:
    | 'instruction'
    | 'environment'
    | 'workdir'
    | 'user'
    | 'shell'
    | 'mounts'
    | 'platform'
    | 'network'
    | 'options'
    | 'destination'
    | 'sources';
  readonly value: string;
}

/** The instruction that a vertex comes from, as the builder reports it. */
export interface VertexStep {
  readonly stage: Stage;
  /** The instruction; for an ONBUILD trigger the FROM that fires it. */
  readonly instruction: Instruction;
  readonly trigger?: Instruction;
  /** Text after the bracket, as in `[stage 2/5] COPY a b`. */
  readonly text: string;
  /** `i` of `i/n`: counted within the stage. */
  readonly ordinal: number;
}

export interface Vertex {
  readonly effect: Effect;
  readonly parts: readonly KeyPart[];
  /** Digest of the parts: the vertex's own key, without its inputs. */
  readonly digest: string;
  readonly inputs: readonly VertexInput[];
  /** Flagged by --no-cache: runs whatever is cached. */
  readonly ignoreCache: boolean;
  /** The builder stores it so that it cannot find it again. */
  readonly isNeverFound?: boolean;
  /** Absent for sources and other vertexes that the builder counts as internal. */
  readonly step?: VertexStep;
}
