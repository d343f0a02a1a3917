// Knows: bytes in which no builder finds an archive that ADD would unpack. It may be wrong about an archive only in that it
// says nothing. Source: moby/buildkit: solver/llbsolver/file/unpack.go, isArchivePath; moby/moby: pkg/archive (DetectCompression);
// Go: archive/tar (Reader.Next, block.getFormat).

/** What the first bytes of compressed streams are. */
const COMPRESSED: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
  [0x28, 0xb5, 0x2f, 0xfd],
];
/** zstd: a frame that is skipped, 0x184D2A5?. */
const SKIPPED = [0x2a, 0x4d, 0x18];

/** One header of a tar, and its checksum: octal digits among blanks and NULs. */
const HEADER = 512;
const [SUM, SUM_END] = [148, 156];

/** @param start the first 512 bytes of the file at least, or all there are */
export function isNoArchive(start: Uint8Array): boolean {
  if (COMPRESSED.some((magic) => magic.every((byte, i) => start[i] === byte))) return false;
  if (SKIPPED.every((byte, i) => start[i + 1] === byte)) return false;
  if (start.length < HEADER) return true;
  let told = 0;
  for (let at = SUM; at < SUM_END; at++) {
    const byte = start[at] ?? 0;
    if (byte >= 0x30 && byte <= 0x37) told = told * 8 + byte - 0x30;
    else if (byte !== 0 && byte !== 0x20) return true;
  }
  let [unsigned, signed] = [0, 0];
  for (let at = 0; at < HEADER; at++) {
    const byte = at >= SUM && at < SUM_END ? 0x20 : (start[at] ?? 0);
    unsigned += byte;
    signed += byte > 0x7f ? byte - 0x100 : byte;
  }
  return told !== unsigned && told !== signed;
}
