// Knows: a built image with its files → what lint rules ask about it, on the lines of the Dockerfile that made it.
import { diveMeasure } from '../image/diveMeasure';
import type { Image, LayerEntry } from '../image/model';
import { unionOf, type Union } from '../image/unionView';
import { whiteoutOf } from '../image/whiteout';
import type { Alignment } from '../layers/align';
import type { ImageFact, ImageFileFact, ImageLayerFact } from '../lint/facts/imageFact';

const SET_ID = 0o6000;
/** Names that some rule asks for; the rules judge, this only keeps the rest out of memory. */
const TELLING_NAME =
  /(?:^|\/)(?:\.(?:cache|git|vscode|idea|npm|aws|azure|gcp|gcloud|ssh|kube|docker|netrc|npmrc|pypirc|git-credentials|env[\w.]*|DS_Store|vimrc)|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.json)?|Dockerfile|(?:docker-)?compose\.ya?ml|[^/]*\.(?:pem|key|p12|pfx|kdbx|keystore|jks))(?:\/|$)/;
/** More are no list that a person reads. */
const MOST_FILES = 10_000;

/** Undefined when the image was read without its files, or a layer of it could not be read. */
export function imageFactOf(image: Image, alignment: Alignment | undefined): ImageFact | undefined {
  const entries = image.layers?.map((layer) => layer.entries ?? null);
  if (!entries || entries.includes(null)) return undefined;
  const layers = entries.map((list) => list ?? []);
  const union = unionOf(layers);
  const dive = diveMeasure(layers);
  const rows = image.rows.flatMap((row, i) => (row.empty ? [] : [alignment?.rows[i]]));
  const isBase = rows.findIndex((row) => row !== undefined && row.role !== 'base');
  const text = (path: string): string | undefined => union.at(path)?.entry.text;
  const accounts = { passwd: text('etc/passwd'), shadow: text('etc/shadow'), group: text('etc/group') };
  return {
    layers: layers.map((list, i): ImageLayerFact => {
      const row = rows.length === layers.length ? rows[i] : undefined;
      return {
        line: row?.entry?.line,
        bytes: list.reduce((sum, { bytes }) => sum + bytes, 0),
        shadowedBytes: union.hidden[i] ?? 0,
      };
    }),
    baseLayers: rows.length !== layers.length ? 0 : isBase === -1 ? rows.length : isBase,
    efficiency: dive.efficiency,
    wastedBytes: dive.wastedBytes,
    wastedShare: dive.wastedShare ?? 0,
    files: layers.flatMap((list, layer) => tellingFiles(list, layer, union)).slice(0, MOST_FILES),
    accounts: Object.fromEntries(Object.entries(accounts).filter(([, one]) => one !== undefined)),
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
