// Knows: the custom messages between client and server, each with its params and result. Everything else is plain LSP.
import type { CacheTreeModel, ContextTreeModel, LayerTreeModel, PlainRange, StatusModel } from './viewModels';

export interface DocumentParams {
  readonly uri: string;
}

/** Which built image belongs to a Dockerfile. Remembered by the client per workspace, sent to the server. */
export type ImageChoice =
  | { readonly kind: 'engine'; readonly ref: string }
  /** `path`: a docker save or OCI archive, or an OCI layout folder; `name`: which of its images, the first when absent. */
  | { readonly kind: 'archive'; readonly path: string; readonly name?: string }
  /** Look for it (the default). */
  | { readonly kind: 'auto' };

/** What the client remembers for one Dockerfile. */
export interface DocumentChoice {
  readonly uri: string;
  readonly image: ImageChoice;
  /** Stage name; empty: the last stage, or what the build target says. */
  readonly target: string;
  /** Id of the build target that says context, stage and arguments; absent: the likeliest. */
  readonly build?: string;
}

/** A build of the workspace that makes this Dockerfile. */
export interface BuildCandidate {
  readonly id: string;
  /** `compose.yaml · web` */
  readonly label: string;
  /** `context app, stage runtime` */
  readonly description: string;
  /** What of it cannot be known from the files; a sentence. */
  readonly detail?: string;
  /** Nobody says so: the Dockerfile's own folder. */
  readonly assumed: boolean;
  readonly chosen: boolean;
}

/** What would be built anew when one file or one line changed. */
export interface WhatIf {
  /** `package.json: 4 steps would be rebuilt, ≈ 48 s` */
  readonly title: string;
  /** Steps in the order of the build. */
  readonly steps: readonly { readonly label: string; readonly description: string; readonly range: PlainRange }[];
}

/** An edit of another file than the Dockerfile, for the editor to make, so that it can be undone. */
export interface FileChange {
  readonly uri: string;
  /** The file is not there yet. */
  readonly create: boolean;
  readonly at: PlainRange['start'];
  readonly newText: string;
}

export interface ImageCandidate {
  readonly choice: ImageChoice;
  readonly label: string;
  /** Why it is offered: `built from this Dockerfile`, `3 of 4 instructions match`. */
  readonly description: string;
}

/** A build that the client may run as a task, with the user's consent. Argv only, never a shell string. */
export interface BuildPlan {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Environment beside the user's own. */
  readonly env: Readonly<Record<string, string>>;
  /** The image name it will carry; chosen when the build succeeded. */
  readonly tag: string;
  /** Shown to the user before it runs. */
  readonly display: string;
  /** The program that builds, whatever runs it: consent is given for it. */
  readonly program: string;
}

export interface InitializationOptions {
  /** False in a folder the user does not trust: no engine, no process, nothing outside the folder. */
  readonly trusted: boolean;
  readonly choices: readonly DocumentChoice[];
  /** Links in hovers may run commands of the extension. */
  readonly runsLinks?: boolean;
  /** It is enough to hear that the server has inlay hints once there is one. */
  readonly hearsOfHintsLate?: boolean;
}

/** Name → params and result. `layerlens/changed` is a notification to the client, the rest are requests to the server. */
export interface RequestTypes {
  'layerlens/layerTree': { params: DocumentParams; result: LayerTreeModel | null };
  'layerlens/status': { params: DocumentParams; result: StatusModel | null };
  'layerlens/candidates': { params: DocumentParams; result: readonly ImageCandidate[] };
  /** The images at a path, when there are several to choose from; else none. */
  'layerlens/savedImages': { params: { readonly path: string }; result: readonly ImageCandidate[] };
  'layerlens/choose': { params: DocumentChoice; result: null };
  'layerlens/refresh': { params: DocumentParams; result: null };
  'layerlens/buildPlan': { params: DocumentParams; result: BuildPlan | { readonly unavailable: string } };
  'layerlens/cacheTree': { params: DocumentParams; result: CacheTreeModel | null };
  'layerlens/contextTree': { params: DocumentParams; result: ContextTreeModel | null };
  'layerlens/buildTargets': { params: DocumentParams; result: readonly BuildCandidate[] };
  /** `path`: in the context; `line`: zero-based, of an instruction. */
  'layerlens/whatIf': {
    params: DocumentParams & ({ readonly path: string } | { readonly line: number });
    result: WhatIf | { readonly unavailable: string };
  };
  /** Keeps a path out of the context. */
  'layerlens/ignoreEntry': {
    params: DocumentParams & { readonly path: string };
    result: FileChange | { readonly unavailable: string };
  };
  /** A build ended: what it left is read again. */
  'layerlens/built': { params: DocumentParams; result: null };
  'layerlens/setTrusted': { params: { readonly trusted: boolean }; result: null };
}

/** Sent by the server when views of this document (or all, when empty) should be asked for again. */
export interface ChangedParams {
  readonly uri: string;
}
export const CHANGED = 'layerlens/changed';
