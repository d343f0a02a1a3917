// Knows: where the files of a build lay that some program ran: buildx keeps for each of its builds the folder and the
// Dockerfile that it was started with (docker/buildx: localstate/localstate.go). Other builders do not say.
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fieldOf, parseJson, textOf } from '../image/json';
import type { BuilderCommand } from './builderCommand';

export interface BuildPlace {
  /** By the clock of the files' own machine, which the builder's need not agree with; before anything was sent. */
  readonly startedAt: number;
  readonly folder: string;
  readonly dockerfile: string;
}

/** `ref`: as the builder's history names the build. */
export async function placeOf(
  { env, program }: Pick<BuilderCommand, 'env' | 'program'>,
  ref: string,
): Promise<BuildPlace | undefined> {
  if (program !== 'docker' || !/^[\w.-]+\/[\w.-]+\/\w+$/.test(ref) || /(?:^|\/)\.\.?\//.test(ref)) return undefined;
  const docker = env['DOCKER_CONFIG'] || join(env['HOME'] ?? homedir(), '.docker');
  const folder = env['BUILDX_CONFIG'] || join(docker, 'buildx');
  const state = join(folder, 'refs', ref);
  const said = parseJson(await readFile(state, 'utf8').catch(() => ''));
  const written = await stat(state).catch(() => undefined);
  const local = textOf(fieldOf(said, 'LocalPath')) ?? '';
  const file = textOf(fieldOf(said, 'DockerfilePath')) ?? '';
  if (!written || !isAbsolute(local) || (file !== '' && !isAbsolute(file))) return undefined;
  const startedAt = written.mtimeMs;
  return { startedAt, folder: resolve(local), dockerfile: file === '' ? join(local, 'Dockerfile') : resolve(file) };
}
