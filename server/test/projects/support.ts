// Knows: the sample workspaces below samples/ and what is expected of them, in a form that is short to write.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRepo } from '../../../scripts/repo.mjs';
import type { BuildTarget, Settled } from '../../src/project/buildTarget';

/** Keys that are left out are not compared; null is a value that must be unknown. */
export interface ExpectedTarget {
  readonly label: string;
  readonly context?: string | null;
  readonly target?: string | null;
  readonly args?: Readonly<Record<string, string | null>>;
  readonly platforms?: readonly string[] | null;
  readonly tags?: readonly (string | null)[];
  readonly builder?: string;
  readonly contexts?: Readonly<Record<string, string | null>>;
  readonly image?: string | null;
  readonly line?: number;
  readonly noCache?: boolean | readonly string[];
  readonly pull?: boolean;
  readonly profiles?: readonly string[];
  readonly problem?: string;
}

export interface Sample {
  readonly name: string;
  readonly folder: string;
  /** The rule, or the complaint of peers.md §2.5. */
  readonly why: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For each Dockerfile all candidates in order, without the assumed one at the end. */
  readonly dockerfiles: Readonly<Record<string, readonly ExpectedTarget[]>>;
  /** Inline Dockerfiles by label. */
  readonly inline?: Readonly<Record<string, string>>;
  /** Labels of builds whose Dockerfile must be unknown. */
  readonly unknown?: readonly string[];
}

export function readSamples(): readonly Sample[] {
  const folder = inRepo('server/test/projects/samples');
  return readdirSync(folder)
    .sort()
    .map((name) => ({
      ...(JSON.parse(readFileSync(join(folder, name, 'expected.json'), 'utf8')) as Omit<Sample, 'name' | 'folder'>),
      name,
      folder: join(folder, name),
    }));
}

const short = <T>(value: Settled<T>): T | null => (value.known ? value.value : null);

const shortRecord = (record: Readonly<Record<string, Settled<string>>>): Record<string, string | null> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, short(value)]));

/** The target in the words of expected.json, with the keys that the expectation has; `parent` holds the workspace. */
export function inShort(
  target: BuildTarget,
  expected: ExpectedTarget | undefined,
  parent: string,
): Record<string, unknown> {
  const context = short(target.context);
  const all: Record<keyof ExpectedTarget, unknown> = {
    label: target.label,
    context:
      context === null
        ? null
        : context.kind === 'folder'
          ? context.path
          : context.kind === 'remote'
            ? context.url
            : '-',
    target: short(target.target),
    args: shortRecord(target.buildArgs),
    platforms: short(target.platforms),
    tags: target.tags.map(short),
    builder: target.builder,
    contexts: shortRecord(target.namedContexts),
    image: target.imageName === undefined ? undefined : short(target.imageName),
    line: target.source.line + 1,
    noCache: target.noCache,
    pull: target.pull,
    profiles: target.needsProfiles ?? [],
    problem: target.problems[0],
  };
  const wanted = new Set(['label', ...Object.keys(expected ?? {})]);
  const kept = Object.fromEntries(Object.entries(all).filter(([key]) => wanted.has(key)));
  return JSON.parse(JSON.stringify(kept).replaceAll(parent, '<parent>')) as Record<string, unknown>;
}
