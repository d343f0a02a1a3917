// Knows: what `RUN --mount=` says. Source: moby/buildkit: frontend/dockerfile/instructions/commands_runmount.go.
import { flagsOf, type RunInstruction } from '../syntax/model';

export interface Mount {
  /** `bind` when not said. Options may hold variables; they are not expanded here. */
  readonly type: string;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly id: string;
  /** Every option as written, by its full name; a bare word has the value ''. The last of a name counts. */
  readonly options: ReadonlyMap<string, string>;
}

const NONE: readonly Mount[] = [];
const known = new WeakMap<RunInstruction, readonly Mount[]>();

/** The mounts of a RUN, in order. */
export function mountsOf(run: RunInstruction): readonly Mount[] {
  // Most RUNs have no flags, and many ask.
  if (run.flags.length === 0) return NONE;
  let mounts = known.get(run);
  if (!mounts) known.set(run, (mounts = readMounts(run)));
  return mounts;
}

function readMounts(run: RunInstruction): Mount[] {
  return flagsOf(run, 'mount').map((flag) => {
    const options = new Map<string, string>();
    for (const field of csvFields(flag.value ?? '')) {
      const equals = field.indexOf('=');
      const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
      options.set(ALIASES.get(key) ?? key, equals === -1 ? '' : field.slice(equals + 1));
    }
    return {
      type: options.get('type')?.toLowerCase() ?? 'bind',
      from: options.get('from') ?? '',
      source: options.get('source') ?? '',
      target: options.get('target') ?? '',
      id: options.get('id') ?? '',
      options,
    };
  });
}

/**
 * Stage names that the mounts ask for, in order; a mount without `from=` asks for `scratch`, should a stage be called so.
 * An index is not a stage here: `from=0` is an image (BuildKit: convert_runmount.go, detectRunMount).
 */
export const mountSources = (run: RunInstruction): string[] =>
  mountsOf(run).map(({ from }) => (from === '' ? 'scratch' : from));

const ALIASES = new Map([
  ['src', 'source'],
  ['dst', 'target'],
  ['destination', 'target'],
  ['ro', 'readonly'],
  ['rw', 'readwrite'],
]);

/** One CSV line: fields at commas, `"` around a field, `""` inside. */
function csvFields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}
