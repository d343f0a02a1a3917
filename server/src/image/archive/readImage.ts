// Knows: from a saved image, a file or a folder, to an Image. The door of this room: answers an Outcome, never rejects.
import { failed, ok } from '../../base/outcome';
import type { Outcome } from '../../base/outcome';
import type { Platform } from '../../base/platform';
import type { Image } from '../model';
import { namesMatch } from '../name';
import type { ByteSource, FolderSource, ReadOptions } from '../port';
import { emptyFile, engineGaveUp, fileSystem, noSuchImage, notAnImage, unreadable, unsupported } from '../problems';
import { Assembly } from './assemble';
import { DETECT_BYTES, detect } from './detect';
import { findDockerImages } from './dockerArchive';
import { complaintIn, explainEnd, explainIndex, explainNothing } from './explain';
import { OpenFiles } from './files';
import type { ImageFiles } from './files';
import type { FoundImage } from './found';
import type { Archive } from './member';
import { findDirImages, findOciImages } from './ociLayout';
import type { OciFound } from './ociLayout';
import { Reading, Stop } from './reading';
import { openSeekable } from './seekableArchive';
import { readStreamed } from './streamedArchive';

/** A folder cannot be listed here, so these are asked for; the last one is what buildx type=local writes. */
const FILE_SYSTEM_FILES = [
  'etc/passwd',
  'etc/os-release',
  'usr/lib/os-release',
  'bin/sh',
  'bin/busybox',
  'provenance.json',
];

/** An image that an archive holds, for a chooser. */
export interface ListedImage {
  /** `app:dev`; may be empty. */
  readonly names: readonly string[];
  /** `linux/arm64`; one for each the archive has. */
  readonly platforms: readonly string[];
}

/** The image in an archive: docker save of any age, OCI archive, podman, skopeo, crane, kaniko, buildx; also compressed. */
export const readImageArchive = (
  source: ByteSource,
  platform: Platform,
  options: ReadOptions,
): Promise<Outcome<Image>> =>
  guarded(new Reading(source.name, platform, options), async (reading) => (await openFile(source, reading)).read());

/** The image in a folder: an OCI layout, an unpacked docker save, or skopeo's `dir:`. */
export const readImageFolder = (
  folder: FolderSource,
  platform: Platform,
  options: ReadOptions,
): Promise<Outcome<Image>> =>
  guarded(new Reading(folder.name, platform, options), async (reading) => (await openFolder(folder, reading)).read());

/** All images of an archive, for a person to choose from; the name chosen goes into `options.imageName`. */
export const listImageArchive = (
  source: ByteSource,
  platform: Platform,
  options: ReadOptions,
): Promise<Outcome<readonly ListedImage[]>> =>
  guarded(new Reading(source.name, platform, options), async (reading) =>
    (await openFile(source, reading, true)).list(),
  );

export const listImageFolder = (
  folder: FolderSource,
  platform: Platform,
  options: ReadOptions,
): Promise<Outcome<readonly ListedImage[]>> =>
  guarded(new Reading(folder.name, platform, options), async (reading) =>
    (await openFolder(folder, reading, true)).list(),
  );

async function guarded<T>(reading: Reading, work: (reading: Reading) => Promise<T>): Promise<Outcome<T>> {
  try {
    reading.check();
    return ok(await work(reading));
  } catch (error) {
    if (error instanceof Stop) return failed(error.problem);
    // What else comes out of here is the medium failing: the readers themselves are total.
    return failed(unreadable(reading.name, error instanceof Error ? error.message : String(error)));
  }
}

/** A saved image whose lists have been read. */
class Saved {
  constructor(
    private readonly images: readonly FoundImage[],
    private readonly assembly: Assembly,
    private readonly reading: Reading,
  ) {}

