// Knows: which configuration files count for a Dockerfile: those of its folder and of the folders above. Reads nothing
// itself; what it asked for is remembered until `forget`.
import { readConfig, type ConfigProblem, type ConfigTree, type LintConfig } from './config';
import { readHadolintConfig } from './configHadolint';
import { mergeConfigs } from './configMerge';
import { withShared } from './configShared';
import type { Rule } from '../rule';

export interface ConfigPorts {
  /** Undefined: not there. Null: there, and it cannot be read. */
  readText(path: string): Promise<string | null | undefined>;
  /** YAML as values; `problem` is what its reader says, by line as far as it tells. */
  readYaml(text: string): Promise<{ readonly documents: readonly ConfigTree[]; readonly problem?: string }>;
  /** True for a folder above which nobody looks. */
  isTop(folder: string): Promise<boolean> | boolean;
}

export interface ConfigFile {
  readonly kind: 'layerlens' | 'hadolint';
  /** Absolute, with forward slashes; so is `folder`. */
  readonly path: string;
  readonly folder: string;
  /** Null: it cannot be read. */
  readonly text: string | null;
  readonly config: LintConfig;
  readonly problems: readonly ConfigProblem[];
  /** It cannot be read, or is no YAML: what it should say is not known. */
  readonly isBroken: boolean;
}

export interface FoundConfig {
  readonly config: LintConfig;
  /** Outermost first. */
  readonly files: readonly ConfigFile[];
}

export const NO_CONFIG: FoundConfig = { config: mergeConfigs([]), files: [] };

/** The first one that is there counts. */
export const CONFIG_NAMES = ['layerlens.yaml', '.layerlens.yaml'] as const;
export const HADOLINT_NAMES = ['.hadolint.yaml', '.hadolint.yml'] as const;

/** More levels has no file system that people use. */
const DEEPEST = 100;

export class ConfigSearch {
  readonly #folders = new Map<string, Promise<readonly ConfigFile[]>>();
  readonly #tops = new Map<string, Promise<boolean>>();

  constructor(
    private readonly ports: ConfigPorts,
    private readonly rules: readonly Rule[],
  ) {}

  /** For the Dockerfiles of a folder: absolute, with forward slashes. */
  async of(folder: string): Promise<FoundConfig> {
    const folders = await this.#above(folder);
    const files = (await Promise.all(folders.map((one) => this.#in(one)))).flat();
    if (files.length === 0) return NO_CONFIG;
    // hadolint reads one file and merges none.
    const hadolint = files.findLast(({ kind }) => kind === 'hadolint');
    return this.#found(files.filter((file) => file.kind === 'layerlens' || file === hadolint));
  }

  /** One file alone, whatever lies beside the Dockerfile. Undefined: it is not there. */
  async only(path: string): Promise<FoundConfig | undefined> {
    const text = await this.ports.readText(path);
    if (text === undefined) return undefined;
    const kind = /hadolint/i.test(path.slice(path.lastIndexOf('/') + 1)) ? 'hadolint' : 'layerlens';
    return this.#found([await this.#read(kind, path, text)]);
  }

  /** Files changed. */
  forget(): void {
    this.#folders.clear();
    this.#tops.clear();
  }

  #found(files: readonly ConfigFile[]): FoundConfig {
    return { config: withShared(mergeConfigs(files), this.rules), files };
  }

  /** The folder and those above it, outermost first. */
  async #above(folder: string): Promise<readonly string[]> {
    const folders: string[] = [];
    for (let at: string | undefined = folder; at !== undefined && folders.length < DEEPEST; at = parentOf(at)) {
      folders.unshift(at);
      if (await this.#isTop(at)) break;
    }
    return folders;
  }

  #isTop(folder: string): Promise<boolean> {
    const known = this.#tops.get(folder) ?? Promise.resolve(this.ports.isTop(folder));
    this.#tops.set(folder, known);
    return known;
  }

  #in(folder: string): Promise<readonly ConfigFile[]> {
    const known = this.#folders.get(folder) ?? this.#look(folder);
    this.#folders.set(folder, known);
    return known;
  }

  async #look(folder: string): Promise<readonly ConfigFile[]> {
    const first = async (kind: ConfigFile['kind'], names: readonly string[]): Promise<readonly ConfigFile[]> => {
      for (const name of names) {
        const path = folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
        const text = await this.ports.readText(path);
        if (text !== undefined) return [await this.#read(kind, path, text)];
      }
      return [];
    };
    // Ours lies above hadolint's of the same folder.
    return (await Promise.all([first('hadolint', HADOLINT_NAMES), first('layerlens', CONFIG_NAMES)])).flat();
  }

  async #read(kind: ConfigFile['kind'], path: string, text: string | null): Promise<ConfigFile> {
    const folder = parentOf(path) ?? '/';
    if (text === null) {
      const problems = [{ line: 0, message: 'This file cannot be read.' }];
      return { kind, path, folder, text, config: NO_CONFIG.config, problems, isBroken: true };
    }
    const { documents, problem } = await this.ports.readYaml(text);
    const read = (kind === 'layerlens' ? readConfig : readHadolintConfig)(documents[0], this.rules);
    const problems = [...(problem === undefined ? [] : [problemOf(problem)]), ...read.problems];
    return { kind, path, folder, text, config: read.config, problems, isBroken: problem !== undefined };
  }
}

/** YAML's reader tells the place in its words, which we show in ours. */
function problemOf(told: string): ConfigProblem {
  const [, line] = /\bat line (\d+)\b/.exec(told) ?? [];
  const words = told.replace(/ at line \d+, column \d+:?$/, '').replace(/\.?$/, '.');
  return { line: line === undefined ? 0 : Number(line) - 1, message: `This is no YAML: ${words}` };
}

function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  if (slash === -1 || slash === path.length - 1) return undefined;
  // `/x` lies in `/`, `C:/x` in `C:/`.
  return slash === 0 || path[slash - 1] === ':' ? path.slice(0, slash + 1) : path.slice(0, slash);
}
