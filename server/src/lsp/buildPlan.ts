// Knows: the build that "Build and Measure" offers. Argv only; the client shows it, asks, and runs it as a task.
import type { EngineState } from '../engine/engine';
import type { BuildPlan } from '../protocol/requests';
import type { BuildChoice } from './buildChoice';
import type { BuildCommand } from './planPorts';

/** What of the workspace's own build, and of ourselves, goes into the command. */
export interface PlanExtras {
  /** The build context; the Dockerfile's folder when not given. */
  readonly context?: string;
  /** Flags that the workspace's files give this build. */
  readonly flags?: readonly string[];
  /** Runs the build and keeps what it knew: `[program, …]`, before `record`. */
  readonly recorder?: Recorder;
}

export interface Recorder {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** `folder` and `file` are paths on this machine; `extra` are the user's own flags. */
export function buildPlan(
  folder: string,
  file: string,
  target: string,
  extra: readonly string[],
  state: EngineState,
  { recorder, ...more }: PlanExtras = {},
): BuildPlan | { unavailable: string } {
  if (state.kind !== 'answering') return { unavailable: 'No container engine answers, so that nothing can be built.' };
  const { argv, cwd, env, tag } = buildCommand(folder, file, target, extra, state, more);
  const display = argv.map(shown).join(' ');
  const program = argv[0] ?? '';
  if (!recorder) return { argv, cwd, env, tag, display, program };
  return {
    argv: [...recorder.argv, 'record', file, '--', ...argv],
    cwd,
    env: { ...env, ...recorder.env },
    tag,
    display,
    program,
  };
}

/** The build itself, whether or not an engine answers. */
export function buildCommand(
  folder: string,
  file: string,
  target: string,
  extra: readonly string[],
  state: EngineState,
  { context = folder, flags = [] }: Omit<PlanExtras, 'recorder'> = {},
): BuildCommand & { readonly tag: string } {
  const answering = state.kind === 'answering' ? state : undefined;
  const program = answering?.product === 'podman' ? 'podman' : 'docker';
  const tag = `layerlens/${imageName(folder, file)}${target === '' ? '' : `-${imageWord(target)}`}:latest`;
  const argv = [
    program,
    'build',
    '--file',
    file,
    '--tag',
    tag,
    ...(target === '' ? [] : ['--target', target]),
    ...flags,
    ...extra,
    context,
  ];
  const isUsual = answering === undefined || answering.endpoint.from === 'default socket' || program === 'podman';
  return { argv, cwd: context, env: isUsual ? {} : { DOCKER_HOST: answering.endpoint.address }, tag };
}

/** Flags of a build that the workspace's files describe, as far as they are settled. */
export function flagsOf({ target, buildArgs, namedContexts }: BuildChoice): string[] {
  const { extras, platforms } = target;
  const platform = platforms.known ? platforms.value[0] : undefined;
  return [
    ...Object.entries(buildArgs).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(namedContexts).flatMap(([name, value]) => ['--build-context', `${name}=${value}`]),
    ...(platform === undefined ? [] : ['--platform', platform]),
    ...(extras.network === undefined ? [] : ['--network', extras.network]),
    ...(extras.shmSize === undefined ? [] : ['--shm-size', extras.shmSize]),
    ...extras.ulimits.flatMap((limit) => ['--ulimit', limit]),
    ...extras.addHosts.flatMap((host) => ['--add-host', host]),
    ...extras.secrets.flatMap((secret) => ['--secret', secret]),
    ...extras.ssh.flatMap((key) => ['--ssh', key]),
  ];
}

/** Folder name, and the Dockerfile's own when it is not the usual one: lower case, as image names must be. */
function imageName(folder: string, file: string): string {
  const own = (file.split(/[\\/]/).pop() ?? '').replace(
    /^(?:Dockerfile|Containerfile)\.?|\.(?:Dockerfile|Containerfile)$/gi,
    '',
  );
  const base = imageWord(
    folder
      .split(/[\\/]/)
      .filter((part) => part !== '')
      .pop() ?? 'image',
  );
  return own === '' ? base : `${base}-${imageWord(own)}`;
}

/** One path component of an image name (distribution: reference grammar): separators only between letters and digits. */
const imageWord = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'image';

const shown = (word: string): string => (/^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
