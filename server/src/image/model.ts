// Knows: an image as data, whatever it came from (engine, archive, layout). Words: OCI image spec, config.md.
import type { ByteCount } from '../base/bytes';
import type { Digest } from '../base/digest';

/** One record of `history` in the image config (OCI image spec, config.md). Oldest first wherever a list is meant. */
export interface HistoryEntry {
  readonly createdBy: string;
  /** RFC 3339, when given. */
  readonly createdAt?: string;
  /** True when the entry made no layer (`empty_layer`). */
  readonly emptyLayer: boolean;
  readonly comment?: string;
}

/** The parts of the image config that builders read from a base image and that a history is read by. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
  /** `KEY=value`, in order. */
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  /** `Shell` of the Docker image config; absent when the image does not set it. */
  readonly shell?: readonly string[];
  readonly onBuild: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Digests of the uncompressed layer archives, base first (`rootfs.diff_ids`). */
  readonly diffIds: readonly Digest[];
}

/**
 * Which meaning of "layer size" a number has; two of them are never mixed in one column.
 * `files`: sum of the tar headers' sizes. `engine`: what the engine's history says (depends on its store).
 */
export type SizeKind = 'files' | 'engine';

/** A history entry joined with its layer. */
export interface ImageRow {
  readonly createdBy: string;
  readonly createdAt?: string;
  readonly comment?: string;
  /** True when the entry made no layer. */
  readonly empty: boolean;
  /** Bytes of its layer; 0 for an empty entry; null when the source cannot say. */
  readonly bytes: ByteCount | null;
  /** diff ID of its layer; null for an empty entry or when the join is uncertain. */
  readonly diffId: Digest | null;
  /** False when history and layers do not fit together and the join is a guess by order. */
  readonly joinIsSure: boolean;
}

export interface Image {
  /** What the source calls the image's id: config digest, or manifest or index digest (containerd store). */
  readonly id: Digest;
  /** Names and tags, `app:dev`; may be empty. */
  readonly names: readonly string[];
  readonly config: ImageConfig;
  /** Oldest first, base image first. */
  readonly rows: readonly ImageRow[];
  /** Sum of the rows' bytes; null when one of them is null. */
  readonly total: ByteCount | null;
  readonly sizeKind: SizeKind;
  /** Where it came from, for a hover: `Docker 28.5.2 (overlay2)`, `image.tar`. */
  readonly source: string;
  /** RFC 3339 time of creation as the config says, when given. */
  readonly createdAt?: string;
  /** Base first; only when the reader was asked for files. */
  readonly layers?: readonly ImageLayer[];
}

/** What one entry of a layer's archive says; contents are not kept. */
export interface LayerEntry {
  /** Without leading `/` or `./`; empty for the root. */
  readonly path: string;
  readonly kind: 'file' | 'hardlink' | 'symlink' | 'directory' | 'device' | 'fifo' | 'other';
  /** As the header gives it. */
  readonly bytes: number;
  readonly mode: number;
  readonly linkName: string;
  /** Of small files that were asked for. */
  readonly text?: string;
}

/** A layer of an image archive, in image order. */
export interface ImageLayer {
  readonly diffId: Digest;
  /** Digest of the blob as stored, when the archive names it. */
  readonly digest?: Digest;
  /** Sum of the tar headers' sizes; null when the layer could not be read (unknown compression, missing blob). */
  readonly bytes: ByteCount | null;
  /** In archive order; only when the reader was asked for files and could look into it. */
  readonly entries?: readonly LayerEntry[];
}

/** Sum of all bytes, or null as soon as one is unknown. */
export const totalBytes = (rows: readonly ImageRow[]): ByteCount | null =>
  rows.reduce<ByteCount | null>((sum, row) => (sum === null || row.bytes === null ? null : sum + row.bytes), 0);
