// Knows: an uncompressed image archive in a file: one walk over its headers, then its members by seeking.
import type { ByteSource } from '../port';
import { scanTar } from '../tar';
import { SourceInput, sliceSource } from '../tarInput';
import { DETECT_BYTES, detect } from './detect';
import { OpenFiles } from './files';
import { MemberTable, TAIL_BYTES } from './member';
import type { Archive } from './member';
import type { Reading } from './reading';

export async function openSeekable(source: ByteSource, reading: Reading): Promise<Archive> {
  const table = new MemberTable();
  const input = new SourceInput(source, () => {
    reading.check();
  });
  const end = await scanTar(input, reading.decode, (entry) => table.add(entry));
  const open = (path: string): Promise<ByteSource | undefined> => {
    const found = table.resolve(path);
    return Promise.resolve(found && sliceSource(source, found.entry.dataOffset, found.entry.dataBytes));
  };
  const files = new OpenFiles(open, reading);
  return {
    small: (path) => files.small(path),
    size: (path) => files.size(path),
    layer: (path, onRead) => files.layer(path, onRead),
    members: table.members,
    end,
    contentOf: async ({ entry }) => {
      if (entry.type !== 'file') return 'unknown';
      return detect(await source.read(entry.dataOffset, Math.min(DETECT_BYTES, entry.dataBytes)));
    },
    tail: () => source.read(Math.max(0, source.size - TAIL_BYTES), TAIL_BYTES),
  };
}
