// Knows: one tar header block and the records of extended headers. Formats: POSIX.1-2017 pax ("ustar Interchange
// Format", "pax Header Block"), GNU tar manual ("Basic Tar Format"). Knows no IO.

export const BLOCK = 512;

/** Bytes up to the next block edge. */
export const padded = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

export type DecodeUtf8 = (data: Uint8Array) => string;

/** The fields of one header block, before extended headers are applied. */
export interface TarHeader {
  readonly name: string;
  readonly linkName: string;
  /** The type flag as a character; `\0` for the old regular file. */
  readonly flag: string;
  readonly size: number;
  /** Permission bits, set-uid, set-gid and sticky. */
  readonly mode: number;
  /** 0 where owners are not asked for. */
  readonly uid: number;
  readonly gid: number;
  /** Old GNU sparse file (`S`): its size when unpacked. */
  readonly sparseSize?: number;
  /** Old GNU sparse file: another block of the map follows. */
  readonly moreMap: boolean;
}

export type HeaderRead =
  | { readonly kind: 'header'; readonly header: TarHeader }
  /** All bytes are zero: the end of the archive. */
  | { readonly kind: 'zeros' }
  | { readonly kind: 'bad'; readonly why: string };

/** `owners`: read them too; most walks over images pass by a hundred thousand that nobody looks at. */
export function readHeader(block: Uint8Array, decode: DecodeUtf8, owners = false): HeaderRead {
  const sums = checksums(block);
  if (sums.unsigned === 0) return { kind: 'zeros' };
  const stored = octal(block, 148, 8);
  if (stored !== sums.unsigned && stored !== sums.signed) return { kind: 'bad', why: 'a header has a wrong checksum' };
  const size = readNumber(block, 124, 12);
  if (size === undefined) return { kind: 'bad', why: 'a header has an impossible size' };
  const flag = String.fromCharCode(block[156] ?? 0);
  let name = readText(block, 0, 100, decode);
  // `ustar\0`: the prefix belongs to the name. GNU's magic `ustar ` puts times and the sparse map there.
  if (hasMagic(block, 'ustar\0')) {
    const prefix = readText(block, 345, 155, decode);
    if (prefix !== '') name = `${prefix}/${name}`;
  }
  const mode = (readNumber(block, 100, 8) ?? 0) & 0o7777;
  const uid = owners ? (readNumber(block, 108, 8) ?? 0) : 0;
  const gid = owners ? (readNumber(block, 116, 8) ?? 0) : 0;
  const header = { name, linkName: readText(block, 157, 100, decode), flag, size, mode, uid, gid };
  if (flag !== 'S') return { kind: 'header', header: { ...header, moreMap: false } };
  const sparseSize = readNumber(block, 483, 12);
  if (sparseSize === undefined) return { kind: 'bad', why: 'a sparse file has an impossible size' };
  return { kind: 'header', header: { ...header, sparseSize, moreMap: block[482] !== 0 } };
}

/** True when the first block of `bytes` is a tar header: the way to tell a tar archive from anything else. */
export const startsWithHeader = (bytes: Uint8Array): boolean =>
  bytes.length >= BLOCK && readHeader(bytes.subarray(0, BLOCK), () => '').kind === 'header';

/** A block of a GNU sparse map says at its byte 504 whether another one follows. */
export const mapGoesOn = (block: Uint8Array): boolean => block[504] !== 0;

/** Sum of all bytes with the checksum field read as blanks; old tars summed signed characters. */
function checksums(block: Uint8Array): { unsigned: number; signed: number } {
  let unsigned = 0;
  let high = 0;
  for (let i = 0; i < 148; i++) {
    const byte = block[i] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  let field = 0;
  for (let i = 148; i < 156; i++) field += block[i] ?? 0;
  for (let i = 156; i < BLOCK; i++) {
    const byte = block[i] ?? 0;
    unsigned += byte;
    high += byte >> 7;
  }
  if (unsigned === 0 && field === 0) return { unsigned: 0, signed: 0 };
  return { unsigned: unsigned + 256, signed: unsigned + 256 - 256 * high };
}

function hasMagic(block: Uint8Array, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) if (block[257 + i] !== magic.charCodeAt(i)) return false;
  return true;
}

