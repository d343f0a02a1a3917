// Knows: what all builds of one Dockerfile ask for, taken together: what holds in each of them, and what any of them needs.
import type { BuildTarget, ProjectPath, Settled } from './buildTarget';

/** What any of the builds needs. */
export interface AskedByAny {
  /** Stages, in lower case. */
  readonly targets: readonly string[];
  readonly namedContexts: readonly string[];
  readonly platforms: readonly string[];
}

/** What is the same in every build, and known. */
export interface SameInAll {
  /** A folder; undefined: they differ, it is none, or nobody says. */
  readonly context: ProjectPath | undefined;
  /** Empty: the last stage, or not the same in all. */
  readonly stage: string;
  readonly buildArgs: Readonly<Record<string, string>>;
}

/** Undefined: no file asks for a build. */
export function askedByAny(targets: readonly BuildTarget[]): AskedByAny | undefined {
  const told = toldOf(targets);
  if (told.length === 0) return undefined;
  return {
    targets: told.flatMap(({ target }) => (target.known && target.value !== '' ? [target.value.toLowerCase()] : [])),
    namedContexts: told.flatMap(({ namedContexts }) => Object.keys(namedContexts)),
    platforms: told.flatMap(({ platforms }) => (platforms.known ? platforms.value : [])),
  };
}

/** @param targets the assumed one counts when it is the only one; its context does not. */
export function sameInAll(targets: readonly BuildTarget[]): SameInAll {
  const told = toldOf(targets);
  const all = told.length > 0 ? told : targets;
  const context = same(told.map((one) => one.context));
  const args = Object.keys(all[0]?.buildArgs ?? {}).flatMap((name) => {
    const value = same(all.map(({ buildArgs }) => (Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined)));
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    context: context?.kind === 'folder' ? context.path : undefined,
    stage: same(all.map(({ target }) => target)) ?? '',
    buildArgs: Object.fromEntries(args),
  };
}

const toldOf = (targets: readonly BuildTarget[]): readonly BuildTarget[] =>
  targets.filter(({ source }) => source.kind !== 'assumed');

/** The value that all have; undefined: they differ, or one is not known. */
function same<T>(values: readonly (Settled<T> | undefined)[]): T | undefined {
  const [first] = values;
  if (first?.known !== true) return undefined;
  const written = JSON.stringify(first.value);
  return values.every((value) => value?.known === true && JSON.stringify(value.value) === written)
    ? first.value
    : undefined;
}
