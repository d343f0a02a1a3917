// Knows: the image config (OCI image spec, config.md; Docker's has more under `config`). Trusts nothing in it.
import { fieldOf, listOf, parseJson, recordOf, textMapOf, textOf, textsOf, timeOf } from './json';
import type { HistoryEntry, ImageConfig } from './model';

export interface ConfigFile {
  readonly config: ImageConfig;
  /** Oldest first. */
  readonly history: readonly HistoryEntry[];
  /** RFC 3339. */
  readonly createdAt?: string;
}

export type ConfigRead =
  | { readonly kind: 'config'; readonly file: ConfigFile }
  /** JSON of something else that registries store: a chart, a model, a build record. */
  | { readonly kind: 'artifact' }
  | { readonly kind: 'damaged'; readonly why: string };

/** `algorithm:encoded` (OCI image spec, descriptor.md, "Digests"). */
const DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]{1,256}$/;

export function readConfig(text: string): ConfigRead {
  const root = recordOf(parseJson(text));
  if (root === undefined) return { kind: 'damaged', why: 'its config is not JSON' };
  const rootfs = recordOf(fieldOf(root, 'rootfs'));
  const rootfsType = textOf(fieldOf(rootfs, 'type'));
  if (rootfs === undefined || (rootfsType !== undefined && rootfsType !== 'layers')) return { kind: 'artifact' };
  const ids = listOf(fieldOf(rootfs, 'diff_ids'));
  const diffIds = ids.filter((id): id is string => typeof id === 'string' && DIGEST.test(id));
  if (diffIds.length !== ids.length) return { kind: 'damaged', why: 'its config has a diff ID that is no digest' };

  const createdAt = timeOf(fieldOf(root, 'created'));
  return {
    kind: 'config',
    file: {
      config: {
        ...platformFields(root, 'os', 'architecture', 'variant'),
        ...runFields(fieldOf(root, 'config')),
        diffIds,
      },
      history: listOf(fieldOf(root, 'history')).map(historyEntry),
      ...(createdAt === undefined ? {} : { createdAt }),
    },
  };
}

/** The names differ between a config file (`os`) and an engine's answer (`Os`). */
export function platformFields(
  record: unknown,
  os: string,
  architecture: string,
  variant: string,
): Pick<ImageConfig, 'os' | 'architecture' | 'variant'> {
  const variantText = textOf(fieldOf(record, variant)) ?? '';
  return {
    os: textOf(fieldOf(record, os)) ?? '',
    architecture: textOf(fieldOf(record, architecture)) ?? '',
    ...(variantText === '' ? {} : { variant: variantText }),
  };
}

/** The `config` object: what a container of the image starts with. Named alike in config files and engine answers. */
export function runFields(config: unknown): Omit<ImageConfig, 'os' | 'architecture' | 'variant' | 'diffIds'> {
  const shell = textsOf(fieldOf(config, 'Shell'));
  return {
    env: textsOf(fieldOf(config, 'Env')),
    workingDir: textOf(fieldOf(config, 'WorkingDir')) ?? '',
    user: textOf(fieldOf(config, 'User')) ?? '',
    ...(shell.length === 0 ? {} : { shell }),
    onBuild: textsOf(fieldOf(config, 'OnBuild')),
    labels: textMapOf(fieldOf(config, 'Labels')),
  };
}

export function historyEntry(value: unknown): HistoryEntry {
  const createdAt = timeOf(fieldOf(value, 'created'));
  const comment = textOf(fieldOf(value, 'comment')) ?? '';
  return {
    createdBy: textOf(fieldOf(value, 'created_by')) ?? '',
    ...(createdAt === undefined ? {} : { createdAt }),
    emptyLayer: fieldOf(value, 'empty_layer') === true,
    ...(comment === '' ? {} : { comment }),
  };
}

/** `linux/arm64/v8`, as `docker build --platform` takes it; empty when the config does not say. */
export const platformOf = (config: Pick<ImageConfig, 'os' | 'architecture' | 'variant'>): string =>
  config.os === '' && config.architecture === ''
    ? ''
    : [config.os, config.architecture, config.variant].filter((part) => part !== undefined && part !== '').join('/');

/**
 * How well a platform fits the one wanted: 0 not at all, more is better. Variants: arm64 means v8, arm prefers v7 and
 * runs what is older, amd64 takes its first level (containerd: platforms/compare.go).
 */
export function platformFit(have: string, wanted: string): number {
  const [os = '', arch = '', variant = ''] = normalPlatform(have).split('/');
  const [wantedOs = '', wantedArch = '', wantedVariant = ''] = normalPlatform(wanted).split('/');
  if (os !== wantedOs || arch !== wantedArch) return 0;
  if (variant === wantedVariant) return 100;
  const level = Number(variant.slice(1));
  const wantedLevel = Number(wantedVariant.slice(1));
  return level > 0 && wantedLevel > 0 && level < wantedLevel ? level : 0;
}

const DEFAULT_VARIANTS: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7', amd64: 'v1' };
const OTHER_NAMES: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  i386: '386',
  armhf: 'arm',
};

function normalPlatform(text: string): string {
  const [os = '', given = '', variant = ''] = text.toLowerCase().split('/');
  const arch = OTHER_NAMES[given] ?? given;
  return [os, arch, variant === '' ? (DEFAULT_VARIANTS[arch] ?? '') : variant].join('/');
}
