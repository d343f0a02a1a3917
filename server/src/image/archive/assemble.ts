// Knows: making an Image of the files a manifest names: config, history, the size of each layer. Checks what is cheap.
import { isDigest } from '../../base/digest';
import { platformFit, platformOf, readConfig } from '../config';
import type { ConfigFile } from '../config';
import { joinHistory } from '../history';
import { totalBytes } from '../model';
import type { Image, ImageLayer } from '../model';
import { cutLayer, damaged, endsEarly, noSuchPlatform, notAnImage } from '../problems';
import type { ImageFiles } from './files';
import type { FoundImage, LayerFile, Variant } from './found';
import type { LayerScan } from './layer';
import { blobPath } from './ociLayout';
import { Stop } from './reading';
import type { Reading } from './reading';

export class Assembly {
  /** By path of the config: many images may share one. */
  readonly #platforms = new Map<string, string>();

  constructor(
    private readonly files: ImageFiles,
    private readonly reading: Reading,
    /** True when the archive lacks the mark at its end: what is missing was cut off, not left out. */
    private readonly mayLackTail: boolean,
  ) {}

  async image(found: FoundImage): Promise<Image> {
    const variant = await this.#choose(found.variants);
    const { id, file } = await this.#config(variant);
    const layers = await this.#layers(variant, file);
    const rows = joinHistory(file.history, layers);
    return {
      id,
      names: found.names,
      config: file.config,
      rows,
      total: totalBytes(rows),
      sizeKind: 'files',
      source: this.reading.name,
      ...(this.reading.options.files === true && { layers }),
      ...(file.createdAt === undefined ? {} : { createdAt: file.createdAt }),
    };
  }

  /** Platforms of an image; those of unreadable configs are left out. */
  async platforms(variants: readonly Variant[]): Promise<string[]> {
    const platforms: string[] = [];
    // One after the other: each may be a config of some megabytes.
    for (const variant of variants) platforms.push(await this.#platform(variant));
    return platforms.filter((platform) => platform !== '');
  }

  async #choose(variants: readonly Variant[]): Promise<Variant> {
    const { platform, hostPlatform } = this.reading.options;
    const wanted = platform ?? hostPlatform;
    let best: { variant: Variant; fit: number } | undefined;
    if (wanted !== undefined && (variants.length > 1 || platform !== undefined)) {
      for (const variant of variants) {
        const fit = platformFit(await this.#platform(variant), wanted);
        if (fit > (best?.fit ?? 0)) best = { variant, fit };
      }
    }
    const chosen = best?.variant ?? (platform === undefined ? variants[0] : undefined);
    if (chosen !== undefined) return chosen;
    throw new Stop(noSuchPlatform(this.reading.name, wanted ?? '', await this.platforms(variants)));
  }

  async #platform(variant: Variant): Promise<string> {
    if (variant.platform !== undefined) return variant.platform;
    const known = this.#platforms.get(variant.configPath);
    if (known !== undefined) return known;
    const bytes = await this.files.small(variant.configPath);
    const read = bytes === undefined || bytes === 'too-large' ? undefined : readConfig(this.reading.decode(bytes));
    const platform = read?.kind === 'config' ? platformOf(read.file.config) : '';
    this.#platforms.set(variant.configPath, platform);
    return platform;
  }

  async #config(variant: Variant): Promise<{ id: string; file: ConfigFile }> {
    const { name, platform } = this.reading;
    const bytes = await this.files.small(variant.configPath);
    if (bytes === 'too-large') throw new Stop(damaged(name, 'its config is too large'));
    if (bytes === undefined) {
      throw new Stop(this.mayLackTail ? endsEarly(name, 'before its config') : damaged(name, 'its config is missing'));
    }
    const id = platform.sha256(bytes);
    if (variant.configDigest !== undefined && isDigest(variant.configDigest) && variant.configDigest !== id) {
      throw new Stop(damaged(name, 'its config is not the one the manifest means: the digest differs'));
    }
    const read = readConfig(this.reading.decode(bytes));
    if (read.kind === 'artifact') throw new Stop(notAnImage(name, 'this is an artifact without file layers'));
    if (read.kind === 'damaged') throw new Stop(damaged(name, read.why));
    return { id, file: read.file };
  }

  async #layers(variant: Variant, { config }: ConfigFile): Promise<ImageLayer[]> {
    // Docker 25.0.0 wrote manifests without layers (moby#47065); its files are named by their diff IDs.
    const files: readonly LayerFile[] =
      variant.layers.length === 0
        ? config.diffIds.map((diffId) => ({ path: blobPath(diffId), digest: diffId }))
        : variant.layers;
    if (files.length !== config.diffIds.length) {
      const counts = `its manifest has ${String(files.length)} layers, its config ${String(config.diffIds.length)}`;
      throw new Stop(damaged(this.reading.name, counts));
    }
    const sizes = await Promise.all(files.map((file) => this.files.size(file.path)));
    const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
    const layers: ImageLayer[] = [];
    // One layer may stand in an image several times, the empty one often does.
    const scans = new Map<string, LayerScan | undefined>();
    let before = 0;
    for (const [i, file] of files.entries()) {
      const stored = sizes[i];
      if (stored !== undefined && file.size !== undefined && stored < file.size) {
        throw new Stop(cutLayer(this.reading.name, i + 1, { part: stored, whole: file.size }));
      }
      if (stored !== undefined && file.size !== undefined && stored > file.size) {
        throw new Stop(damaged(this.reading.name, `layer ${String(i + 1)} is larger than its manifest says`));
      }
      const offset = before;
      const onRead = (position: number): void => {
        this.reading.progress(offset + position, total);
      };
      if (!scans.has(file.path)) scans.set(file.path, await this.files.layer(file.path, onRead));
      before += stored ?? 0;
      const diffId = config.diffIds[i] ?? '';
      const bytes = this.#bytes(scans.get(file.path), i + 1, diffId);
      const scan = scans.get(file.path);
      layers.push({
        diffId,
        bytes,
        ...(file.digest === undefined ? {} : { digest: file.digest }),
        ...(scan?.kind === 'measured' && scan.entries && { entries: scan.entries }),
      });
    }
    this.reading.progress(total, total);
    return layers;
  }

  /** Null for what cannot be known; stops at what is wrong. */
  #bytes(scan: LayerScan | undefined, number: number, diffId: string): number | null {
    const { name } = this.reading;
    if (scan === undefined) {
      if (this.mayLackTail) throw new Stop(endsEarly(name, `before layer ${String(number)}`));
      return null;
    }
    switch (scan.kind) {
      case 'opaque':
        return null;
      case 'cut':
        throw new Stop(cutLayer(name, number));
      case 'damaged':
        throw new Stop(damaged(name, `layer ${String(number)} is unreadable (${scan.why})`));
      case 'measured':
        if (scan.diffId !== undefined && isDigest(diffId) && scan.diffId !== diffId) {
          throw new Stop(damaged(name, `layer ${String(number)} is not the one the image means: its digest differs`));
        }
        return scan.bytes;
    }
  }
}
