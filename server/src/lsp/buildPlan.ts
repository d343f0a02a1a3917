// Knows: the build that "Build and Measure" offers. Argv only; the client shows it, asks, and runs it as a task.
import type { EngineState } from '../engine/engine';
import type { BuildPlan } from '../protocol/requests';

/** `folder` and `file` are paths on this machine; `extra` are the user's own flags. */
export function buildPlan(
  folder: string,
  file: string,
  target: string,
  extra: readonly string[],
  state: EngineState,
): BuildPlan | { unavailable: string } {
  if (state.kind !== 'answering') return { unavailable: 'No container engine answers, so that nothing can be built.' };
  const program = state.product === 'podman' ? 'podman' : 'docker';
  const tag = `layerlens/${imageName(folder, file)}${target === '' ? '' : `-${imageWord(target)}`}:latest`;
  const argv = [
    program,
    'build',
    '--file',
    file,
    '--tag',
    tag,
    ...(target === '' ? [] : ['--target', target]),
    ...extra,
    folder,
  ];
  const env =
    state.endpoint.from === 'default socket' || program === 'podman' ? {} : { DOCKER_HOST: state.endpoint.address };
  return { argv, cwd: folder, env, tag, display: argv.map(shown).join(' ') };
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
