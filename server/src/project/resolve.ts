// Knows: all builds of a workspace, and which of them build one Dockerfile, best first. Reads through the port only.
import { allBakeTargets, bakeRequest } from './bakeRoots';
import { buildTarget, settled, unsettled, type BuildTarget, type SourceKind } from './buildTarget';
import type { ComposeRequest } from './composeProject';
import { allComposeTargets, composeRequest } from './composeRoots';
import { readDevcontainer } from './devcontainer';
import { readMakefile } from './makefile';
import { readPackageScripts } from './packageScripts';
import { readAzure, readGitlab, readOtherPipeline } from './pipelines';
import { baseOf, folderOf, inWorkspace, placed } from './place';
import type { ProjectFiles } from './port';
import { MAY_BUILD, type Reader, type Surroundings } from './reader';
import { readScript } from './scripts';
import type { FoundBuilds, OtherCommand } from './shellRun';
import { readTasks } from './vscodeTasks';
import { readWorkflow } from './workflows';

const MOST_FILES = 3000;

/** Those that build this Dockerfile, best first; never empty: the last one is assumed, in the Dockerfile's own folder. */
export async function resolveTargets(files: ProjectFiles, dockerfile: string): Promise<readonly BuildTarget[]> {
  const path = inWorkspace(files.root, dockerfile);
  const all = await allTargets(files);
  return [...targetsFor(all, path), assumedTarget(path)];
}

/** The same from targets that were found before. */
export function targetsFor(all: readonly BuildTarget[], path: string): readonly BuildTarget[] {
  return all
    .filter((target) => target.dockerfile.known && target.dockerfile.value === path)
    .map((target, i) => ({ target, i, rank: rankOf(target) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ target }) => target);
}

/** Nothing says how it is built: `docker build` in its own folder. */
export function assumedTarget(path: string): BuildTarget {
  const target = buildTarget(
    { kind: 'assumed', file: path, line: 0, name: '' },
    { dockerfile: settled(path), context: settled({ kind: 'folder', path: folderOf(path) }) },
  );
  return { ...target, label: `${folderOf(path)} (assumed)` };
}

const KIND_RANK: Readonly<Record<SourceKind, number>> = {
  compose: 0,
  bake: 10,
  task: 20,
  makefile: 30,
  'package-script': 35,
  script: 40,
  devcontainer: 50,
  workflow: 60,
  config: 80,
  assumed: 90,
};

/** What a developer builds by hand comes first; what is only known in part, or needs more, later. */
function rankOf(target: BuildTarget): number {
  const { kind } = target.source;
  return (
    KIND_RANK[kind] +
    (target.needsProfiles === undefined ? 0 : 1) +
    (kind === 'compose' && target.id.includes('+') && !target.id.includes('override') ? 2 : 0) +
    (target.context.known ? 0 : 100) +
    (target.target.known ? 0 : 5)
  );
}

/** Every build that the files of the workspace ask for, also those whose Dockerfile cannot be known. */
export async function allTargets(files: ProjectFiles): Promise<readonly BuildTarget[]> {
  const listed = (await files.list()).slice(0, MOST_FILES);
  const known = new Set(listed);
  if (await files.exists('.git')) known.add('.git');
  const around: Surroundings = {
    root: files.root,
    env: (name) => files.env(name),
    exists: (path) => known.has(inWorkspace(files.root, path)),
  };
  const targets: BuildTarget[] = [];
  const others: OtherCommand[] = [];
  const asked: ComposeRequest[] = [];
  for (const file of listed) {
    if (/(?:^|\/)\.?devcontainer\.json$/.test(file)) {
      const { target, compose } = readDevcontainer(file, (await files.read(file)) ?? '', around);
      if (target !== undefined) targets.push(target);
      if (compose !== undefined) asked.push(compose);
      continue;
    }
    const readers = readersOf(file);
    if (readers.length === 0) continue;
    const text = await files.read(file);
    // Most package.json and scripts build no image: they need no parsing.
    if (text === undefined || !MAY_BUILD.test(text)) continue;
    const found = readers.map((read) => read(file, text, around));
    const best = found.length === 1 ? found[0] : await whereItRuns(files, found);
    targets.push(...(best?.targets ?? []));
    others.push(...(best?.others ?? []));
  }
  asked.push(...others.flatMap((other) => (other.kind === 'compose' ? (composeRequest(other) ?? []) : [])));
  const composed = await allComposeTargets(files, listed, asked);
  const bakes = others.flatMap((other) => (other.kind === 'bake' ? (bakeRequest(other) ?? []) : []));
  const baked = await allBakeTargets(files, listed, bakes, composed);
  return withOwnIds(
    [...composed, ...baked, ...targets].map((target) => lowerCaseFallback(placed(target, files.root), around)),
  );
}