  read(): Promise<Image> {
    const wanted = this.reading.options.imageName;
    const named = (exactly: boolean) => (image: FoundImage) => namesMatch(image.names, wanted ?? '', exactly);
    const found =
      wanted === undefined ? this.images[0] : (this.images.find(named(true)) ?? this.images.find(named(false)));
    if (found !== undefined) return this.assembly.image(found);
    const names = this.images.flatMap((image) => image.names);
    throw new Stop(noSuchImage(this.reading.name, wanted ?? '', names));
  }

  async list(): Promise<readonly ListedImage[]> {
    const listed: ListedImage[] = [];
    for (const { names, variants } of this.images) {
      listed.push({ names, platforms: await this.assembly.platforms(variants) });
    }
    return listed;
  }
}

async function openFile(source: ByteSource, reading: Reading, listing = false): Promise<Saved> {
  const { name } = reading;
  if (source.size === 0) throw new Stop(emptyFile(name));
  const archive = await openArchive(source, reading);
  const { end } = archive;
  if (end.kind === 'truncated' || end.kind === 'damaged') throw new Stop(await explainEnd(archive, reading));
  const { images, oci } = await findImages(archive, reading, listing);
  if (images.length === 0) {
    throw new Stop(
      end.kind === 'stopped' ? await explainEnd(archive, reading) : await explainNothing(archive, oci, reading),
    );
  }
  const mayLackTail = end.kind === 'complete' && !end.marked;
  return new Saved(images, new Assembly(archive, reading, mayLackTail), reading);
}

async function openArchive(source: ByteSource, reading: Reading): Promise<Archive> {
  const { name } = reading;
  const start = await source.read(0, DETECT_BYTES);
  const content = detect(start);
  switch (content) {
    case 'tar':
      return openSeekable(source, reading);
    case 'gzip':
    case 'zstd':
      if (reading.platform.inflates.has(content)) return readStreamed(source, content, reading);
      throw new Stop(unsupported(name, `it is packed with ${content}`, 'Unpack it once and open the result.'));
    case 'xz':
    case 'bzip2':
    case 'zip':
      throw new Stop(unsupported(name, `it is packed with ${content}`, 'Unpack it once and open the result.'));
    case 'json': {
      const said = complaintIn(reading.decode(start));
      throw new Stop(said === undefined ? notAnImage(name, 'this is a JSON file') : engineGaveUp(name, said));
    }
    case 'empty-tar':
      throw new Stop(notAnImage(name, 'the archive is empty'));
    case 'nothing':
    case 'unknown':
      throw new Stop(notAnImage(name, 'this is not a tar archive'));
  }
}

async function openFolder(folder: FolderSource, reading: Reading, listing = false): Promise<Saved> {
  const { name } = reading;
  const files = new OpenFiles((path) => folder.open(path), reading);
  const { images, oci } = await findImages(files, reading, listing);
  const dir = images.length === 0 ? await findDirImages(files, reading) : undefined;
  const found = images.length === 0 ? (dir?.images ?? []) : images;
  if (found.length > 0) return new Saved(found, new Assembly(files, reading, false), reading);
  const inIndex = [oci, dir].map((list) => list && explainIndex(list, name)).find((problem) => problem !== undefined);
  if (inIndex !== undefined) throw new Stop(inIndex);
  for (const path of FILE_SYSTEM_FILES) {
    if ((await files.size(path)) !== undefined) throw new Stop(fileSystem(name));
  }
  throw new Stop(notAnImage(name, 'the folder holds neither oci-layout and index.json nor manifest.json'));
}

/**
 * docker save's list comes first: it is the saver's own choice of platform, and the OCI manifests beside it may lack their
 * layers (Docker 25.0.0). Who asks for a platform, or for all there is, is served from the index.
 */
async function findImages(
  files: ImageFiles,
  reading: Reading,
  listing: boolean,
): Promise<{ images: readonly FoundImage[]; oci?: OciFound }> {
  const docker = await findDockerImages(files, reading);
  if (docker.length > 0 && !listing && reading.options.platform === undefined) return { images: docker };
  const oci = await findOciImages(files, reading);
  if (oci === undefined) return { images: docker };
  return { images: oci.images.length > 0 ? oci.images : docker, oci };
}
