// Knows: an OCI image layout (OCI image spec, image-layout.md) and skopeo's flat `dir:` form: index → manifests → images.
// Which manifests are images, and which only keep them company: image-facts §3.3.
import { LIMITS } from '../limits';
import { familiarName } from '../name';
import { BUILD_RECORD, isCompanion, isImageManifest, namesOf, readManifest } from '../manifest';
import type { Descriptor, OciIndex, OciManifest } from '../manifest';
import { readJson } from './found';
import type { FoundImage, Variant } from './found';
import type { ImageFiles } from './files';
import type { Reading } from './reading';

export interface OciFound {
  readonly images: readonly FoundImage[];
  /** Why there may be none. */
  readonly saw: { readonly manifestMissing: boolean; readonly artifact: boolean; readonly buildRecord: boolean };
}

/** The images of a layout; undefined when there is no index. */
export async function findOciImages(files: ImageFiles, reading: Reading): Promise<OciFound | undefined> {
  const index = readManifest(await readJson(files, 'index.json', reading));
  return index && new Walk(files, reading, blobPath).find(index);
}

/** The images of a `dir:` folder, whose `manifest.json` is a manifest or index of a registry; undefined otherwise. */
export async function findDirImages(files: ImageFiles, reading: Reading): Promise<OciFound | undefined> {
  const root = readManifest(await readJson(files, 'manifest.json', reading));
  return root && new Walk(files, reading, dirPath).find(root);
}

/** `sha256:ab…` → `blobs/sha256/ab…`. Digests were checked when they were read, so they cannot lead elsewhere. */
export const blobPath = (digest: string): string => `blobs/${digest.replace(':', '/')}`;

const dirPath = (digest: string): string => digest.slice(digest.indexOf(':') + 1);

class Walk {
  /** By digest: a hostile index names one large manifest a thousand times. */
  readonly #read = new Map<string, OciManifest | OciIndex | undefined>();
  #manifests = 0;
  #missing = false;
  #artifact = false;
  #buildRecord = false;

  constructor(
    private readonly files: ImageFiles,
    private readonly reading: Reading,
    private readonly pathOf: (digest: string) => string,
  ) {}

  async find(root: OciIndex | OciManifest): Promise<OciFound> {
    const images = root.kind === 'manifest' ? this.#single(root) : await this.#grouped(root);
    return {
      images,
      saw: { manifestMissing: this.#missing, artifact: this.#artifact, buildRecord: this.#buildRecord },
    };
  }

  #single(manifest: OciManifest): FoundImage[] {
    const variants = this.#variantsOf(manifest, undefined);
    return variants.length === 0 ? [] : [{ names: [], variants }];
  }

  /**
   * One image per digest: Docker lists an image once for each of its tags. Nameless manifests that differ in their
   * platform are one image; so are manifests that share a name.
   */
  async #grouped(index: OciIndex): Promise<FoundImage[]> {
    const groups = new Map<string, { names: Set<string>; variants: Variant[] }>();
    const groupOfDigest = new Map<string, string>();
    for (const entry of index.manifests) {
      const names = namesOf(entry).map(familiarName);
      const known = groups.get(groupOfDigest.get(entry.digest) ?? '');
      if (known !== undefined) {
        names.forEach((name) => known.names.add(name));
        continue;
      }
      const variants = await this.#variants(entry, 1, undefined);
      if (variants.length === 0) continue;
      const key = names[0] ?? (entry.platform === undefined ? entry.digest : 'of several platforms');
      groupOfDigest.set(entry.digest, key);
      const group = groups.get(key) ?? { names: new Set<string>(), variants: [] };
      names.forEach((name) => group.names.add(name));
      group.variants.push(...variants);
      groups.set(key, group);
    }
    return [...groups.values()].map((group) => ({ names: [...group.names], variants: group.variants }));
  }

  async #variants(entry: Descriptor, depth: number, platform: string | undefined): Promise<Variant[]> {
    this.#manifests++;
    if (isCompanion(entry) || depth > LIMITS.indexDepth || this.#manifests > LIMITS.manifests) return [];
    const manifest = await this.#manifest(entry.digest);
    if (manifest === undefined) {
      // Of an image for several platforms often only one is there (containerd store).
      this.#missing = true;
      return [];
    }
    if (manifest.kind === 'manifest') return this.#variantsOf(manifest, entry.platform ?? platform);
    const found: Variant[] = [];
    for (const child of manifest.manifests)
      found.push(...(await this.#variants(child, depth + 1, entry.platform ?? platform)));
    return found;
  }

  async #manifest(digest: string): Promise<OciManifest | OciIndex | undefined> {
    if (this.#read.has(digest)) return this.#read.get(digest);
    const path = this.pathOf(digest);
    // `dir:` writes the manifests of an index as `<hex>.manifest.json`.
    const value =
      (await readJson(this.files, path, this.reading)) ??
      (await readJson(this.files, `${path}.manifest.json`, this.reading));
    const manifest = readManifest(value);
    this.#read.set(digest, manifest);
    return manifest;
  }

  #variantsOf(manifest: OciManifest, platform: string | undefined): Variant[] {
    if (!isImageManifest(manifest)) {
      if (manifest.config.mediaType.startsWith(BUILD_RECORD)) this.#buildRecord = true;
      else this.#artifact = true;
      return [];
    }
    return [
      {
        ...(platform === undefined ? {} : { platform }),
        configPath: this.pathOf(manifest.config.digest),
        configDigest: manifest.config.digest,
        layers: manifest.layers.map((layer) => ({
          path: this.pathOf(layer.digest),
          digest: layer.digest,
          ...(layer.size === undefined ? {} : { size: layer.size }),
        })),
      },
    ];
  }
}
