// Knows: what the configuration files above one Dockerfile say of its build, and where its known findings are listed. They
// name paths relative to themselves.
import { compileMatcher } from '../../context/ignoreMatcher';
import { cleanPath } from '../../base/posixPath';
import type { ByFile } from './config';
import { countingOf, type PlacedConfig } from './configMerge';

/** A file with its own absolute path. */
type PlacedFile = PlacedConfig & { readonly path: string };

/** As project/configured.ts takes it. Paths are absolute, with forward slashes. */
export interface SaidOfBuild {
  readonly file: string;
  readonly context?: string;
  readonly stage?: string;
  readonly args?: Readonly<Record<string, string>>;
}

/** Undefined: they say nothing. @param chain outermost first. @param path absolute, with forward slashes. */
export function saidOfBuild(chain: readonly PlacedFile[], path: string): SaidOfBuild | undefined {
  let said: SaidOfBuild | undefined;
  for (const { folder, path: file, config } of countingOf(chain)) {
    const below = pathBelow(folder, path);
    const context = below === undefined ? undefined : valueOf(config.context, below);
    const stage = below === undefined ? undefined : valueOf(config.targets, below);
    if (context === undefined && stage === undefined && !config.args) continue;
    said = {
      ...said,
      file,
      ...(context !== undefined && { context: placedAt(folder, context) }),
      ...(stage !== undefined && { stage }),
      ...(config.args && { args: { ...said?.args, ...config.args } }),
    };
  }
  return said;
}

/** The file of known findings that the nearest one names, absolute. */
export function baselineOf(chain: readonly PlacedFile[]): string | undefined {
  const nearest = countingOf(chain).findLast(({ config }) => config.baseline !== undefined);
  return nearest?.config.baseline === undefined ? undefined : placedAt(nearest.folder, nearest.config.baseline);
}

const matchers = new WeakMap<ByFile, readonly ReturnType<typeof compileMatcher>[]>();

function valueOf(values: ByFile | undefined, path: string): string | undefined {
  if (!values) return undefined;
  const compiled = matchers.get(values) ?? values.map(([pattern]) => compileMatcher([pattern]));
  matchers.set(values, compiled);
  const last = compiled.findLastIndex((matcher) => matcher.verdict(path, undefined).matched);
  return values[last]?.[1];
}

function pathBelow(folder: string, path: string): string | undefined {
  const base = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}

function placedAt(folder: string, written: string): string {
  const path = written.replaceAll('\\', '/');
  return cleanPath(/^(?:\/|[A-Za-z]:\/)/.test(path) ? path : `${folder}/${path}`);
}
