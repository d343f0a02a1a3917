// Knows: which builder a build uses, so that its records are found again: the engine's own ID, the kind of builder, the
// buildx instance; and what of that builder decides plans: its store, its frontend, its images. Never fails: an engine
// that is silent gives its address as identity. Sources: docker/buildx: store/{store,util}.go, builder/builder.go.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CancelSignal } from '../base/platform';
import { BuilderEngine, type EngineFacts, type ImageFacts } from '../engine/builderEngine';
import { chooseEndpoints, type EndpointFacts, type Target } from '../engine/endpoints';
import { connector } from '../engine/http';
import { fieldOf, listOf, parseJson, textOf } from '../image/json';
import type { BuilderCommand } from './builderCommand';
import { nodePrograms } from './process';

export interface Builder {
  /** Equal for the same builder, whoever asks. */
  readonly id: string;
  /** In words: `Docker 28.5.2 (overlay2), buildkit`. */
  readonly label: string;
  readonly kind: 'buildkit' | 'classic' | 'buildah';
  readonly address: string;
  /** False: `id` is made of the address, and images are not known. */
  readonly answers: boolean;
  /** See cache/flags.ts. */
  readonly mergesLayers: boolean;
  /** Version of the engine that carries the builder; empty when unknown, or when the builder is another program. */
  readonly version: string;
  /** Facts of an image, where this builder starts from the engine's images. */
  image(reference: string): Promise<ImageFacts | undefined>;
  /** An image as an archive, where its engine gives it. It just ends when the signal is aborted. */
  save(id: string, signal?: CancelSignal): Promise<AsyncIterable<Uint8Array> | undefined>;
  close(): void;
}

const ANSWER_MS = 2000;

const NOTHING = {
  image: () => Promise.resolve(undefined),
  save: () => Promise.resolve(undefined),
  close: () => undefined,
} as const;

export async function identifyBuilder(command: BuilderCommand, signal: CancelSignal): Promise<Builder> {
  switch (command.program) {
    case 'docker':
      return dockerBuilder(command, signal);
    case 'buildctl':
      return silent(
        command.address || (command.env['BUILDKIT_HOST'] ?? '') || 'unix:///run/buildkit/buildkitd.sock',
        'buildctl',
        'buildkit',
        true,
      );
    case 'podman':
    case 'buildah': {
      const { env } = command;
      const remote = command.address || (command.program === 'podman' ? (env['CONTAINER_HOST'] ?? '') : '');
      const root = command.root || (env['CONTAINERS_STORAGE_CONF'] ?? '') || `user ${String(process.getuid?.() ?? '')}`;
      return silent(remote === '' ? root : remote, 'buildah', 'buildah', false);
    }
    case 'nerdctl':
      return silent(command.address || (command.env['BUILDKIT_HOST'] ?? ''), 'nerdctl', 'buildkit', true);
  }
}

const silent = (address: string, program: string, kind: Builder['kind'], mergesLayers: boolean): Builder => ({
  id: `${program} ${address}`,
  label: `${program} ${address}`.trim(),
  kind,
  address,
  answers: false,
  mergesLayers,
  version: '',
  ...NOTHING,
});

async function dockerBuilder(command: BuilderCommand, signal: CancelSignal): Promise<Builder> {
  const facts = endpointFacts(command);
  const choice = await chooseEndpoints(facts);
  const instance = command.kind === 'classic' ? undefined : await namedInstance(command, facts);
  const connect = connector(nodePrograms(command.env));
  let found: { engine: BuilderEngine; told: EngineFacts; target: Target } | undefined;
  // The docker program itself knows no socket but the first of the usual ones.
  for (const target of choice.targets.slice(0, 1)) {
    const engine = new BuilderEngine(target, connect, { signal, timeoutMs: ANSWER_MS });
    const told = await engine.facts();
    if (told) {
      found = { engine, told, target };
      break;
    }
    engine.close();
  }
  const kind = command.kind ?? (instance ? 'buildkit' : (found?.told.defaultBuilder ?? 'buildkit'));
  const inside = instance === undefined ? '' : ` ${instance}`;
  const address =
    found?.target.endpoint.address ?? choice.targets[0]?.endpoint.address ?? choice.broken?.endpoint.address ?? '';
  if (!found) {
    const known = silent(
      `${address} ${kind}${inside}`,
      'docker',
      kind === 'classic' ? 'classic' : 'buildkit',
      instance !== undefined,
    );
    return { ...known, address: `${address}${inside}` };
  }
  const { engine, told } = found;
  return {
    id: `docker ${told.id} ${kind}${inside}`,
    label: `Docker ${told.version} (${told.store}), ${instance ?? kind}`,
    kind,
    address: `${address}${inside}`,
    answers: true,
    // Another buildkitd brings its own snapshotter, which can; of an engine only the containerd store can (§6b.4).
    mergesLayers: instance !== undefined || told.store === 'containerd',
    version: instance === undefined ? told.version : '',
    image: (reference) => (instance === undefined ? engine.image(reference) : Promise.resolve(undefined)),
    save: (id, until) => engine.save(id, until),
    close: () => {
      engine.close();
    },
  };
}

function endpointFacts({ address, context, env }: BuilderCommand): EndpointFacts {
  return {
    host: address,
    // A context that is named stands above DOCKER_HOST (docker/cli: cli/command/cli.go, resolveContextName).
    env: context === '' ? env : { ...env, DOCKER_HOST: '', DOCKER_CONTEXT: context },
    home: env['HOME'] ?? homedir(),
    os: process.platform,
    uid: process.getuid?.(),
    readText: (path) => readFile(path, 'utf8').catch(() => undefined),
  };
}

/** Name of a buildx instance that is not the engine's own builder; undefined for that one. */
async function namedInstance(command: BuilderCommand, facts: EndpointFacts): Promise<string | undefined> {
  const { env } = command;
  const docker = env['DOCKER_CONFIG'] || join(facts.home, '.docker');
  const folder = env['BUILDX_CONFIG'] || join(docker, 'buildx');
  const name = command.instance || (command.usesCurrentInstance ? await currentInstance(folder, facts) : '');
  if (name === '' || name === 'default') return undefined;
  const instance = parseJson((await facts.readText(join(folder, 'instances', name))) ?? '');
  // What is no instance is the name of a docker context: that engine's own builder.
  if (instance === undefined) return undefined;
  const endpoints = listOf(fieldOf(instance, 'Nodes')).map((node) => textOf(fieldOf(node, 'Endpoint')) ?? '');
  return textOf(fieldOf(instance, 'Driver')) === 'docker' ? undefined : `${name} ${endpoints.join(' ')}`.trim();
}

/** `docker buildx use`: for one endpoint, or for all. */
async function currentInstance(folder: string, facts: EndpointFacts): Promise<string> {
  const current = parseJson((await facts.readText(join(folder, 'current'))) ?? '');
  const key = facts.env['DOCKER_HOST'] || facts.env['DOCKER_CONTEXT'];
  const isHere =
    fieldOf(current, 'Global') === true || textOf(fieldOf(current, 'Key')) === (key ?? textOf(fieldOf(current, 'Key')));
  return isHere ? (textOf(fieldOf(current, 'Name')) ?? '') : '';
}
