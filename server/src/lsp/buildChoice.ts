// Knows: which build of the workspace makes a Dockerfile, and what of it a plan can work with: the context's folder, the
// stage, the arguments. What the files do not settle is a doubt, never a guess.
import { dirname } from 'node:path';
import type { ProjectFact } from '../lint/facts/projectFact';
import type { BuildTarget } from '../project/buildTarget';
import type { ProjectFiles } from '../project/port';
import { allTargets, assumedTarget, targetsFor } from '../project/resolve';
import { inWorkspace } from '../project/place';
import { askedByAny } from '../project/together';
import type { BuildCandidate } from '../protocol/requests';

export interface BuildChoice {
  readonly target: BuildTarget;
  readonly assumed: boolean;
  /** Absolute; undefined: the context is no folder, or nobody knows which. */
  readonly contextFolder: string | undefined;
  /** As a person calls it. */
  readonly contextLabel: string;
  readonly stage: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** Arguments whose values the files do not settle. */
  readonly unknownArgs: readonly string[];
  readonly platform: string;
  /** Name → absolute folder, image or address. */
  readonly namedContexts: Readonly<Record<string, string>>;
  /** Sentences. */
  readonly doubts: readonly string[];
  /** What all builds of this Dockerfile ask for, for rules; absent: no file of the workspace builds it. */
  readonly project?: ProjectFact;
}

/** Builds of a workspace, looked for once and again when a file that may say so changes. */
export class WorkspaceBuilds {
  #targets: Promise<readonly BuildTarget[]> | undefined;

  constructor(
    readonly files: ProjectFiles,
    /** Ends what is still asked about them. */
    readonly stop: AbortController,
  ) {}

  forget(): void {
    this.#targets = undefined;
  }

  /** Those that make this Dockerfile, best first; the last one is assumed. */
  async of(dockerfile: string): Promise<readonly BuildTarget[]> {
    const path = inWorkspace(this.files.root, dockerfile);
    this.#targets ??= allTargets(this.files);
    return [...targetsFor(await this.#targets, path), assumedTarget(path)];
  }
}

/** @param root absolute folder that paths of targets are relative to. */
export function chooseBuild(
  targets: readonly BuildTarget[],
  id: string | undefined,
  root: string,
  dockerfile: string,
): BuildChoice {
  const target =
    targets.find((candidate) => candidate.id === id) ?? targets[0] ?? assumedTarget(inWorkspace(root, dockerfile));
  const absolute = (path: string): string =>
    isAbsolute(path) ? path : path === '.' ? root : `${root.replace(/\/$/, '')}/${path}`;
  const { context } = target;
  const args = Object.entries(target.buildArgs);
  const unknownArgs = args.flatMap(([name, value]) => (value.known ? [] : [name]));
  const project = askedByAny(targets);
  return {
    target,
    assumed: target.source.kind === 'assumed',
    contextFolder: context.known && context.value.kind === 'folder' ? absolute(context.value.path) : undefined,
    contextLabel: context.known && context.value.kind === 'folder' ? labelOf(context.value.path, root) : '',
    stage: target.target.known ? target.target.value : '',
    buildArgs: Object.fromEntries(args.flatMap(([name, value]) => (value.known ? [[name, value.value]] : []))),
    unknownArgs,
    platform: target.platforms.known ? (target.platforms.value[0] ?? '') : '',
    namedContexts: Object.fromEntries(
      Object.entries(target.namedContexts).flatMap(([name, value]) =>
        value.known ? [[name, /^[a-z][a-z0-9+.-]*:/.test(value.value) ? value.value : absolute(value.value)]] : [],
      ),
    ),
    doubts: doubtsOf(target, unknownArgs),
    ...(project && { project }),
  };
}

/** Why there is no folder to read; undefined when there is one. */
export function whyNoFolder({ target: { context } }: BuildChoice): string | undefined {
  if (!context.known) return `The build context is not known: ${context.why}`;
  if (context.value.kind === 'remote')
    return `The build context is fetched from ${context.value.url}: its files are not known here.`;
  return context.value.kind === 'stdin'
    ? 'The build context comes from standard input: its files are not known here.'
    : undefined;
}

function doubtsOf(target: BuildTarget, unknownArgs: readonly string[]): string[] {
  const { cacheFrom, platforms } = target;
  return [
    ...(target.target.known ? [] : [`The stage is not known: ${target.target.why}`]),
    ...(unknownArgs.length === 0 ? [] : [`Not known from the files: ARG ${unknownArgs.join(', ')}.`]),
    ...(cacheFrom.length === 0 ? [] : ['Caches that the build imports (cache-from) are not looked into.']),
    ...(platforms.known && platforms.value.length > 1 ? [`Planned for ${platforms.value[0] ?? ''} only.`] : []),
    ...target.problems,
  ];
}

export function candidates(targets: readonly BuildTarget[], chosen: BuildTarget): BuildCandidate[] {
  return targets.map((target) => {
    const { context } = target;
    const where = !context.known
      ? 'context not known'
      : context.value.kind === 'folder'
        ? `context ${context.value.path}`
        : context.value.kind === 'remote'
          ? `context ${context.value.url}`
          : 'context from standard input';
    const stage = !target.target.known
      ? ', stage not known'
      : target.target.value === ''
        ? ''
        : `, stage ${target.target.value}`;
    const doubts = doubtsOf(
      target,
      Object.keys(target.buildArgs).filter((name) => target.buildArgs[name]?.known === false),
    );
    return {
      id: target.id,
      label: target.label,
      description: where + stage,
      ...(doubts.length > 0 && { detail: doubts.join(' ') }),
      assumed: target.source.kind === 'assumed',
      chosen: target.id === chosen.id,
    };
  });
}

/** Workspace folder of a file: the innermost that holds it, else its own folder. */
export function rootOf(file: string, folders: readonly string[]): string {
  const holding = folders.filter((folder) => file.startsWith(folder.endsWith('/') ? folder : `${folder}/`));
  return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(file);
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:[\\/]/.test(path);
/** The workspace by its name: a dot says little in a heading. */
const labelOf = (path: string, root: string): string =>
  path === '' || path === '.' ? root.slice(root.replace(/\/$/, '').lastIndexOf('/') + 1) || '/' : path;
