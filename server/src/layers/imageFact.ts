// Knows: a built image with its files → what lint rules ask about it, on the lines of the Dockerfile that made it.
import { diveMeasure } from '../image/diveMeasure';
import type { Image, LayerEntry } from '../image/model';
import { unionOf, type Union } from '../image/unionView';
import { whiteoutOf } from '../image/whiteout';
import type { Alignment } from './align';

export interface ImageLayerFact {
  /** Zero-based line of the instruction that made it; undefined: a layer of the base, or nobody knows. */
  readonly line: number | undefined;
  readonly bytes: number;
  /** Bytes of it that no upper view can reach, because a later layer deletes or replaces them. */
  readonly shadowedBytes: number;
}

/** A file of some layer, also when a later layer deletes it. */
export interface ImageFileFact {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly mode: number;
  readonly layer: number;
  readonly deletedLater: boolean;
}

export interface ImageFact {
  /** The base's first. */
  readonly layers: readonly ImageLayerFact[];
  /** How many of the layers are the base's. */
  readonly baseLayers: number;
  /** dive's measure, 0…1 (image-facts.md, dive's arithmetic). */
  readonly efficiency: number;
  readonly wastedBytes: number;
  /** Wasted ÷ bytes of the layers above the base, 0…1. */
  readonly wastedShare: number;
  /** Files that rules ask for: credentials, set-uid programs, account tables, leftovers. */
  readonly files: readonly ImageFileFact[];
  /** Text of `/etc/passwd`, `/etc/shadow`, `/etc/group` in the finished image. */
  readonly accounts: { readonly passwd?: string; readonly shadow?: string; readonly group?: string };
}

const SET_ID = 0o6000;
/** Names that some rule asks for; the rules judge, this only keeps the rest out of memory. */
const TELLING_NAME =
  /(?:^|\/)(?:\.(?:cache|git|vscode|idea|npm|aws|azure|gcp|gcloud|ssh|kube|docker|netrc|npmrc|pypirc|git-credentials|env[\w.]*|DS_Store|vimrc)|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.json)?|Dockerfile|(?:docker-)?compose\.ya?ml|[^/]*\.(?:pem|key|p12|pfx|kdbx|keystore|jks))(?:\/|$)/;
/** More are no list that a person reads. */
const MOST_FILES = 10_000;

interface Contents {
  readonly bytes: readonly number[];
  readonly hidden: readonly number[];
  readonly rest: Omit<ImageFact, 'layers' | 'baseLayers'>;
}

const contents = new WeakMap<Image, Contents>();

/** What hangs on the image alone; undefined when it was read without its files, or a layer could not be read. */
function contentsOf(image: Image): Contents | undefined {
  const known = contents.get(image);
  if (known) return known;
  const entries = image.layers?.map((layer) => layer.entries ?? null);
  if (!entries || entries.includes(null)) return undefined;
  const layers = entries.map((list) => list ?? []);
  const union = unionOf(layers);
  const dive = diveMeasure(layers);
  const text = (path: string): string | undefined => union.at(path)?.entry.text;
  const accounts = { passwd: text('etc/passwd'), shadow: text('etc/shadow'), group: text('etc/group') };
  const rest = {
    efficiency: dive.efficiency,
    wastedBytes: dive.wastedBytes,
    wastedShare: dive.wastedShare ?? 0,
    files: layers.flatMap((list, layer) => tellingFiles(list, layer, union)).slice(0, MOST_FILES),
    accounts: Object.fromEntries(Object.entries(accounts).filter(([, one]) => one !== undefined)),
  };
  const bytes = layers.map((list) => list.reduce((sum, entry) => sum + entry.bytes, 0));
  const found = { bytes, hidden: union.hidden, rest };
  contents.set(image, found);
  return found;
}

/** Undefined when the image was read without its files, or a layer of it could not be read. */
export function imageFactOf(image: Image, alignment: Alignment | undefined): ImageFact | undefined {
  const known = contentsOf(image);
  if (!known) return undefined;
  const rows = image.rows.flatMap((row, i) => (row.empty ? [] : [alignment?.rows[i]]));
  const fits = rows.length === known.bytes.length;
  const first = rows.findIndex((row) => row !== undefined && row.role !== 'base');
  return {
    ...known.rest,
    layers: known.bytes.map((bytes, i): ImageLayerFact => ({
      line: fits ? rows[i]?.entry?.line : undefined,
      bytes,
      shadowedBytes: known.hidden[i] ?? 0,
    })),
    baseLayers: !fits ? 0 : first === -1 ? rows.length : first,
  };
}

function tellingFiles(entries: readonly LayerEntry[], layer: number, union: Union): ImageFileFact[] {
  return entries
    .filter(({ path, kind, mode }) => {
      if (whiteoutOf(path).kind !== 'none') return false;
      return kind === 'file' ? (mode & SET_ID) !== 0 || TELLING_NAME.test(path) : TELLING_NAME.test(path);
    })
    .map(({ path, bytes, mode }) => ({
      path: `/${path}`,
      bytes,
      mode,
      layer,
      deletedLater: union.at(path) === undefined,
    }));
}
