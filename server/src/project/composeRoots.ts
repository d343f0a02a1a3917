// Knows: which compose files belong together: default names with their override, COMPOSE_FILE, what commands and
// devcontainers name, and variants beside a base (compose-go: cli/options.go, DefaultFileNames).
import { asWritten, settle } from './partialText';
import { COMPOSE as FLAGS } from './buildFlags';
import { loadCompose, type ComposeProject, type ComposeRequest } from './composeProject';
import { composeTargets } from './composeTargets';
import type { BuildTarget } from './buildTarget';
import { readDotenv } from './dotenv';
import { baseOf, folderOf, pathFrom } from './place';
import { COMPOSE, type ProjectFiles } from './port';
import { readFlags } from './readFlags';
import type { OtherCommand } from './shellRun';

const DEFAULT_COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
const MOST_ROOTS = 200;

/** Every service of the workspace that is built. `asked`: what commands and devcontainers start compose with. */
export async function allComposeTargets(
  files: ProjectFiles,
  listed: readonly string[],
  asked: readonly ComposeRequest[],
): Promise<readonly BuildTarget[]> {
  const found: BuildTarget[] = [];
  const folders = new Map<string, string[]>();
  for (const file of listed) {
    if (COMPOSE.test(baseOf(file))) folders.set(folderOf(file), [...(folders.get(folderOf(file)) ?? []), baseOf(file)]);
  }
  const done = new Set<string>();
  const covered = new Set(asked.flatMap((request) => request.files));
  const add = async (request: ComposeRequest, only?: ReadonlySet<string>): Promise<ComposeProject | undefined> => {
    const key = JSON.stringify(request);
    if (request.files.length === 0 || done.has(key) || done.size >= MOST_ROOTS) return undefined;
    done.add(key);
    const project = await loadCompose(files, request);
    const services = project.services.filter(({ name }) => only === undefined || only.has(name));
    found.push(...composeTargets({ ...project, services }, request.files.join('+'), shownName(request.files)));
    return project;
  };

  for (const [folder, names] of folders) {
    const root = await defaultRequest(files, folder, names);
    const base = root === undefined ? undefined : await add(root);
    for (const name of names) {
      const file = pathFrom(folder, name);
      if (root?.files.includes(file) === true || covered.has(file) || OVERRIDES.includes(name)) continue;
      await addVariant(file, root, base);
    }
  }
  for (const request of asked) await add(request);
  return found;

  /** `compose.dev.yaml` adds to the base when it names services of it; else it stands alone. */
  async function addVariant(
    file: string,
    root: ComposeRequest | undefined,
    base: ComposeProject | undefined,
  ): Promise<void> {
    const alone = await loadCompose(files, { files: [file] });
    const names = new Set(alone.services.map(({ name }) => name));
    const first = root?.files[0];
    const shares = base?.services.some(({ name }) => names.has(name)) === true;
    if (shares && first !== undefined && !DEFAULT_COMPOSE.includes(baseOf(file))) {
      await add({ files: [first, file] }, names);
    } else {
      await add({ files: [file] });
    }
  }
}

const shownName = (files: readonly string[]): string =>
  files.map((file, i) => (i > 0 && folderOf(file) === folderOf(files[0] ?? '') ? baseOf(file) : file)).join(' + ');

/** What `docker compose` without `-f` takes in this folder. */
async function defaultRequest(
  files: ProjectFiles,
  folder: string,
  names: readonly string[],
): Promise<ComposeRequest | undefined> {
  const env = readDotenv((await files.read(pathFrom(folder, '.env'))) ?? '', (name) => files.env(name));
  const listed = (folder === '.' ? files.env('COMPOSE_FILE') : undefined) ?? env.get('COMPOSE_FILE');
  if (listed !== undefined && listed !== '') {
    const separator = files.env('COMPOSE_PATH_SEPARATOR') ?? env.get('COMPOSE_PATH_SEPARATOR') ?? ':';
    const paths = listed.split(separator).map((file) => pathFrom(folder, file));
    return { files: paths, envFiles: envFilesOf(folderOf(paths[0] ?? ''), folder) };
  }
  const base = DEFAULT_COMPOSE.find((name) => names.includes(name));
  if (base === undefined) return undefined;
  const override = OVERRIDES.find((name) => names.includes(name));
  return { files: [base, ...(override === undefined ? [] : [override])].map((name) => pathFrom(folder, name)) };
}

/** The project's .env, and that of the folder where compose runs, which wins (docker/compose: cmd/compose/compose.go). */
const envFilesOf = (projectFolder: string, cwd: string): readonly string[] =>
  [...new Set([projectFolder, cwd])].map((folder) => pathFrom(folder, '.env'));

/** What a `docker compose -f … …` line takes; undefined: the default, or something that cannot be known. */
export function composeRequest({ words, cwd }: OtherCommand): ComposeRequest | undefined {
  if (!cwd.known) return undefined;
  const { flags } = readFlags(words, FLAGS, { stopAtOperand: true });
  const values = (name: string): readonly string[] | undefined => {
    const all = flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [settle(flag.value)] : []));
    return all.every((value) => value.known) ? all.map((value) => value.value) : undefined;
  };
  const named = values('file');
  const folders = values('project-directory');
  const envFiles = values('env-file');
  const profiles = values('profile');
  if (named === undefined || folders === undefined || envFiles === undefined || profiles === undefined)
    return undefined;
  if (named.length === 0 || named.some((file) => file === '-')) return undefined;
  const folder = folders.at(-1);
  const project = flags.filter(({ name }) => name === 'project-name').at(-1);
  const projectName = project?.value === undefined ? undefined : asWritten(project.value);
  const paths = named.map((file) => pathFrom(cwd.value, file));
  const projectFolder = folder === undefined ? folderOf(paths[0] ?? '') : pathFrom(cwd.value, folder);
  return {
    files: paths,
    projectFolder,
    envFiles:
      envFiles.length === 0 ? envFilesOf(projectFolder, cwd.value) : envFiles.map((file) => pathFrom(cwd.value, file)),
    ...(profiles.length === 0 ? {} : { profiles }),
    ...(projectName === undefined || projectName.includes('$') ? {} : { projectName }),
  };
}
