// Knows: the build that a command line of ours is about, put together from its own flags, from the words of the build
// that is run, and from what was recorded: flags > words > record > defaults.
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { frontendOf, frontendOfEngine, DEFAULT_BUILD_OPTIONS, type BuilderKind } from '../build/options';
import { parsePlatform } from '../build/platform';
import { DEFAULT_FLAGS, listedByEngine, runsGiveKeysByEngine, type BuildFlags } from '../cache/flags';
import type { BuildRecord, BuildRequest } from '../cache/record';
import { readBuildArgv, usualBuilder, type BuilderCommand } from '../host/builderCommand';
import type { Builder } from '../host/builderIdentity';
import { runOptionsOf } from '../project/runOptions';
import type { BuildTarget } from '../project/buildTarget';
import type { DockerfileModel } from '../syntax/model';
import { BUILD_FLAGS, buildArgs, frontendNumber, hostPlatform, type BuildFlagValues } from './buildFlags';
import { Misuse } from './failure';

export const CACHE_FLAGS = {
  ...BUILD_FLAGS,
  context: { type: 'string' },
  network: { type: 'string' },
  'build-context': { type: 'string', multiple: true },
  'no-cache': { type: 'boolean' },
  'no-cache-filter': { type: 'string', multiple: true },
} as const;

export interface CacheFlagValues extends BuildFlagValues {
  readonly context?: string | undefined;
  readonly network?: string | undefined;
  readonly 'build-context'?: string[] | undefined;
  readonly 'no-cache'?: boolean | undefined;
  readonly 'no-cache-filter'?: string[] | undefined;
}

/** Which Dockerfile, and which builder, before anybody was asked. */
export interface Asked {
  /** Absolute. */
  readonly dockerfile: string;
  /** `-` for standard input, where the text must come from the Dockerfile named to us. */
  readonly contextFolder: string | undefined;
  readonly command: BuilderCommand;
  /** What the words of the build say; undefined when nobody gave them, or they are no build. */
  readonly words: BuildTarget | undefined;
}

const KINDS: readonly string[] = ['buildkit', 'classic', 'buildah'] satisfies BuilderKind[];

/** `--builder` names a kind, or a buildx instance. */
const kindOf = (builder: string | undefined): BuilderKind | undefined =>
  builder !== undefined && KINDS.includes(builder) ? (builder as BuilderKind) : undefined;

export function askedBuild(path: string, values: CacheFlagValues, argv: readonly string[] = []): Asked {
  const cwd = process.cwd();
  const read = readBuildArgv(argv, cwd, process.env, existsSync);
  const kind = kindOf(values.builder);
  const instance = kind === undefined ? (values.builder ?? '') : '';
  const words = read?.target;
  const said =
    words?.context.known === true && words.context.value.kind === 'folder' ? words.context.value.path : undefined;
  const folder = said ?? values.context;
  return {
    dockerfile: words?.dockerfile.known === true ? resolve(words.dockerfile.value) : resolve(path),
    contextFolder: folder === undefined ? undefined : resolve(folder),
    command: read
      ? { ...read.command, kind: read.command.kind ?? kind, instance: read.command.instance || instance }
      : usualBuilder(kind, instance, process.env),
    words,
  };
}

export interface WholeRequest {
  readonly request: BuildRequest;
  readonly flags: BuildFlags;
  readonly contextFolder: string;
  /** Named contexts that are folders, absolute. */
  readonly folders: Readonly<Record<string, string>>;
  /** The builder asks the registry for newer base images. */
  readonly pull: boolean;
}

