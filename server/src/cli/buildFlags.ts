// Knows: the flags that say how a build is meant: --target, --build-arg, --platform, --builder, --frontend.
import { DEFAULT_BUILD_OPTIONS, frontendOf, type BuildOptions } from '../build/options';
import { parsePlatform, type BuildPlatform } from '../build/platform';
import type { DockerfileModel } from '../syntax/model';
import { Misuse } from './failure';

export const BUILD_FLAGS = {
  target: { type: 'string' },
  'build-arg': { type: 'string', multiple: true },
  platform: { type: 'string' },
  builder: { type: 'string' },
  frontend: { type: 'string' },
} as const;

export interface BuildFlagValues {
  readonly target?: string | undefined;
  readonly 'build-arg'?: string[] | undefined;
  readonly platform?: string | undefined;
  readonly builder?: string | undefined;
  readonly frontend?: string | undefined;
}

/** What the flags ask for; `hostPlatform` stands in for a missing --platform. Throws Misuse for values nobody can mean. */
export function buildOptions(
  values: BuildFlagValues,
  model: DockerfileModel,
  hostPlatform: BuildPlatform,
): BuildOptions {
  const { builder = 'buildkit' } = values;
  if (builder !== 'buildkit' && builder !== 'classic' && builder !== 'buildah') {
    throw new Misuse(`--builder ${builder} is not known. Use buildkit, classic or buildah.`);
  }
  const platform = values.platform === undefined ? hostPlatform : parsePlatform(values.platform, hostPlatform);
  if (!platform) throw new Misuse(`--platform ${values.platform ?? ''} is not a platform. Write it like linux/arm64.`);
  return {
    ...DEFAULT_BUILD_OPTIONS,
    target: values.target ?? '',
    buildArgs: buildArgs(values['build-arg'] ?? []),
    platform,
    buildPlatform: hostPlatform,
    builder,
    frontend:
      values.frontend === undefined
        ? (frontendOf(model) ?? DEFAULT_BUILD_OPTIONS.frontend)
        : frontendNumber(values.frontend),
  };
}

export function frontendNumber(text: string): number {
  const match = /^1\.(\d+)(?:\.\d+)?$/.exec(text);
  if (!match) throw new Misuse(`--frontend ${text} is not a version of the Dockerfile frontend. Write it like 1.19.`);
  return Number(match[1]);
}

/** `K=V`; a bare `K` takes the value from the environment, as `docker build` does, and is dropped when there is none. */
export function buildArgs(given: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const entry of given) {
    const equals = entry.indexOf('=');
    const name = equals === -1 ? entry : entry.slice(0, equals);
    if (name === '') throw new Misuse(`--build-arg ${entry} has no name. Write it like KEY=value.`);
    const value = equals === -1 ? process.env[name] : entry.slice(equals + 1);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  ia32: '386',
  arm: 'arm',
  arm64: 'arm64',
  ppc64: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
  loong64: 'loong64',
};

/** The platform of this machine as builders call it; containers are Linux unless said otherwise. */
export const hostPlatform = (): BuildPlatform =>
  parsePlatform(`linux/${ARCHITECTURES[process.arch] ?? process.arch}`) ?? DEFAULT_BUILD_OPTIONS.platform;
