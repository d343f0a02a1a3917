// Knows: the JSON that lists what an image is made of: `manifest.json` of docker save, OCI index and manifest
// (OCI image spec: image-index.md, manifest.md) and their Docker twins. Trusts nothing in it.
import { countOf, fieldOf, listOf, recordOf, textMapOf, textOf, textsOf } from './json';
import type { JsonRecord } from './json';

/** One image of docker save's `manifest.json`. */
export interface DockerManifest {
  /** Path in the archive. */
  readonly config: string;
  readonly repoTags: readonly string[];
  /** Paths in the archive, base first. */
  readonly layers: readonly string[];
}

/** The images of docker save's list; undefined when the value is no such list. */
export function readDockerManifests(value: unknown): DockerManifest[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const manifests: DockerManifest[] = [];
  for (const entry of value as unknown[]) {
    const config = textOf(fieldOf(entry, 'Config'));
    const layers = fieldOf(entry, 'Layers');
    // Layers is null for an image without layers.
    if (config === undefined || !(Array.isArray(layers) || layers === null || layers === undefined)) return undefined;
    const paths = textsOf(layers);
    if (paths.length !== listOf(layers).length) return undefined;
    manifests.push({ config, layers: paths, repoTags: textsOf(fieldOf(entry, 'RepoTags')) });
  }
  return manifests;
}

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size?: number;
  readonly annotations: Readonly<Record<string, string>>;
  readonly artifactType: string;
  /** `linux/arm64/v8`; absent when the descriptor does not say. */
  readonly platform?: string;
}

export interface OciManifest {
  readonly kind: 'manifest';
  readonly artifactType: string;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface OciIndex {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
}

/** By shape rather than by media type: producers disagree on the latter. Undefined when it is neither. */
export function readManifest(value: unknown): OciManifest | OciIndex | undefined {
  const record = recordOf(value);
  if (record === undefined) return undefined;
  if (Array.isArray(fieldOf(record, 'manifests'))) {
    return { kind: 'index', manifests: descriptors(fieldOf(record, 'manifests')) };
  }
  const config = descriptor(fieldOf(record, 'config'));
  const layers = listOf(fieldOf(record, 'layers'));
  const read = descriptors(layers);
  if (config === undefined || read.length !== layers.length) return undefined;
  return { kind: 'manifest', artifactType: textOf(fieldOf(record, 'artifactType')) ?? '', config, layers: read };
}

const descriptors = (value: unknown): Descriptor[] =>
  listOf(value)
    .map(descriptor)
    .filter((entry) => entry !== undefined);

/** A digest that can be a path in a layout: its parts hold neither slashes nor dots. */
const PATH_DIGEST = /^[a-z0-9]+(?:[+_-][a-z0-9]+)*:[a-zA-Z0-9]{16,200}$/;

function descriptor(value: unknown): Descriptor | undefined {
  const record = recordOf(value);
  const digest = textOf(fieldOf(record, 'digest'));
  if (record === undefined || digest === undefined || !PATH_DIGEST.test(digest)) return undefined;
  const size = countOf(fieldOf(record, 'size'));
  const platform = platformText(recordOf(fieldOf(record, 'platform')));
  return {
    mediaType: textOf(fieldOf(record, 'mediaType')) ?? '',
    digest,
    annotations: textMapOf(fieldOf(record, 'annotations')),
    artifactType: textOf(fieldOf(record, 'artifactType')) ?? '',
    ...(size === undefined ? {} : { size }),
    ...(platform === undefined ? {} : { platform }),
  };
}

function platformText(platform: JsonRecord | undefined): string | undefined {
  const os = textOf(fieldOf(platform, 'os'));
  const architecture = textOf(fieldOf(platform, 'architecture'));
  if (os === undefined || architecture === undefined) return undefined;
  const variant = textOf(fieldOf(platform, 'variant')) ?? '';
  return [os, architecture, ...(variant === '' ? [] : [variant])].join('/');
}

const LAYER =
  /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar)/;
const IMAGE_CONFIG = /^application\/vnd\.(?:oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/;

/** An attestation or another companion of an image, told by its descriptor (buildkit: attestation-storage.md). */
export const isCompanion = (entry: Descriptor): boolean =>
  entry.annotations['vnd.docker.reference.type'] !== undefined ||
  entry.platform === 'unknown/unknown' ||
  (entry.artifactType !== '' && !IMAGE_CONFIG.test(entry.artifactType));

/**
 * False for charts, models, build records and other things that are stored as if they were images. An attestation has an
 * image config too, so the layers decide; producers that leave their types out get the benefit of the doubt.
 */
export const isImageManifest = (manifest: OciManifest): boolean =>
  manifest.artifactType === '' &&
  (manifest.layers.length === 0
    ? IMAGE_CONFIG.test(manifest.config.mediaType)
    : manifest.layers.some((layer) => layer.mediaType === '' || LAYER.test(layer.mediaType)));

/** Media type of the config of a `.dockerbuild` file: the record of a build, not its result. */
export const BUILD_RECORD = 'application/vnd.buildkit.historyrecord.v0';

/** Names an index gives to one of its images: containerd writes the full name, skopeo whatever the user gave. */
export function namesOf(entry: Descriptor): string[] {
  const full = entry.annotations['io.containerd.image.name'];
  const short = entry.annotations['org.opencontainers.image.ref.name'];
  const name = full ?? short;
  return name === undefined || name === '' ? [] : [name];
}
