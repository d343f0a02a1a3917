// Knows: which services a set of compose files describes: several files, `include`, `extends`, .env, the project's name
// (compose spec: 02-model.md, 05-services.md, 14-include.md; compose-go: loader/). Reads through the port, within bounds.
import type { Settled } from './buildTarget';
import { filled, mergedTree, servicesOf } from './composeMerge';
import { readDotenv } from './dotenv';
import { baseOf, folderOf, isRemote, namedContext, pathFrom, settledPath } from './place';
import { plainText } from './partialText';
import type { ProjectFiles } from './port';
import { settled } from './buildTarget';
import { at, entriesOf, filledOf, itemsOf, readYaml, textOf, textsOf, type Tree, type TreeMap } from './tree';

/** What a `docker compose` command is given. */
export interface ComposeRequest {
  readonly files: readonly string[];
  /** Undefined: the first file's folder. */
  readonly projectFolder?: string;
  readonly envFiles?: readonly string[];
  readonly projectName?: string;
  /** Active ones, beside COMPOSE_PROFILES. */
  readonly profiles?: readonly string[];
}

export interface ComposeService {
  readonly name: string;
  /** Merged; its `build` has placed paths. */
  readonly tree: TreeMap;
  readonly file: string;
  readonly line: number;
}

export interface ComposeProject {
  readonly services: readonly ComposeService[];
  readonly name: Settled<string>;
  readonly folder: string;
  readonly activeProfiles: readonly string[];
  readonly problems: readonly string[];
  env(name: string): string | undefined;
}

const MOST_FILES = 60;
const DEEPEST = 12;

type Env = (name: string) => string | undefined;

export async function loadCompose(files: ProjectFiles, request: ComposeRequest): Promise<ComposeProject> {
  const folder = request.projectFolder ?? folderOf(request.files[0] ?? '');
  const loader = new Loader(files);
  const env = await loader.environment((name) => files.env(name), request.envFiles ?? [pathFrom(folder, '.env')]);
  const services = await loader.load(request.files, folder, env, 0);
  const own = request.projectName ?? env('COMPOSE_PROJECT_NAME');
  const named = own === undefined || own === '' ? loader.name : settled(own);
  const profiles = (env('COMPOSE_PROFILES') ?? '').split(',').map((name) => name.trim());
  return {
    services: [...services.values()],
    // compose-go: cli/options.go (GetWorkingDir), loader/loader.go (NormalizeProjectName).
    name: named ?? settled(normalName(baseOf(folder === '.' ? files.root : folder))),
    folder,
    activeProfiles: [...(request.profiles ?? []), ...profiles].filter((name) => name !== ''),
    problems: loader.problems,
    env,
  };
}

/** compose-go: loader/loader.go (NormalizeProjectName). */
const normalName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, '')
    .replace(/^[_-]+/, '');

class Loader {
  readonly problems: string[] = [];
  /** The last `name:` of the project's own files. */
  name: Settled<string> | undefined;
  #left = MOST_FILES;
  readonly #documents = new Map<string, readonly Tree[]>();

  constructor(private readonly files: ProjectFiles) {}

  async environment(outer: Env, envFiles: readonly string[]): Promise<Env> {
    const values = new Map<string, string>();
    for (const file of envFiles.slice(0, MOST_FILES)) {
      const text = await this.files.read(file);
      const lookup = (name: string): string | undefined => outer(name) ?? values.get(name);
      for (const [name, value] of readDotenv(text ?? '', lookup)) values.set(name, value);
    }
    return (name) => outer(name) ?? values.get(name);
  }

  async load(paths: readonly string[], folder: string, env: Env, depth: number): Promise<Map<string, ComposeService>> {
    const services = new Map<string, ComposeService>();
    for (const path of paths) {
      for (const document of await this.#read(path, env)) {
        const included = await this.#included(document, folder, env, depth);
        for (const [name, service] of included) if (!services.has(name)) services.set(name, service);
        if (depth === 0) this.name = filledOf(at(document, 'name')) ?? this.name;
        const own = new Map(servicesOf(document));
        for (const name of own.keys()) {
          const tree = await this.#extended(name, own, path, folder, env, [], services);
          if (tree === undefined) continue;
          const before = services.get(name);
          const merged = mergedTree(before?.tree, tree);
          if (merged?.kind !== 'map') continue;
          const line = document.kind === 'map' ? lineOfService(document, name) : 0;
          services.set(name, { name, tree: merged, file: before?.file ?? path, line: before?.line ?? line });
        }
      }
    }
    return services;
  }

