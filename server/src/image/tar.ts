// Knows: walking over the entries of a tar archive without unpacking it; reads headers, passes over contents. Survives any
// bytes. Rules: image-facts §1.4. Knows no images: a layer and the archive around it are read by the same walk.
import { LIMITS } from './limits';
import { BLOCK, mapGoesOn, padded, readHeader, readPax, readText } from './tarHeader';
import type { DecodeUtf8, HeaderRead, PaxRecords, TarHeader } from './tarHeader';
import { copyBytes } from './tarInput';
import type { TarInput } from './tarInput';

export type TarType = 'file' | 'hardlink' | 'symlink' | 'directory' | 'device' | 'fifo' | 'other';

export interface TarEntry {
  /** As stored: may start with `./` or `/`, may hold `..`. */
  readonly name: string;
  readonly type: TarType;
  /** Size the header gives; of a sparse file the size when unpacked, as Go's reader and dive have it. */
  readonly size: number;
  /** Permission bits, set-uid, set-gid and sticky. */
  readonly mode: number;
  /** Both are 0 where owners are not asked for. */
  readonly uid: number;
  readonly gid: number;
  /** True for extended attributes beside the header: a capability, a label. */
  readonly hasAttributes: boolean;
  readonly linkName: string;
  /** Where the contents start, from the start of the archive. */
  readonly dataOffset: number;
  /** Bytes of contents in the archive, without padding. */
  readonly dataBytes: number;
}

export type TarEnd =
  /** `marked`: the zero block that ends an archive was there; without it the archive may have lost its tail. */
  | { readonly kind: 'complete'; readonly marked: boolean; readonly offset: number }
  /** The input stopped; `got` bytes of the entry's contents were there. */
  | { readonly kind: 'truncated'; readonly offset: number; readonly entry?: TarEntry; readonly got: number }
  | { readonly kind: 'damaged'; readonly offset: number; readonly why: string }
  /** The visitor had enough. */
  | { readonly kind: 'stopped' };

/** Looks at an entry; may take its contents from the input. Returns false to end the walk. */
export type TarVisitor = (entry: TarEntry) => boolean | Promise<boolean>;

/** Names and sizes that extended headers give to the entry after them. */
interface Pending {
  pax: PaxRecords;
  longName?: string;
  longLink?: string;
}

/** Visits every entry in archive order. Rejects only when the input or the visitor does. */
export async function scanTar(
  input: TarInput,
  decode: DecodeUtf8,
  visit: TarVisitor,
  { owners = false } = {},
): Promise<TarEnd> {
  let pending: Pending | undefined;
  for (;;) {
    const offset = input.position;
    const taken = input.take(BLOCK);
    const block = taken instanceof Promise ? await taken : taken;
    if (block.length < BLOCK) return atEnd(block, offset, pending !== undefined);
    const read: HeaderRead = readHeader(block, decode, owners);
    if (read.kind === 'zeros') return { kind: 'complete', marked: true, offset };
    if (read.kind === 'bad') return { kind: 'damaged', offset, why: read.why };
    const { header } = read;

    if (isMeta(header.flag)) {
      const meta = await readMeta(input, header, pending ?? { pax: {} }, decode);
      if ('kind' in meta) return meta;
      pending = meta;
      continue;
    }
    for (let more = header.moreMap; more;) {
      const map = await input.take(BLOCK);
      if (map.length < BLOCK) return { kind: 'truncated', offset: input.position, got: 0 };
      more = mapGoesOn(map);
    }
    const entry = entryOf(header, pending, input.position);
    pending = undefined;
    const visited = visit(entry);
    if (!(typeof visited === 'boolean' ? visited : await visited)) return { kind: 'stopped' };

    const dataEnd = entry.dataOffset + entry.dataBytes;
    if (input.position < dataEnd) {
      const left = dataEnd - input.position;
      const skipping = input.skip(left);
      const skipped = typeof skipping === 'number' ? skipping : await skipping;
      if (skipped < left) {
        return { kind: 'truncated', offset: input.position, entry, got: input.position - entry.dataOffset };
      }
    }
    // The padding of the last entry may be missing: nothing of the contents is.
    const padding = input.skip(padded(entry.dataBytes) - entry.dataBytes);
    if (typeof padding !== 'number') await padding;
  }
}

function atEnd(rest: Uint8Array, offset: number, waiting: boolean): TarEnd {
  if (waiting) return { kind: 'truncated', offset: offset + rest.length, got: 0 };
  if (rest.every((byte) => byte === 0)) return { kind: 'complete', marked: false, offset };
  return { kind: 'truncated', offset, got: 0 };
}

/** PAX for one entry or for all, GNU long name, GNU long link. */
const isMeta = (flag: string): boolean => flag === 'x' || flag === 'g' || flag === 'L' || flag === 'K';

async function readMeta(
  input: TarInput,
  header: TarHeader,
  pending: Pending,
  decode: DecodeUtf8,
): Promise<Pending | TarEnd> {
  const offset = input.position;
  const { flag, size } = header;
  // A global header speaks for all entries to come; engines ignore it (moby: go-archive, TypeXGlobalHeader).
  if (flag === 'g') {
    const skipped = await input.skip(padded(size));
    return skipped < size ? { kind: 'truncated', offset: input.position, got: 0 } : pending;
  }
  if (size > LIMITS.metaBytes) return { kind: 'damaged', offset, why: 'an extended header is too large' };
  const data = copyBytes(await input.take(size));
  if (data.length < size) return { kind: 'truncated', offset: input.position, got: 0 };
  await input.skip(padded(size) - size);
  if (flag === 'L') return { ...pending, longName: readText(data, 0, size, decode) };
  if (flag === 'K') return { ...pending, longLink: readText(data, 0, size, decode) };
  const pax = readPax(data, decode);
  return pax === undefined ? { kind: 'damaged', offset, why: 'an extended header is damaged' } : { ...pending, pax };
}

function entryOf(header: TarHeader, pending: Pending | undefined, dataOffset: number): TarEntry {
  const pax = pending?.pax ?? {};
  const stored = pax.size ?? header.size;
  const name = pending?.longName ?? pax.sparseName ?? pax.path ?? header.name;
  const type = typeOf(header.flag, name);
  // Only these types have contents; a size in other headers is a mere number, as in Go's archive/tar.
  const hasData = type === 'file' || type === 'other' || header.flag === '\0';
  return {
    name,
    type,
    size: header.sparseSize ?? (type === 'file' ? pax.sparseSize : undefined) ?? stored,
    mode: header.mode,
    uid: pax.uid ?? header.uid,
    gid: pax.gid ?? header.gid,
    hasAttributes: pax.hasAttributes === true,
    linkName: pending?.longLink ?? pax.linkPath ?? header.linkName,
    dataOffset,
    dataBytes: hasData ? stored : 0,
  };
}

function typeOf(flag: string, name: string): TarType {
  switch (flag) {
    case '0':
    case '7':
    case 'A':
    case 'S':
      return 'file';
    case '\0':
      // Before POSIX a directory was a file with a slash at its end.
      return name.endsWith('/') ? 'directory' : 'file';
    case '1':
      return 'hardlink';
    case '2':
      return 'symlink';
    case '3':
    case '4':
      return 'device';
    case '5':
      return 'directory';
    case '6':
      return 'fifo';
    default:
      return 'other';
  }
}
