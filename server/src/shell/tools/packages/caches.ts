// Knows: what each package manager leaves behind, how it is told not to, what empties it, and what a cache mount must cover.
// Sources: the managers' own references, the table of lint-rules.md §2 with what it names, and
// docker/docs: content/manuals/build/cache/optimize.md for the mount targets.
import type { ManagerCall } from '../packages';
import type { ManagerName } from './manager';

/**
 * A folder: `~` is the home of whom the command runs as. Of `variables` the first that is set gives the folder, with its
 * suffix. `root`: where it lies for root, when that is another place.
 */
export interface CachePath {
  readonly path: string;
  readonly root?: string;
  readonly variables?: readonly (readonly [name: string, suffix: string])[];
  /** Options of the command whose value is the folder. */
  readonly options?: readonly string[];
}

export interface CacheFacts {
  /** What stays in a layer. */
  readonly left: readonly CachePath[];
  /** Other folders that versions of the manager use: what empties or covers them counts too. */
  readonly also?: readonly CachePath[];
  /** Removing a path that fits empties a folder whose place differs by version. */
  readonly emptiedBy?: RegExp;
  readonly mounts: readonly CachePath[];
  /** Later steps work with what lies in it: a mount for one of them alone takes it from the others. */
  readonly isStore?: true;
  /** A database that two builds must not write at a time. */
  readonly locked?: true;
  /** Switches that keep the cache from being written. */
  readonly avoid?: { readonly flags: readonly string[]; readonly variables: readonly string[] };
  /** True for a call that empties the cache. */
  isClean(call: ManagerCall): boolean;
  /** The command that empties it; undefined when removing the folders is the way. */
  readonly clean?: (program: string) => string;
}

const at = (path: string, ...variables: readonly (readonly [string, string])[]): CachePath => ({ path, variables });
const cleans = ({ verb }: ManagerCall): boolean => verb === 'clean';

const APT_CACHE = { path: '/var/cache/apt' };
const RPM_FOLDERS = {
  dnf: { path: '/var/cache/dnf' },
  dnf5: { path: '/var/cache/libdnf5' },
  yum: { path: '/var/cache/yum' },
};
/** `clean all`; without a word, or with `packages` alone, metadata or packages stay. */
const cleansAll = ({ verb, operands }: ManagerCall): boolean =>
  verb === 'clean' && operands.some(({ text }) => text === undefined || text === 'all');

const PIP_CACHE = at('~/.cache/pip', ['PIP_CACHE_DIR', ''], ['XDG_CACHE_HOME', '/pip']);
// pip takes the beginning of an option's name for the name.
const PIP: CacheFacts = {
  left: [{ ...PIP_CACHE, options: ['--cache-dir'] }],
  mounts: [PIP_CACHE],
  avoid: { flags: ['--no-cache-dir', '--no-cache'], variables: ['PIP_NO_CACHE_DIR'] },
  isClean: cleans,
  clean: (program) => `${program} cache purge`,
};
const POETRY_CACHE = (part: string): CachePath =>
  at(`~/.cache/pypoetry/${part}`, ['POETRY_CACHE_DIR', `/${part}`], ['XDG_CACHE_HOME', `/pypoetry/${part}`]);
const PIPENV_CACHE = at('~/.cache/pipenv', ['PIPENV_CACHE_DIR', ''], ['XDG_CACHE_HOME', '/pipenv']);
const CONDA_PKGS = at(
  '/opt/conda/pkgs',
  ['CONDA_PKGS_DIRS', ''],
  ['MAMBA_ROOT_PREFIX', '/pkgs'],
  ['CONDA_DIR', '/pkgs'],
);

