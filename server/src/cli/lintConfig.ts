// Knows: the configuration files that count on the command line: those above a Dockerfile up to its repository.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigSearch, NO_CONFIG, type FoundConfig } from '../lint/config/configSearch';
import { baselineOf, saidOfBuild, type SaidOfBuild } from '../lint/config/configBuild';
import { isIgnored } from '../lint/config/configMerge';
import { RULES } from '../lint/registry.generated';
import { Misuse } from './failure';
import { reason } from './io';
import { printable } from './table';

/** What a person writes as configuration is smaller. */
const MOST_BYTES = 1_000_000;

export interface LintConfigs {
  of(path: string): Promise<FoundConfig>;
  /** True when a file asks not to look at it. */
  ignores(path: string): Promise<boolean>;
  saidOfBuild(path: string): Promise<SaidOfBuild | undefined>;
  /** The file of known findings, absolute; undefined: none is named. */
  baselineOf(path: string): Promise<string | undefined>;
  /** What is wrong in the files that were read, one line each, each told once. */
  problems(): readonly string[];
  /** True when one of the files could not be made sense of at all. */
  isBroken(): boolean;
}

/** @param given the file of `--config`; false: none counts at all. */
export async function lintConfigs(given: string | false | undefined): Promise<LintConfigs> {
  const search = new ConfigSearch(PORTS, RULES);
  const told = new Map<string, string>();
  let anyBroken = false;
  const remember = (found: FoundConfig): FoundConfig => {
    for (const { path, problems, isBroken } of found.files) {
      anyBroken ||= isBroken;
      for (const { line, message } of problems)
        told.set(`${path}:${String(line)}:${message}`, `${printable(path)}:${String(line + 1)}: ${printable(message)}`);
    }
    return found;
  };
  const fixed = given === undefined ? undefined : given === false ? NO_CONFIG : remember(await only(search, given));
  const of = async (path: string): Promise<FoundConfig> =>
    fixed ?? remember(await search.of(slashed(dirname(resolve(path)))));
  return {
    of,
    ignores: async (path) => isIgnored((await of(path)).files, slashed(resolve(path))),
    saidOfBuild: async (path) => saidOfBuild((await of(path)).files, slashed(resolve(path))),
    baselineOf: async (path) => baselineOf((await of(path)).files),
    problems: () => [...told.values()],
    isBroken: () => anyBroken,
  };
}

async function only(search: ConfigSearch, path: string): Promise<FoundConfig> {
  const found = await search.only(slashed(resolve(path)));
  const [file] = found?.files ?? [];
  if (!found || !file) throw new Misuse(`Cannot read ${path}: there is no such file.`);
  if (file.text === null) {
    const why = await readFile(path).then(() => 'it is too large for a configuration', reason);
    throw new Misuse(`Cannot read ${path}: ${why}.`);
  }
  return found;
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

const PORTS = {
  async readText(path: string): Promise<string | null | undefined> {
    // Most folders have none: a file that is not there is told much sooner so than by an error.
    if (!existsSync(path)) return undefined;
    try {
      const text = await readFile(path, 'utf8');
      return text.length > MOST_BYTES ? null : text;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : null;
    }
  },
  // The YAML reader is loaded only when there is a file to read.
  readYaml: async (text: string) => (await import('../project/tree')).readYaml(text),
  isTop: (folder: string): boolean => existsSync(join(folder, '.git')),
};
