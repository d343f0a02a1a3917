// Knows: which bake files belong together: the default names of a folder, what commands name, and others one by one
// (docker/buildx: bake/bake.go, defaultFilenames).
import { readBake, type BakeFile, type BakeSource } from './bakeFile';
import { bakeTargets, serviceAsTarget } from './bakeTargets';
import { BAKE as FLAGS } from './buildFlags';
import { buildTarget, type BuildTarget } from './buildTarget';
import { settle } from './partialText';
import { baseOf, folderOf, pathFrom } from './place';
import { isBakeName, type ProjectFiles } from './port';
import { readFlags } from './readFlags';
import type { OtherCommand } from './shellRun';

export interface BakeRequest {
  readonly files: readonly string[];
  /** Where bake runs: its paths are as seen from there. */
  readonly folder: string;
}

const DEFAULTS = ['docker-bake.json', 'docker-bake.hcl', 'docker-bake.override.json', 'docker-bake.override.hcl'];
/** compose-spec/compose-go: cli/options.go, DefaultFileNames. */
const COMPOSE_DEFAULTS = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const MOST_ROOTS = 100;

export async function allBakeTargets(
  files: ProjectFiles,
  listed: readonly string[],
  asked: readonly BakeRequest[],
  composed: readonly BuildTarget[],
): Promise<readonly BuildTarget[]> {
  const requests = new Map<string, BakeRequest>();
  const add = (request: BakeRequest): void => {
    if (requests.size < MOST_ROOTS) requests.set(JSON.stringify(request), request);
  };
  const named = new Set(asked.flatMap((request) => request.files));
  const bakeFiles = listed.filter((file) => isBakeName(baseOf(file)));
  for (const folder of new Set(bakeFiles.map(folderOf))) {
    const defaults = DEFAULTS.map((name) => pathFrom(folder, name)).filter((file) => bakeFiles.includes(file));
    if (defaults.length > 0) add({ files: defaults, folder });
  }
  for (const request of asked) add(request);
  for (const file of bakeFiles) {
    if (!DEFAULTS.includes(baseOf(file)) && !named.has(file)) add({ files: [file], folder: folderOf(file) });
  }
  const found = await Promise.all([...requests.values()].map((request) => targetsOf(files, request, composed)));
  return found.flat();
}

async function targetsOf(
  files: ProjectFiles,
  request: BakeRequest,
  composed: readonly BuildTarget[],
): Promise<readonly BuildTarget[]> {
  const sources: BakeSource[] = [];
  for (const file of request.files) {
    const text = /\.ya?ml$/.test(file) ? undefined : await files.read(file);
    if (text !== undefined) sources.push({ file, text });
  }
  // Only default names take the compose files of the folder along.
  const services = isDefault(request)
    ? composed
        .filter(({ source }) => folderOf(source.file) === request.folder)
        .map((target) => serviceAsTarget(target, files.root))
    : [];
  const read = readBake(sources, (name) => files.env(name), services);
  const own = bakeTargets(read, request.folder);
  const names = [...own.map(({ source }) => source.name), ...read.undecided.map(({ name }) => name)];
  // Without one our reader could not make anything of the files, unless there is nothing in them.
  const isAsked = sources.length > 0 && (names.length > 0 || read.problems.length > 0);
  const beside = isDefault(request) ? composeBeside(composed, request.folder) : [];
  const json = isAsked ? await files.printBake?.([...beside, ...request.files], names) : undefined;
  return json === undefined ? own : printed(own, read, json, request);
}

/** What buildx reads of its own accord where it finds default names, before the bake files. */
const composeBeside = (composed: readonly BuildTarget[], folder: string): readonly string[] => {
  const files = new Set(composed.map(({ source: { file } }) => file));
  return COMPOSE_DEFAULTS.map((name) => pathFrom(folder, name)).filter((file) => files.has(file));
};

const isDefault = ({ files, folder }: BakeRequest): boolean =>
  files.every((file) => folderOf(file) === folder && DEFAULTS.includes(baseOf(file)));

/** buildx's own answer, with the places where our reader found the targets, and those that only buildx can tell. */
function printed(
  own: readonly BuildTarget[],
  read: BakeFile,
  json: string,
  { files, folder }: BakeRequest,
): readonly BuildTarget[] {
  const answer = readBake([{ file: 'bake.json', text: json }], () => undefined);
  if (answer.problems.length > 0) return own;
  const targets = new Map<string, BuildTarget>(
    bakeTargets(answer, folder).map((target) => [target.source.name, target]),
  );
  const better = own.map((target) => {
    const told = targets.get(target.source.name);
    return told === undefined ? target : { ...told, id: target.id, label: target.label, source: target.source };
  });
  const known = new Set([...own.map(({ source }) => source.name), ...[...read.targets.keys()]]);
  const [place] = read.undecided;
  const { file = files[0] ?? '', line = 0 } = place ?? {};
  const more = [...targets.values()]
    .filter(({ source: { name } }) => !known.has(name))
    .map(({ id: _id, label: _label, source: { name }, ...asked }) =>
      buildTarget({ kind: 'bake', file, line, name }, asked),
    );
  return [...better, ...more];
}

/** What a `docker buildx bake -f …` line takes. */
export function bakeRequest({ words, cwd }: OtherCommand): BakeRequest | undefined {
  if (!cwd.known) return undefined;
  const named = readFlags(words, FLAGS).flags.flatMap((flag) =>
    flag.name === 'file' && flag.value !== undefined ? [settle(flag.value)] : [],
  );
  if (named.length === 0 || !named.every((file) => file.known)) return undefined;
  const local = named.map((file) => file.value.replace(/^cwd:\/\//, ''));
  if (local.some((file) => file === '-' || file.includes('://'))) return undefined;
  return { files: local.map((file) => pathFrom(cwd.value, file)), folder: cwd.value };
}
