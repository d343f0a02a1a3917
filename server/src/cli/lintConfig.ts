// Knows: the configuration files that count on the command line: those above a Dockerfile up to its repository.
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigSearch, NO_CONFIG, type FoundConfig } from '../lint/config/configSearch';
import { isIgnored } from '../lint/config/configMerge';
import { RULES } from '../lint/registry.generated';
import { Misuse } from './failure';
import { printable } from './table';

/** What a person writes as configuration is smaller. */
const MOST_BYTES = 1_000_000;

export interface LintConfigs {
  of(path: string): Promise<FoundConfig>;
  /** True when a file asks not to look at it. */
  ignores(path: string): Promise<boolean>;
  /** What is wrong in the files that were read, one line each, each told once. */
  problems(): readonly string[];
}

/** @param given the file of `--config`; false: none counts at all. */
export async function lintConfigs(given: string | false | undefined): Promise<LintConfigs> {
  const search = new ConfigSearch(PORTS, RULES);
  const told = new Map<string, string>();
  const remember = (found: FoundConfig): FoundConfig => {
    for (const { path, problems } of found.files)
      for (const { line, message } of problems)
        told.set(`${path}:${String(line)}:${message}`, `${printable(path)}:${String(line + 1)}: ${printable(message)}`);
    return found;
  };
  const fixed = given === undefined ? undefined : given === false ? NO_CONFIG : remember(await only(search, given));
  const of = async (path: string): Promise<FoundConfig> =>
    fixed ?? remember(await search.of(slashed(dirname(resolve(path)))));
  return {
    of,
    ignores: async (path) => isIgnored((await of(path)).files, slashed(resolve(path))),
    problems: () => [...told.values()],
  };
}

async function only(search: ConfigSearch, path: string): Promise<FoundConfig> {
  const found = await search.only(slashed(resolve(path)));
  const [file] = found?.files ?? [];
  if (!found || !file) throw new Misuse(`Cannot read ${path}: there is no such file.`);
  if (file.text === null) throw new Misuse(`Cannot read ${path}.`);
  return found;
}

const slashed = (path: string): string => path.replaceAll('\\', '/');

const PORTS = {
  async readText(path: string): Promise<string | null | undefined> {
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
  isTop: (folder: string): Promise<boolean> =>
    stat(join(folder, '.git')).then(
      () => true,
      () => false,
    ),
};