/** More than one: the file may run in either folder. */
function readersOf(file: string): readonly Reader[] {
  const name = baseOf(file);
  if (/(?:^|\/)\.vscode\/tasks\.json$/.test(file)) return [readTasks];
  if (/^(?:GNUmakefile|[Mm]akefile)$/.test(name)) return [readMakefile()];
  if (/^Makefile\.|\.mk$/.test(name)) return inEither(file, readMakefile);
  if (name === 'package.json') return [readPackageScripts];
  if (/(?:^|\/)\.(?:github|gitea|forgejo)\//.test(file)) return [readWorkflow];
  if (/gitlab/.test(file) && /\.ya?ml$/.test(name)) return [readGitlab];
  if (/azure-pipelines/.test(file) && /\.ya?ml$/.test(name)) return [readAzure];
  if (/(?:^|\/)\.(?:circleci|woodpecker)/.test(file)) return [readOtherPipeline];
  return /\.(?:sh|bash|zsh)$|^\.?[jJ]ustfile$/.test(name) ? inEither(file, readScript) : [];
}

const inEither = (file: string, reader: (cwd: string) => Reader): readonly Reader[] =>
  folderOf(file) === '.' ? [reader('.')] : [reader('.'), reader(folderOf(file))];

/** A script is run from the workspace or from its own folder: from where its files are there, if that decides it. */
async function whereItRuns(files: ProjectFiles, found: readonly FoundBuilds[]): Promise<FoundBuilds> {
  const [top, own] = found;
  if (top === undefined || own === undefined) return { targets: [], others: [] };
  const targets: BuildTarget[] = [];
  for (const [i, target] of top.targets.entries()) {
    const other = own.targets[i] ?? target;
    const [here, there] = [target.dockerfile, other.dockerfile];
    if (!here.known || !there.known || here.value === there.value) {
      const same = JSON.stringify(target.context) === JSON.stringify(other.context);
      targets.push(same ? target : { ...target, context: folderUnknown('') });
      continue;
    }
    const [isHere, isThere] = [await files.exists(here.value), await files.exists(there.value)];
    if (isHere !== isThere) targets.push(isHere ? target : other);
    else targets.push({ ...target, context: folderUnknown(here.value), dockerfile: folderUnknown(here.value) });
  }
  const others: OtherCommand[] = [];
  for (const [i, command] of top.others.entries()) {
    const named = (of: OtherCommand): string | undefined => (composeRequest(of) ?? bakeRequest(of))?.files[0];
    const first = named(command);
    const other = own.others[i];
    const isTop = first !== undefined && (await files.exists(first));
    others.push(isTop || other === undefined ? command : other);
  }
  return { targets, others };
}

const folderUnknown = (written: string): ReturnType<typeof unsettled> =>
  unsettled('Nobody can say from which folder the script is run.', written);

/** BuildKit takes `dockerfile` where there is no `Dockerfile` (moby/buildkit: frontend/dockerui/config.go). */
function lowerCaseFallback(target: BuildTarget, around: Surroundings): BuildTarget {
  const { dockerfile } = target;
  if (!dockerfile.known || baseOf(dockerfile.value) !== 'Dockerfile' || around.exists(dockerfile.value)) return target;
  const lower = dockerfile.value.replace(/Dockerfile$/, 'dockerfile');
  return around.exists(lower) ? { ...target, dockerfile: settled(lower) } : target;
}

/** Two builds of one script get ids of their own, and labels that tell them apart. */
function withOwnIds(targets: readonly BuildTarget[]): readonly BuildTarget[] {
  const seen = new Map<string, number>();
  return targets.map((target) => {
    const count = (seen.get(target.id) ?? 0) + 1;
    seen.set(target.id, count);
    if (count === 1) return target;
    return { ...target, id: `${target.id}#${count}`, label: `${target.label} (line ${target.source.line + 1})` };
  });
}