const UV_CACHE = at('~/.cache/uv', ['UV_CACHE_DIR', ''], ['XDG_CACHE_HOME', '/uv']);
const NPM_CACHE = at('~/.npm', ['npm_config_cache', ''], ['NPM_CONFIG_CACHE', '']);
const YARN_CACHE: CachePath = {
  path: '~/.cache/yarn',
  root: '/usr/local/share/.cache/yarn',
  variables: [['YARN_CACHE_FOLDER', '']],
};
const PNPM_STORE = at(
  '~/.local/share/pnpm/store',
  ['npm_config_store_dir', ''],
  ['PNPM_HOME', '/store'],
  ['XDG_DATA_HOME', '/pnpm/store'],
);
const BUN_CACHE = at('~/.bun/install/cache', ['BUN_INSTALL_CACHE_DIR', ''], ['BUN_INSTALL', '/install/cache']);

const GO_BUILD = at('~/.cache/go-build', ['GOCACHE', ''], ['XDG_CACHE_HOME', '/go-build']);
const GO_MODULES = at('~/go/pkg/mod', ['GOMODCACHE', ''], ['GOPATH', '/pkg/mod']);
const cargo = (part: string): CachePath => at(`~/.cargo/${part}`, ['CARGO_HOME', `/${part}`]);
const COMPOSER_CACHE = at(
  '~/.composer/cache',
  ['COMPOSER_CACHE_DIR', ''],
  ['COMPOSER_HOME', '/cache'],
  ['XDG_CACHE_HOME', '/composer'],
);

/** `clean -a`, `--all`, or tarballs and packages both; clusters such as `-afy` and `-tipsy`. */
function condaCleans({ verb, command }: ManagerCall): boolean {
  if (verb !== 'clean') return false;
  const letters = command.args.map(({ text }) => /^-([A-Za-z]+)$/.exec(text ?? '')?.[1] ?? '').join('');
  const has = (letter: string, long: string): boolean =>
    letters.includes(letter) || command.args.some(({ text }) => text === long);
  return has('a', '--all') || (has('t', '--tarballs') && has('p', '--packages'));
}

/** `-Scc` asks, and takes `--noconfirm` for No (pacman: src/pacman/sync.c, sync_cleancache; util.c, noyes). */
const pacmanCleans = ({ verb, command, flags, flag }: ManagerCall): boolean =>
  verb === 'clean' &&
  (command.pipe.at > 0 || flag('--noconfirm') === undefined) &&
  flags.filter(({ name }) => name === '-c' || name === '--clean').length > 1;

