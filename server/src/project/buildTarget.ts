// Knows: what one build of the workspace asks for, whichever file says so. Knows no file format and no disk.

/** A value that a build is given, or why nobody can say it from the files alone. */
export type Settled<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      /** One sentence for the hover. */
      readonly why: string;
      /** As the file has it. */
      readonly written: string;
    };

/** A workspace-relative slash path (`.` is the workspace), or an absolute one when it lies outside. */
export type ProjectPath = string;

export type ContextRef =
  | { readonly kind: 'folder'; readonly path: ProjectPath }
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'stdin' };

export type SourceKind =
  | 'compose'
  | 'bake'
  | 'devcontainer'
  | 'task'
  | 'makefile'
  | 'package-script'
  | 'workflow'
  | 'script'
  // A configuration of ours.
  | 'config'
  | 'assumed';

export interface BuildSource {
  readonly kind: SourceKind;
  readonly file: ProjectPath;
  /** Zero-based. */
  readonly line: number;
  /** What the file calls it: a service, a target, a script. */
  readonly name: string;
}

/** What a build is told beside its Dockerfile and context that reaches into RUN, and so into cache keys or results. */
export interface BuildExtras {
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
  readonly addHosts: readonly string[];
  readonly ulimits: readonly string[];
  readonly entitlements: readonly string[];
  readonly labels: Readonly<Record<string, Settled<string>>>;
  readonly network?: string;
  readonly shmSize?: string;
  readonly cgroupParent?: string;
  readonly isolation?: string;
}

export interface BuildTarget {
  /** Stable across edits: kind, file and name. A choice is remembered by it. */
  readonly id: string;
  /** What a picker shows: `compose.yaml · web`. */
  readonly label: string;
  readonly source: BuildSource;
  readonly dockerfile: Settled<ProjectPath>;
  /** The text, when the file that asks for the build holds it; `dockerfile` then names no file. */
  readonly inlineDockerfile?: string;
  readonly context: Settled<ContextRef>;
  /** '' is the last stage. */
  readonly target: Settled<string>;
  /** A name without a value is taken from the environment: unknown unless an environment is given that has it. */
  readonly buildArgs: Readonly<Record<string, Settled<string>>>;
  /** Empty: the builder's own. */
  readonly platforms: Settled<readonly string[]>;
  readonly tags: readonly Settled<string>[];
  readonly builder: 'buildkit' | 'classic' | 'buildah' | undefined;
  /** Paths, URLs, `docker-image://…`, and links to other builds: `target:name`, `service:name`. */
  readonly namedContexts: Readonly<Record<string, Settled<string>>>;
  /** True for all stages, or the names of those that are built anew. */
  readonly noCache: boolean | readonly string[];
  readonly pull: boolean;
  readonly cacheFrom: readonly string[];
  readonly extras: BuildExtras;
  /** The name an image gets when no tag says another: compose's `image:`, or `<project>-<service>`. */
  readonly imageName?: Settled<string>;
  /** Compose profiles without which the service is left out, when none of them is active. */
  readonly needsProfiles?: readonly string[];
  /** What of the request could not be read; each is a sentence. */
  readonly problems: readonly string[];
}

export const settled = <T>(value: T): Settled<T> => ({ known: true, value });
export const unsettled = (why: string, written: string): Settled<never> => ({ known: false, why, written });

/** The value made of another, or the reason why there is none. */
export const mapSettled = <T, U>(value: Settled<T>, to: (value: T) => U): Settled<U> =>
  value.known ? settled(to(value.value)) : value;

/** All values, or why the first unknown one is not known. */
export function allSettled<T>(values: readonly Settled<T>[]): Settled<readonly T[]> {
  const known: T[] = [];
  for (const value of values) {
    if (!value.known) return value;
    known.push(value.value);
  }
  return settled(known);
}

export const NO_EXTRAS: BuildExtras = {
  secrets: [],
  ssh: [],
  addHosts: [],
  ulimits: [],
  entitlements: [],
  labels: {},
};

const KIND_WORDS: Readonly<Record<SourceKind, string>> = {
  compose: 'compose',
  bake: 'bake',
  devcontainer: 'devcontainer',
  task: 'task',
  makefile: 'make',
  'package-script': 'package',
  workflow: 'workflow',
  script: 'script',
  config: 'config',
  assumed: 'assumed',
};

/** A target that asks for nothing but what `given` says: the builders' defaults. */
export function buildTarget(
  source: BuildSource,
  given: Partial<Omit<BuildTarget, 'id' | 'label' | 'source'>> & Pick<BuildTarget, 'dockerfile' | 'context'>,
): BuildTarget {
  return {
    id: `${KIND_WORDS[source.kind]}:${source.file}:${source.name}`,
    label: source.name === '' ? source.file : `${source.file} · ${source.name}`,
    source,
    target: settled(''),
    buildArgs: {},
    platforms: settled([]),
    tags: [],
    builder: undefined,
    namedContexts: {},
    noCache: false,
    pull: false,
    cacheFrom: [],
    extras: NO_EXTRAS,
    problems: [],
    ...given,
  };
}
