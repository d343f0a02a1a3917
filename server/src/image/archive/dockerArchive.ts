// Knows: the list that docker save writes, `manifest.json`, and who else writes it: podman, skopeo, crane, kaniko, Bazel, buildx.
import { LIMITS } from '../limits';
import { familiarName } from '../name';
import { readDockerManifests } from '../manifest';
import type { DockerManifest } from '../manifest';
import { readJson } from './found';
import type { FoundImage, LayerFile } from './found';
import type { ImageFiles } from './files';
import type { Reading } from './reading';

/** The images of `manifest.json`; empty when there is no such list. */
export async function findDockerImages(files: ImageFiles, reading: Reading): Promise<FoundImage[]> {
  const manifests = readDockerManifests(await readJson(files, 'manifest.json', reading)) ?? [];
  return manifests.slice(0, LIMITS.manifests).map(foundImage);
}

const foundImage = (manifest: DockerManifest): FoundImage => ({
  names: manifest.repoTags.map(familiarName),
  variants: [{ configPath: manifest.config, layers: manifest.layers.map(layerFile) }],
});

/** Since Docker 25 files lie under `blobs/`, named by their digest. */
function layerFile(path: string): LayerFile {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
  return hex === undefined ? { path } : { path, digest: `sha256:${hex}` };
}
