// Knows: what a build was asked for, beside the Dockerfile. Everything that a prediction rests on is in here.
import type { Digest } from '../base/digest';
import type { DockerfileModel } from '../syntax/model';
import { DEFAULT_PLATFORM, type BuildPlatform } from './platform';

export type BuilderKind = 'buildkit' | 'classic' | 'buildah';

/** What a builder takes over from a base image. */
export interface BaseImage {
  /** `KEY=value`, in order. */
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly shell?: readonly string[];
  readonly onBuild: readonly string[];
  /** What its config says; undefined: not known. */
  readonly platform?: BuildPlatform;
  /** Layers of the base, when known: they tell base rows from own rows. */
  readonly diffIds?: readonly Digest[];
}

export interface BuildOptions {
  /** Stage asked for; empty: the last one. */
  readonly target: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: BuildPlatform;
  /** Platform of the machine that builds. */
  readonly buildPlatform: BuildPlatform;
  readonly builder: BuilderKind;
  /** N of the Dockerfile frontend 1.N: history text and some rules hang on it (builder-semantics §0). */
  readonly frontend: number;
  /** What is known of an external image; undefined: nothing. */
  base(reference: string): BaseImage | undefined;
}

/** The value given for an ARG. Names are the author's: `constructor` is one like others. */
export const givenArg = ({ buildArgs }: BuildOptions, name: string): string | undefined =>
  Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;

/** The newest frontend whose rules we know: dockerfile 1.26 (BuildKit 0.32). */
export const NEWEST_FRONTEND = 26;

export const DEFAULT_BUILD_OPTIONS: BuildOptions = {
  target: '',
  buildArgs: {},
  platform: DEFAULT_PLATFORM,
  buildPlatform: DEFAULT_PLATFORM,
  builder: 'buildkit',
  frontend: NEWEST_FRONTEND,
  base: () => undefined,
};

/**
 * N of `# syntax=docker/dockerfile:1.N`: that frontend runs instead of the embedded one (BuildKit: builder/build.go).
 * `:1` and `:latest` mean the newest. Undefined: no directive, or a frontend that we do not know.
 */
export function frontendOf(model: DockerfileModel): number | undefined {
  const directive = model.directives.find(({ name }) => name === 'syntax');
  const reference = directive?.value.split(/\s/)[0] ?? '';
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::([\w.-]+))?(?:@.*)?$/.exec(reference);
  if (!match) return undefined;
  const version = /^1\.(\d+)/.exec(match[1] ?? 'latest');
  return version ? Number(version[1]) : NEWEST_FRONTEND;
}

/** Frontend embedded in an engine, by `28.5.2`-like version (moby: go.mod / vendor.mod at the tags; builder-semantics §0). */
export function frontendOfEngine(version: string): number | undefined {
  const match = /^(\d+)\.(\d+)/.exec(version);
  if (!match) return undefined;
  const engine = Number(match[1]) * 100 + Number(match[2]);
  return EMBEDDED.find(([since]) => engine >= since)?.[1];
}

/** [engine major × 100 + minor, frontend minor], newest first. BuildKit 0.N carries dockerfile 1.(N−6) from 0.10 on. */
const EMBEDDED: readonly (readonly [number, number])[] = [
  [2907, 26],
  [2906, 25],
  [2905, 24],
  [2904, 23],
  [2903, 22],
  [2902, 21],
  [2901, 20],
  [2805, 19],
  // 28.1 to 28.4 are [inferred] from their release notes' BuildKit 0.21 to 0.24.
  [2804, 18],
  [2803, 17],
  [2802, 16],
  [2801, 15],
  [2800, 14],
  [2705, 12],
  [2700, 8],
  [2601, 7],
  [2500, 6],
  [2400, 5],
  [2300, 4],
  [2010, 2],
];
