// Knows: the bundle that `docker buildx history export` writes of several builds, one program for all of them: an OCI layout
// in a gzipped tar, a manifest for each build, its provenance among the layers.
// Source: docker/buildx: util/desktop/bundle.go, commands/history/export.go.
import { fieldOf, listOf, parseJson, textOf } from '../image/json';
import { LIMITS } from '../image/limits';
import { scanTar } from '../image/tar';
import { StreamInput } from '../image/tarInput';
import { nodePlatform } from './nodePlatform';

const BLOB = /^blobs\/(sha256)\/([0-9a-f]{64})$/;

/**
 * The provenance of each build by its reference, as the builder names it. Left out: a build without one, and a build for
 * several platforms, of which each has its own. Rejects when the bytes are no such bundle, or the stream does.
 */
export async function provenancesIn(packed: AsyncIterable<Uint8Array>): Promise<ReadonlyMap<string, unknown>> {
  const blobs = await jsonIn(packed);
  const read = (descriptor: unknown): unknown =>
    parseJson(blobs.get(textOf(fieldOf(descriptor, 'digest')) ?? '') ?? '');
  const found = new Map<string, unknown>();
  const manifests = listOf(fieldOf(parseJson(blobs.get('index') ?? ''), 'manifests'))
    .flatMap((index) => listOf(fieldOf(read(index), 'manifests')))
    .slice(0, LIMITS.manifests);
  for (const manifest of manifests) {
    const ref = textOf(fieldOf(fieldOf(manifest, 'annotations'), 'vnd.buildkit.history.reference'));
    const told = listOf(fieldOf(read(manifest), 'layers')).filter((layer) =>
      /provenance/.test(textOf(fieldOf(fieldOf(layer, 'annotations'), 'in-toto.io/predicate-type')) ?? ''),
    );
    if (ref !== undefined && told.length === 1) found.set(ref, read(told[0]));
  }
  return found;
}

/** Texts by digest, and the one that names all the others as `index`. */
async function jsonIn(packed: AsyncIterable<Uint8Array>): Promise<ReadonlyMap<string, string>> {
  const blobs = new Map<string, string>();
  const input = new StreamInput(nodePlatform.inflate('gzip', packed));
  let bytes = 0;
  const decode = (data: Uint8Array): string => nodePlatform.decodeUtf8(data);
  const end = await scanTar(input, decode, async ({ name, dataBytes }) => {
    const [, algorithm = '', hex = ''] = BLOB.exec(name) ?? [];
    const isIndex = name === 'index.json';
    if ((!isIndex && hex === '') || dataBytes > LIMITS.jsonBytes) return true;
    bytes += dataBytes;
    if (bytes > LIMITS.keptJsonBytes || blobs.size > LIMITS.members) return false;
    blobs.set(isIndex ? 'index' : `${algorithm}:${hex}`, decode(await input.take(dataBytes)));
    return true;
  });
  if (end.kind !== 'complete') throw new Error(`the bundle of builds is ${end.kind}`);
  return blobs;
}