  async #read(path: string, env: Env): Promise<readonly Tree[]> {
    let documents = this.#documents.get(path);
    if (documents === undefined) {
      documents = await this.#readNew(path);
      this.#documents.set(path, documents);
    }
    return documents.map((document) => filled(document, env));
  }

  async #readNew(path: string): Promise<readonly Tree[]> {
    if (--this.#left < 0) {
      this.problems.push(`More than ${MOST_FILES} files belong to the project; the rest is left out.`);
      return [];
    }
    const text = await this.files.read(path);
    if (text === undefined) {
      this.problems.push(`${path} cannot be read.`);
      return [];
    }
    const { documents, problem } = readYaml(text);
    if (problem !== undefined) this.problems.push(`${path}: ${problem}`);
    return documents;
  }

  /** `include`: projects of their own, with their own folder and .env (compose spec: 14-include.md). */
  async #included(document: Tree, folder: string, env: Env, depth: number): Promise<Map<string, ComposeService>> {
    const all = new Map<string, ComposeService>();
    const include = at(document, 'include');
    if (include === undefined) return all;
    if (depth >= DEEPEST) {
      this.problems.push('The files include each other, or too deeply.');
      return all;
    }
    for (const item of include.kind === 'scalar' ? [include] : itemsOf(include)) {
      const paths = (item.kind === 'map' ? valuesOf(at(item, 'path')) : valuesOf(item)).flatMap((value) => {
        if (value.known && !/^(?:oci|git|https?):/.test(value.value)) return [pathFrom(folder, value.value)];
        this.problems.push(`An included file is not in the workspace: ${value.known ? value.value : value.written}.`);
        return [];
      });
      const first = paths[0];
      if (first === undefined) continue;
      const given = filledOf(at(item, 'project_directory'));
      const inner = given?.known === true ? pathFrom(folder, given.value) : folderOf(first);
      const envFiles = textsOf(at(item, 'env_file')).map((file) => pathFrom(folder, file));
      const innerEnv = await this.environment(env, envFiles.length > 0 ? envFiles : [pathFrom(inner, '.env')]);
      for (const [name, service] of await this.load(paths, inner, innerEnv, depth + 1)) all.set(name, service);
    }
    return all;
  }

  /** The service with what it extends below it, and its paths placed. */
  async #extended(
    name: string,
    own: ReadonlyMap<string, TreeMap>,
    path: string,
    folder: string,
    env: Env,
    chain: readonly string[],
    others: ReadonlyMap<string, ComposeService>,
  ): Promise<TreeMap | undefined> {
    const service = own.get(name);
    if (service === undefined) return undefined;
    const placed = placedService(service, folder);
    const extending = at(service, 'extends');
    if (extending === undefined) return placed;
    const key = `${path}\n${name}`;
    if (chain.includes(key) || chain.length >= DEEPEST) {
      this.problems.push(`${name} extends itself, or through too many services.`);
      return placed;
    }
    const baseName = textOf(extending) ?? textOf(at(extending, 'service')) ?? '';
    const file = filledOf(at(extending, 'file'));
    let base: Tree | undefined;
    if (file === undefined) {
      base =
        (await this.#extended(baseName, own, path, folder, env, [...chain, key], others)) ?? others.get(baseName)?.tree;
    } else if (file.known) {
      const other = pathFrom(folder, file.value);
      for (const document of await this.#read(other, env)) {
        const there = new Map(servicesOf(document));
        base = (await this.#extended(baseName, there, other, folderOf(other), env, [...chain, key], new Map())) ?? base;
      }
    }
    if (base === undefined) this.problems.push(`${name} extends ${baseName}, which is not there.`);
    const merged = mergedTree(base, placed);
    return merged?.kind === 'map' ? merged : placed;
  }
}

const valuesOf = (tree: Tree | undefined): Settled<string>[] =>
  (tree?.kind === 'list' ? tree.items : [tree]).flatMap((item) => filledOf(item) ?? []);

function lineOfService(document: TreeMap, name: string): number {
  const services = document.entries.get('services');
  return services?.kind === 'map' ? (services.keyLines.get(name) ?? services.line) : document.line;
}

/** Paths are as seen from the folder of the file that has them, so they are placed before files are merged. */
function placedService(service: TreeMap, folder: string): TreeMap {
  const build = service.entries.get('build');
  if (build?.kind !== 'map') return service;
  const entries = new Map(build.entries);
  const here = settled(folder);
  const replace = (key: string, place: (value: Settled<string>) => Settled<string>): void => {
    const value = entries.get(key);
    const text = filledOf(value);
    if (value !== undefined && text !== undefined) entries.set(key, withText(value, place(text)));
  };
  replace('context', (value) => (value.known && !isRemote(value.value) ? settledPath(here, value) : value));
  const contexts = entries.get('additional_contexts');
  if (contexts?.kind === 'map') {
    const placed = entriesOf(contexts).map(([name, value]) => {
      const text = filledOf(value);
      return [name, text === undefined ? value : withText(value, namedContext(here, text))] as const;
    });
    entries.set('additional_contexts', { ...contexts, entries: new Map(placed) });
  }
  return { ...service, entries: new Map([...service.entries, ['build', { ...build, entries }]]) };
}

const withText = (tree: Tree, text: Settled<string>): Tree =>
  tree.kind === 'scalar' && text.known ? { ...tree, filled: plainText(text.value) } : tree;
