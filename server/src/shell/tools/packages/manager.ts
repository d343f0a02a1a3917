// Knows: how a package manager's command line is described as data. The managers are in the files beside this one.

/** What a command asks of a package manager, whatever word the manager has for it. */
export type PackageVerb =
  /** Puts packages in place. */
  | 'install'
  /** Refreshes the index and no more. */
  | 'update'
  | 'upgrade'
  | 'remove'
  /** Empties a cache. */
  | 'clean'
  /** Fetches packages without putting them in place. */
  | 'download'
  /** Compiles, tests or packs, and fetches what that needs. */
  | 'build'
  /** Runs a program, which may be fetched for it: `npx`. */
  | 'run'
  /** Anything else, and what we cannot read. */
  | 'other';

export type ManagerName =
  | 'apt'
  | 'apk'
  | 'yum'
  | 'dnf'
  | 'microdnf'
  | 'tdnf'
  | 'zypper'
  | 'pacman'
  | 'pip'
  | 'uv'
  | 'poetry'
  | 'pipenv'
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'bun'
  | 'gem'
  | 'bundler'
  | 'go'
  | 'cargo'
  | 'maven'
  | 'gradle'
  | 'composer'
  | 'conda'
  | 'nuget'
  | 'pecl'
  | 'rvm';

/**
 * How options are written. `getopt`: `-qy` is `-q -y`, `-tx` is `-t x`. `words`: one dash or two, a word is one option
 * (Go's flag package, Maven).
 */
export type OptionStyle = 'getopt' | 'words';

export interface Manager {
  readonly name: ManagerName;
  /** Base names of the programs. */
  readonly programs: readonly string[];
  /** One or two words → what they mean: `install`, `cache purge`, `env create`. */
  readonly verbs: ReadonlyMap<string, PackageVerb>;
  /** What the program does when it is given no verb: `yarn`, `bundle`. */
  readonly bare?: PackageVerb;
  /** What a first word means that is no verb: a Gradle task, a script of yarn's. */
  readonly anything?: PackageVerb;
  /** Options whose value is the next word. */
  readonly valued: ReadonlySet<string>;
  readonly options?: OptionStyle;
  /** True when every word is a task, in any order: `mvn clean package`. */
  readonly isTaskList?: boolean;
  /** What a word in front of the verb begins with that says which program to run: `cargo +nightly build`. */
  readonly toolchain?: string;
  /** Verbs that are written as options: `pacman -Sy`. */
  readonly optionVerb?: (flags: ReadonlySet<string>, hasOperands: boolean) => PackageVerb;
}

const split = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

export const words = (text: string): ReadonlySet<string> => new Set(split(text));

/** Verbs by meaning. A two-word verb is written with `_`: `cache_purge`. */
export const verbs = (byMeaning: Partial<Record<PackageVerb, string>>): ReadonlyMap<string, PackageVerb> =>
  new Map(
    Object.entries(byMeaning).flatMap(([meaning, text]) =>
      split(text).map((word) => [word.replaceAll('_', ' '), meaning as PackageVerb] as const),
    ),
  );