/** By manager. */
export const CACHES: Readonly<Record<ManagerName, CacheFacts>> = {
  apt: {
    left: [{ path: '/var/lib/apt/lists' }],
    mounts: [APT_CACHE, { path: '/var/lib/apt' }],
    locked: true,
    isClean: ({ phrase }) => phrase === 'distclean' || phrase === 'dist-clean',
  },
  apk: {
    left: [{ path: '/var/cache/apk' }],
    also: [{ path: '/etc/apk/cache' }],
    // With this folder apk keeps packages too; without, the index alone (apk-tools: src/database.c).
    mounts: [{ path: '/etc/apk/cache' }],
    locked: true,
    avoid: { flags: ['--no-cache'], variables: [] },
    isClean: cleans,
  },
  yum: {
    left: [RPM_FOLDERS.yum],
    also: [RPM_FOLDERS.dnf, RPM_FOLDERS.dnf5],
    mounts: [RPM_FOLDERS.yum],
    locked: true,
    isClean: cleansAll,
    clean: () => 'yum clean all && rm -rf /var/cache/yum',
  },
  dnf: {
    left: [RPM_FOLDERS.dnf],
    also: [RPM_FOLDERS.dnf5, RPM_FOLDERS.yum],
    mounts: [RPM_FOLDERS.dnf],
    locked: true,
    isClean: cleansAll,
    clean: (program) => `${program} clean all${program.endsWith('dnf5') ? ' && rm -rf /var/cache/libdnf5' : ''}`,
  },
  microdnf: {
    left: [RPM_FOLDERS.dnf],
    also: [RPM_FOLDERS.yum, RPM_FOLDERS.dnf5],
    mounts: [RPM_FOLDERS.dnf],
    locked: true,
    isClean: cleansAll,
    clean: () => 'microdnf clean all',
  },
  tdnf: {
    left: [{ path: '/var/cache/tdnf' }],
    mounts: [{ path: '/var/cache/tdnf' }],
    locked: true,
    isClean: cleansAll,
    clean: () => 'tdnf clean all',
  },
  zypper: {
    left: [{ path: '/var/cache/zypp' }],
    mounts: [{ path: '/var/cache/zypp' }],
    locked: true,
    isClean: ({ verb, flag }) => verb === 'clean' && flag('-a', '--all') !== undefined,
    clean: () => 'zypper clean --all',
  },
  pacman: {
    left: [{ path: '/var/cache/pacman/pkg' }],
    mounts: [{ path: '/var/cache/pacman/pkg' }],
    locked: true,
    isClean: pacmanCleans,
    clean: () => 'rm -rf /var/cache/pacman/pkg/*',
  },
  pip: PIP,
  uv: {
    left: [{ ...UV_CACHE, options: ['--cache-dir'] }],
    mounts: [UV_CACHE],
    avoid: { flags: ['--no-cache', '-n', '--no-cache-dir'], variables: ['UV_NO_CACHE'] },
    isClean: ({ phrase }) => phrase === 'cache clean' || phrase === 'clean',
    clean: () => 'uv cache clean',
  },
  poetry: {
    left: [POETRY_CACHE('cache'), POETRY_CACHE('artifacts')],
    mounts: [POETRY_CACHE('cache'), POETRY_CACHE('artifacts')],
    avoid: { flags: ['--no-cache'], variables: [] },
    isClean: cleans,
  },
  pipenv: {
    left: [PIPENV_CACHE],
    also: [PIP_CACHE],
    mounts: [PIPENV_CACHE, PIP_CACHE],
    avoid: { flags: [], variables: ['PIP_NO_CACHE_DIR'] },
    isClean: ({ flag }) => flag('--clear') !== undefined,
  },
  conda: {
    left: [CONDA_PKGS],
    mounts: [CONDA_PKGS],
    isClean: condaCleans,
    clean: (program) => `${program} clean -afy`,
  },
  npm: {
    left: [{ ...NPM_CACHE, options: ['--cache'] }],
    also: [at('~/.npm/_cacache', ['npm_config_cache', '/_cacache'], ['NPM_CONFIG_CACHE', '/_cacache'])],
    mounts: [NPM_CACHE],
    // Without --force it fails: npm-cache-force says so.
    isClean: cleans,
    clean: () => 'npm cache clean --force',
  },
  yarn: {
    left: [{ ...YARN_CACHE, options: ['--cache-folder'] }],
    also: [at('~/.yarn/berry/cache', ['YARN_GLOBAL_FOLDER', '/cache'])],
    mounts: [YARN_CACHE],
    isClean: cleans,
    clean: () => 'yarn cache clean',
  },
  pnpm: {
    left: [{ ...PNPM_STORE, options: ['--store-dir'] }],
    also: [at('~/.cache/pnpm')],
    mounts: [PNPM_STORE],
    isClean: cleans,
    clean: () => 'pnpm store prune',
  },
  bun: {
    left: [{ ...BUN_CACHE, options: ['--cache-dir'] }],
    mounts: [BUN_CACHE],
    avoid: { flags: ['--no-cache'], variables: [] },
    isClean: ({ verb, operands }) => verb === 'clean' && operands.some(({ text }) => text === 'rm'),
    clean: () => 'bun pm cache rm',
  },
  gem: {
    left: [at('/usr/local/bundle/cache', ['GEM_HOME', '/cache'])],
    also: [{ path: '/var/lib/gems' }, { path: '/usr/lib/ruby/gems' }, { path: '/usr/local/lib/ruby/gems' }],
    emptiedBy: /\/cache(?:\/\*[\w.*]*)?$/,
    mounts: [at('/usr/local/bundle/cache', ['GEM_HOME', '/cache'])],
    isClean: () => false,
    clean: () => 'rm -rf "$(gem env gemdir)"/cache/*.gem',
  },
  bundler: {
    left: [at('/usr/local/bundle/cache', ['BUNDLE_PATH', '/cache'], ['GEM_HOME', '/cache'])],
    also: [{ path: '~/.bundle/cache' }],
    emptiedBy: /\/cache(?:\/\*[\w.*]*)?$|\/\.bundle(?:\/|$)/,
    mounts: [at('/usr/local/bundle/cache', ['GEM_HOME', '/cache'])],
    isClean: () => false,
  },
  go: {
    left: [GO_BUILD, GO_MODULES],
    also: [at('~/go/pkg/mod/cache', ['GOMODCACHE', '/cache'], ['GOPATH', '/pkg/mod/cache'])],
    isStore: true,
    mounts: [GO_MODULES, GO_BUILD],
    isClean: ({ verb, flag }) => verb === 'clean' && flag('-cache', '-modcache', '--cache', '--modcache') !== undefined,
    clean: () => 'go clean -cache -modcache',
  },
  cargo: {
    left: [cargo('registry'), cargo('git')],
    also: [cargo('registry/cache'), cargo('registry/src')],
    isStore: true,
    mounts: [cargo('registry'), cargo('git/db')],
    isClean: ({ phrase }) => phrase === 'cache',
  },
  maven: {
    left: [{ ...at('~/.m2/repository'), options: ['-Dmaven.repo.local'] }],
    isStore: true,
    mounts: [{ path: '~/.m2' }],
    isClean: ({ operands }) =>
      operands.some(({ text }) => text?.startsWith('dependency:purge-local-repository') === true),
  },
  gradle: {
    left: [{ ...at('~/.gradle', ['GRADLE_USER_HOME', '']), options: ['-g', '--gradle-user-home'] }],
    also: [at('~/.gradle/caches', ['GRADLE_USER_HOME', '/caches']), { path: '/home/gradle/.gradle' }],
    isStore: true,
    mounts: [at('~/.gradle', ['GRADLE_USER_HOME', ''])],
    isClean: () => false,
  },
  composer: {
    left: [COMPOSER_CACHE],
    // With XDG's variables, or /etc/xdg (composer/composer: src/Composer/Factory.php, getCacheDir).
    also: [{ path: '~/.cache/composer' }],
    mounts: [COMPOSER_CACHE],
    avoid: { flags: ['--no-cache'], variables: [] },
    isClean: cleans,
    clean: () => 'composer clear-cache',
  },
  nuget: {
    left: [{ ...at('~/.nuget/packages', ['NUGET_PACKAGES', '']), options: ['--packages'] }],
    also: [{ path: '~/.local/share/NuGet' }],
    isStore: true,
    mounts: [at('~/.nuget/packages', ['NUGET_PACKAGES', ''])],
    isClean: ({ verb, flag }) => verb === 'clean' && flag('-c', '--clear') !== undefined,
    clean: () => 'dotnet nuget locals all --clear',
  },
  pecl: {
    left: [{ path: '/tmp/pear' }],
    also: [{ path: '/tmp/pear/temp' }],
    mounts: [{ path: '/tmp/pear' }],
    isClean: cleans,
    clean: () => 'rm -rf /tmp/pear',
  },
  rvm: {
    left: [{ path: '/usr/local/rvm/src', root: '/usr/local/rvm/src' }, { path: '/usr/local/rvm/archives' }],
    also: [{ path: '~/.rvm/src' }, { path: '~/.rvm/archives' }],
    mounts: [{ path: '/usr/local/rvm/archives' }],
    isClean: ({ verb, operands }) => verb === 'clean' && operands.some(({ text }) => text === 'all'),
    clean: () => 'rvm cleanup all',
  },
};