/** Throws Misuse for values nobody can mean. `before`: the newest recorded build of this Dockerfile, where there is one. */
export function wholeRequest(
  { words, contextFolder, dockerfile }: Asked,
  values: CacheFlagValues,
  model: DockerfileModel,
  builder: Builder,
  before: BuildRecord | undefined,
): WholeRequest {
  const old = words ? undefined : before;
  const host = hostPlatform();
  const platformText =
    settledPlatform(words) ?? values.platform ?? (old ? undefined : process.env['DOCKER_DEFAULT_PLATFORM']);
  const platform = platformText ? parsePlatform(platformText, host) : (old?.request.platform ?? host);
  if (!platform) throw new Misuse(`--platform ${platformText ?? ''} is not a platform. Write it like linux/arm64.`);
  const args = {
    ...(values['build-arg'] ? buildArgs(values['build-arg']) : (old?.request.buildArgs ?? {})),
    ...settledArgs(words),
  };
  const named = {
    ...(values['build-context'] ? namedContexts(values['build-context']) : (old?.flags.namedContexts ?? {})),
    ...settledContexts(words),
  };
  const target = words?.target.known === true ? words.target.value : (values.target ?? old?.request.target ?? '');
  return {
    request: {
      target,
      buildArgs: args,
      platform,
      buildPlatform: host,
      builder: builder.kind,
      frontend:
        values.frontend !== undefined
          ? frontendNumber(values.frontend)
          : (frontendOf(model) ??
            frontendOfEngine(builder.version) ??
            before?.request.frontend ??
            DEFAULT_BUILD_OPTIONS.frontend),
    },
    flags: {
      ...DEFAULT_FLAGS,
      noCache: words?.noCache ?? noCacheOf(values),
      network: plainNetwork(words?.extras.network ?? values.network ?? old?.flags.network ?? ''),
      runOptions: words ? runOptionsOf(words, args) : (old?.flags.runOptions ?? ''),
      epoch: args['SOURCE_DATE_EPOCH'] ?? process.env['SOURCE_DATE_EPOCH'] ?? '',
      cacheNamespace: args['BUILDKIT_CACHE_MOUNT_NS'] ?? '',
      namedContexts: named,
      mergesLayers: builder.mergesLayers,
      runsGiveKeys:
        builder.version === '' && before ? before.flags.runsGiveKeys : runsGiveKeysByEngine(builder.version),
      listedBy: builder.version === '' ? (before?.flags.listedBy ?? 'path') : listedByEngine(builder.version),
      cacheFrom: words?.cacheFrom ?? old?.flags.cacheFrom ?? [],
    },
    contextFolder: contextFolder ?? before?.contextFolder ?? dirname(dockerfile),
    folders: Object.fromEntries(
      Object.entries(named).flatMap(([name, value]) => (isFolder(value) ? [[name, resolve(value)]] : [])),
    ),
    pull: words?.pull ?? false,
  };
}

const settledPlatform = (words: BuildTarget | undefined): string | undefined =>
  words?.platforms.known === true ? words.platforms.value[0] : undefined;

const settledArgs = (words: BuildTarget | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words?.buildArgs ?? {}).flatMap(([name, value]) => (value.known ? [[name, value.value]] : [])),
  );

const settledContexts = (words: BuildTarget | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words?.namedContexts ?? {}).flatMap(([name, value]) =>
      value.known ? [[name, isFolder(value.value) ? resolve(value.value) : value.value]] : [],
    ),
  );

function namedContexts(given: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (const entry of given) {
    const [name = '', ...rest] = entry.split('=');
    if (name === '' || rest.length === 0) throw new Misuse(`--build-context ${entry} is not like name=folder.`);
    const value = rest.join('=');
    named[name] = isFolder(value) ? resolve(value) : value;
  }
  return named;
}

/** What is neither an image nor an address. */
const isFolder = (value: string): boolean => !/^(?:[a-z][a-z0-9+.-]+:|git@|github\.com\/)/.test(value);

const noCacheOf = (values: CacheFlagValues): boolean | readonly string[] =>
  values['no-cache'] === true ? true : (values['no-cache-filter']?.flatMap((names) => names.split(',')) ?? false);

/** `default` is what a build without the flag has (builder-semantics §6b.14). */
const plainNetwork = (network: string): string => (network === 'default' ? '' : network);

/** The name that BuildKit keeps its copy of the context by: buildctl gives none (moby/buildkit: source/local/source.go). */
export const uploadName = (contextFolder: string, { program }: BuilderCommand, context: string): string =>
  `${context === 'context' ? '' : `${context}:`}${program === 'buildctl' ? '' : basename(contextFolder)}`;
