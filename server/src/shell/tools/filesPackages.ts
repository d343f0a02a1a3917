// Knows: what a call of a package manager does to files: its cache, the project it works in, and package files it is given.
// Paths: the managers' documentation, as listed in the research file lint-rules.md §2 and checked against
// wharflab/tally: prefer-package-cache-mounts and docker/docs: build/cache/optimize.
import type { ShellCommand, ShellWord } from '../model';
import type { FileEffect, ToolEffects } from './filesEffect';
import { managerCall, type ManagerCall, type ManagerName } from './packages';

/** What is in effect where the command runs. */
export interface Surroundings {
  readonly home: string | undefined;
  variable(name: string): string | undefined;
  text(word: ShellWord): string | undefined;
}

interface CacheHabit {
  /** Where it lies; `~` is the home directory. */
  readonly paths: readonly string[];
  /** Variables that move it, the first that is set counts. */
  readonly variables?: readonly string[];
  /** Options and variables by which there is none. */
  readonly without?: readonly string[];
  readonly withoutVariables?: readonly string[];
  /** What the clean command empties, when that is another directory. */
  readonly cleans?: readonly string[];
  /** Verbs that fill it; installing and the like when not said. */
  readonly filledBy?: readonly string[];
}

const CACHES: Readonly<Partial<Record<ManagerName, CacheHabit>>> = {
  // `apt-get clean` leaves the lists alone (apt-get(8)).
  apt: { paths: ['/var/lib/apt/lists'], filledBy: ['update'], cleans: ['/var/cache/apt/archives'] },
  apk: { paths: ['/var/cache/apk'], without: ['--no-cache'], filledBy: ['update', 'install', 'upgrade'] },
  yum: { paths: ['/var/cache/yum'] },
  dnf: { paths: ['/var/cache/dnf', '/var/cache/libdnf5'] },
  microdnf: { paths: ['/var/cache/yum', '/var/cache/dnf'] },
  tdnf: { paths: ['/var/cache/tdnf'] },
  zypper: { paths: ['/var/cache/zypp'] },
  pacman: { paths: ['/var/cache/pacman/pkg'] },
  pip: {
    paths: ['~/.cache/pip'],
    variables: ['PIP_CACHE_DIR'],
    without: ['--no-cache-dir', '--no-cache'],
    withoutVariables: ['PIP_NO_CACHE_DIR'],
  },
  uv: {
    paths: ['~/.cache/uv'],
    variables: ['UV_CACHE_DIR'],
    without: ['--no-cache', '-n'],
    withoutVariables: ['UV_NO_CACHE'],
  },
  poetry: { paths: ['~/.cache/pypoetry/cache', '~/.cache/pypoetry/artifacts'], without: ['--no-cache'] },
  npm: { paths: ['~/.npm/_cacache'], without: ['--cache'] },
  yarn: { paths: ['/usr/local/share/.cache/yarn'], variables: ['YARN_CACHE_FOLDER'], without: ['--cache-folder'] },
  composer: { paths: ['~/.composer/cache'], variables: ['COMPOSER_CACHE_DIR'], without: ['--no-cache'] },
  go: { paths: ['~/.cache/go-build'], variables: ['GOCACHE'] },
  maven: { paths: ['~/.m2/repository'] },
  nuget: { paths: ['~/.nuget/packages'], variables: ['NUGET_PACKAGES'] },
};

/** Verbs that fetch, and so fill a cache. */
const FILLS = new Set(['install', 'update', 'upgrade', 'download', 'build']);

/** Managers that write below the directory they run in. */
const WORKS_HERE = new Set<ManagerName>([
  'npm',
  'yarn',
  'pnpm',
  'bun',
  'composer',
  'bundler',
  'cargo',
  'go',
  'maven',
  'gradle',
  'nuget',
]);

/** Undefined when the command calls no package manager. Whatever it calls does more than is said here. */
export function packageEffects(command: ShellCommand, around: Surroundings): ToolEffects | undefined {
  const call = managerCall(command);
  if (!call) return undefined;
  return {
    effects: [...cacheOf(call, around), ...project(call), ...given(call, around)],
    known: true,
    quiet: false,
  };
}

function cacheOf(call: ManagerCall, around: Surroundings): FileEffect[] {
  const habit = CACHES[call.manager];
  if (!habit) return [];
  const { verb, verbWord: word } = call;
  const paths = pathsOf(habit, around);
  if (verb === 'clean')
    // A clean command that spares a part of it is a clean command all the same: what it spares is not known.
    return (habit.cleans ?? paths).map((path) => ({ act: 'delete', path, word, extent: 'tree', isCache: true }));
  const fills = habit.filledBy ? habit.filledBy.includes(verb) : FILLS.has(verb);
  const isOff =
    call.flag(...(habit.without ?? [])) !== undefined ||
    (habit.withoutVariables ?? []).some((name) => isOn(around.variable(name)));
  if (!fills || isOff) return [];
  return paths.map((path) => ({ act: 'write', path, word, extent: 'tree', isCache: true }));
}

/** pip turns its cache off for any value but these (pip: _internal/cli/parser.py reads it as a boolean). */
const isOn = (value: string | undefined): boolean => value !== undefined && !/^(?:0|false|no|off|)$/i.test(value);

function pathsOf({ paths, variables = [] }: CacheHabit, around: Surroundings): (string | undefined)[] {
  for (const name of variables) {
    const value = around.variable(name);
    if (value !== undefined && value !== '') return [value];
  }
  return paths.map((path) =>
    path.startsWith('~') ? (around.home === undefined ? undefined : `${around.home}${path.slice(1)}`) : path,
  );
}

function project({ manager, verb, flag, verbWord: word }: ManagerCall): FileEffect[] {
  const isGlobal = flag('-g', '--global', '--location') !== undefined;
  if (!WORKS_HERE.has(manager) || isGlobal || !['install', 'build', 'run', 'upgrade'].includes(verb)) return [];
  return [{ act: 'write', path: '.', word, extent: 'inside' }];
}

/** `apt-get install ./tool.deb` reads a file. */
const given = ({ operands, verb }: ManagerCall, around: Surroundings): FileEffect[] =>
  verb !== 'install'
    ? []
    : operands.flatMap((word): FileEffect[] => {
        const path = around.text(word);
        return path !== undefined && /\/|\.(?:deb|rpm|apk|whl|gem|tgz|tar\.gz)$/.test(path) && !path.includes('://')
          ? [{ act: 'read', path, word, extent: 'entry', use: 'install' }]
          : [];
      });