/** Octal, or base-256 when the top bit is set; undefined when negative, damaged or above 2^53 − 1. */
function readNumber(block: Uint8Array, at: number, length: number): number | undefined {
  const first = block[at] ?? 0;
  if ((first & 0x80) === 0) return octal(block, at, length);
  if ((first & 0x40) !== 0) return undefined;
  let value = first & 0x3f;
  for (let i = at + 1; i < at + length; i++) {
    value = value * 256 + (block[i] ?? 0);
    if (value > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return value;
}

/** Octal digits with blanks and NULs around them; nothing at all is 0, anything else undefined. */
function octal(block: Uint8Array, at: number, length: number): number | undefined {
  let value = 0;
  let digits = 0;
  let ended = false;
  for (let i = at; i < at + length; i++) {
    const byte = block[i] ?? 0;
    if (byte === 0x20 || byte === 0) {
      ended = digits > 0;
      continue;
    }
    if (ended || byte < 0x30 || byte > 0x37) return undefined;
    value = value * 8 + (byte - 0x30);
    digits++;
  }
  return value;
}

/**
 * The text of a field up to its NUL. Names are bytes: what is not UTF-8 is read byte by byte, so that two different
 * names never become one.
 */
export function readText(bytes: Uint8Array, at: number, length: number, decode: DecodeUtf8): string {
  let end = at;
  let ascii = true;
  for (const stop = Math.min(at + length, bytes.length); end < stop; end++) {
    const byte = bytes[end] ?? 0;
    if (byte === 0) break;
    if (byte >= 0x80) ascii = false;
  }
  const field = bytes.subarray(at, end);
  if (ascii && field.length <= 256) return latin1(field);
  const text = decode(field);
  return text.includes('\uFFFD') ? latin1(field) : text;
}

function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}

/** The records of a PAX header that change what an entry is; an empty value means "not set". */
export interface PaxRecords {
  path?: string;
  linkPath?: string;
  size?: number;
  uid?: number;
  gid?: number;
  /** Something of the file is kept that no plain header has: a capability, a label, an access list. */
  hasAttributes?: true;
  /** `GNU.sparse.name`: the real name where `path` is a made-up one. */
  sparseName?: string;
  /** `GNU.sparse.realsize` (1.0) or `GNU.sparse.size` (0.0, 0.1). */
  sparseSize?: number;
}

/** Reads `LEN KEY=VALUE\n` records; undefined when one of them is damaged. LEN counts itself. */
export function readPax(bytes: Uint8Array, decode: DecodeUtf8): PaxRecords | undefined {
  const records: PaxRecords = {};
  for (let at = 0; at < bytes.length;) {
    // Some writers pad the block with NULs.
    if (bytes[at] === 0) return records;
    const blank = bytes.indexOf(0x20, at);
    if (blank < 0 || blank - at > 10) return undefined;
    const digits = latin1(bytes.subarray(at, blank));
    const length = Number(digits);
    const end = at + length;
    if (!/^\d+$/.test(digits) || end <= blank || end > bytes.length || bytes[end - 1] !== 0x0a) return undefined;
    const equals = bytes.indexOf(0x3d, blank);
    if (equals < 0 || equals >= end) return undefined;
    const key = latin1(bytes.subarray(blank + 1, equals));
    if (!setRecord(records, key, bytes.subarray(equals + 1, end - 1), decode)) return undefined;
    at = end;
  }
  return records;
}

function setRecord(records: PaxRecords, key: string, value: Uint8Array, decode: DecodeUtf8): boolean {
  if (value.length === 0) return true;
  const text = (): string => readText(value, 0, value.length, decode);
  switch (key) {
    case 'path':
      records.path = text();
      return true;
    case 'linkpath':
      records.linkPath = text();
      return true;
    case 'GNU.sparse.name':
      records.sparseName = text();
      return true;
    case 'size':
      records.size = decimal(value);
      return records.size >= 0;
    case 'uid':
    case 'gid':
      records[key] = decimal(value);
      return records[key] >= 0;
    case 'GNU.sparse.size':
    case 'GNU.sparse.realsize':
      records.sparseSize = decimal(value);
      return records.sparseSize >= 0;
    default:
      // The same attributes under the names of two writers (libarchive: archive_write_set_format_pax.c).
      if (/^(?:SCHILY\.(?:xattr|acl)|LIBARCHIVE\.xattr)\./.test(key)) records.hasAttributes = true;
      return true;
  }
}

/** −1 for what is not a whole number up to 2^53 − 1. */
function decimal(value: Uint8Array): number {
  const text = latin1(value.subarray(0, 20));
  const number = Number(text);
  return value.length < 20 && /^\d+$/.test(text) && Number.isSafeInteger(number) ? number : -1;
}
