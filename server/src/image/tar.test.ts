// The header scanner: every format that writers use, both ways of walking, and any bytes at all.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { nodePlatform } from '../host/nodePlatform';
import { memorySource, tarOf } from './archive/support.test';
import { BLOCK, padded } from './tarHeader';
import { SourceInput, StreamInput } from './tarInput';
import { scanTar } from './tar';
import type { TarEnd, TarEntry } from './tar';

const decode = nodePlatform.decodeUtf8;

interface Walk {
  readonly entries: TarEntry[];
  readonly end: TarEnd;
}

async function walkSource(bytes: Uint8Array): Promise<Walk> {
  const entries: TarEntry[] = [];
  const input = new SourceInput(memorySource('x', bytes), () => undefined);
  return { entries, end: await scanTar(input, decode, (entry) => entries.push(entry) > 0) };
}

async function walkStream(bytes: Uint8Array, chunkBytes: number): Promise<Walk> {
  const chunks = async function* () {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      yield await Promise.resolve(bytes.subarray(at, at + chunkBytes));
  };
  const entries: TarEntry[] = [];
  return { entries, end: await scanTar(new StreamInput(chunks()), decode, (entry) => entries.push(entry) > 0) };
}

interface Raw {
  name?: string | Uint8Array;
  flag?: string;
  size?: number | Uint8Array;
  linkName?: string;
  magic?: string;
  prefix?: string;
  /** Bytes to put at an offset of the header, before its checksum is made. */
  patch?: readonly [number, Uint8Array | string];
  signed?: boolean;
  data?: Uint8Array | string;
}

/** One entry, header by hand, contents padded. */
function entry(raw: Raw): Buffer {
  const data = Buffer.from(raw.data ?? '');
  const header = Buffer.alloc(BLOCK);
  const put = (at: number, value: string | Uint8Array) => header.set(Buffer.from(value), at);
  put(0, raw.name ?? 'file');
  put(100, '0000644\0');
  const size = raw.size ?? data.length;
  put(124, typeof size === 'number' ? `${size.toString(8).padStart(11, '0')}\0` : size);
  put(156, raw.flag ?? '0');
  put(157, raw.linkName ?? '');
  put(257, raw.magic ?? 'ustar\x0000');
  put(345, raw.prefix ?? '');
  if (raw.patch) put(raw.patch[0], raw.patch[1]);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + (raw.signed === true && byte > 127 ? byte - 256 : byte), 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return Buffer.concat([header, data, Buffer.alloc(padded(data.length) - data.length)]);
}

const END = Buffer.alloc(2 * BLOCK);
const archive = (...parts: Uint8Array[]): Buffer => Buffer.concat([...parts, END]);
const base256 = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(12);
  for (let i = 11, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
  bytes[0] = (bytes[0] ?? 0) | 0x80;
  return bytes;
};
const paxRecord = (key: string, value: string): string => {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + 1;
  while (rest + String(length).length !== length) length = rest + String(length).length;
  return `${String(length)} ${key}=${value}\n`;
};
const pax = (records: Record<string, string>, flag = 'x'): Buffer =>
  entry({
    name: 'PaxHeaders/x',
    flag,
    data: Object.entries(records)
      .map(([key, value]) => paxRecord(key, value))
      .join(''),
  });

async function only(bytes: Uint8Array): Promise<TarEntry> {
  const { entries, end } = await walkSource(bytes);
  assert.equal(end.kind, 'complete');
  const [first] = entries;
  assert.ok(first && entries.length === 1, `${String(entries.length)} entries`);
  return first;
}

suite('names', () => {
  test('a ustar prefix is part of the name, GNU’s bytes in its place are not', async () => {
    assert.equal((await only(archive(entry({ prefix: 'a/b', name: 'c' })))).name, 'a/b/c');
    assert.equal((await only(archive(entry({ prefix: '13371337', name: 'c', magic: 'ustar  \0' })))).name, 'c');
  });

  test('a name may fill its field', async () => {
    const name = 'n'.repeat(100);
    assert.equal((await only(archive(entry({ name, prefix: 'p'.repeat(155) })))).name, `${'p'.repeat(155)}/${name}`);
  });

  test('PAX and GNU long names and links belong to the next entry only', async () => {
    const long = 'd/'.repeat(400) + 'ä\n=';
    for (const before of [
      [pax({ path: long, linkpath: `${long}x` })],
      [entry({ flag: 'L', data: `${long}\0` }), entry({ flag: 'K', data: `${long}x\0` })],
    ]) {
      const { entries } = await walkSource(
        archive(...before, entry({ name: 'short', flag: '2', linkName: 'y' }), entry({ name: 'next' })),
      );
      assert.deepEqual(
        entries.map(({ name, linkName, type }) => [name, linkName, type]),
        [
          [long, `${long}x`, 'symlink'],
          ['next', '', 'file'],
        ],
      );
    }
  });

  test('an empty PAX value means that it is not set; a global header changes nothing', async () => {
    assert.equal((await only(archive(pax({ path: '' }), entry({ name: 'kept' })))).name, 'kept');
    assert.equal((await only(archive(pax({ path: 'all' }, 'g'), entry({ name: 'kept' })))).name, 'kept');
  });

  test('names that are not UTF-8 stay different from each other', async () => {
    const { entries } = await walkSource(
      archive(entry({ name: Uint8Array.of(0xff) }), entry({ name: Uint8Array.of(0xfe) })),
    );
    assert.notEqual(entries[0]?.name, entries[1]?.name);
  });

  test('a slash at the end of an old file means directory', async () => {
    assert.equal((await only(archive(entry({ name: 'd/', flag: '\0', magic: '' })))).type, 'directory');
    assert.equal((await only(archive(entry({ name: 'd', flag: '\0', magic: '' })))).type, 'file');
  });
});

suite('sizes', () => {
  test('octal with blanks, base-256, and PAX over both', async () => {
    assert.equal((await only(archive(entry({ flag: '5', size: Buffer.from('      1750 \0') })))).size, 1000);
    assert.equal((await only(archive(entry({ flag: '5', size: base256(2n ** 40n) })))).size, 2 ** 40);
    const big = await only(archive(pax({ size: '5' }), entry({ size: 0 }), Buffer.from('hello'.padEnd(BLOCK, '\0'))));
    assert.deepEqual([big.size, big.dataBytes], [5, 5]);
  });

  test('a sparse file counts as large as it unpacks, and is passed over by what is stored', async () => {
    const field = `${(1_000_000).toString(8).padStart(11, '0')}\0`;
    const old = entry({ flag: 'S', magic: 'ustar  \0', patch: [483, field], data: 'stored' });
    const map = Buffer.alloc(BLOCK);
    const oldWithMap = Buffer.concat([
      entry({ flag: 'S', magic: 'ustar  \0', patch: [482, `\x01${field}`], size: 6 }),
      map,
      Buffer.from('stored'.padEnd(BLOCK, '\0')),
    ]);
    const modern = Buffer.concat([
      pax({ 'GNU.sparse.realsize': '1000000', 'GNU.sparse.name': 'real' }),
      entry({ data: 'stored' }),
    ]);
    for (const sparse of [old, oldWithMap, modern]) {
      const { entries, end } = await walkSource(archive(sparse, entry({ name: 'after' })));
      assert.deepEqual(
        [entries[0]?.size, entries[0]?.dataBytes, entries[1]?.name, end.kind],
        [1_000_000, 6, 'after', 'complete'],
      );
    }
  });

  test('links, devices and directories have no contents, whatever their size says', async () => {
    for (const flag of ['1', '2', '3', '4', '5', '6']) {
      const { entries } = await walkSource(archive(entry({ flag, size: 700 }), entry({ name: 'after' })));
      assert.deepEqual(
        entries.map(({ size, dataBytes }) => [size, dataBytes]),
        [
          [700, 0],
          [0, 0],
        ],
        flag,
      );
    }
  });

  for (const [what, size] of Object.entries({
    negative: Buffer.alloc(12, 0xff),
    'above 2^53': base256(2n ** 60n),
    'no number': Buffer.from('12x45678901\0'),
  })) {
    test(`${what}: damaged`, async () => {
      assert.deepEqual((await walkSource(archive(entry({ size })))).end, {
        kind: 'damaged',
        offset: 0,
        why: 'a header has an impossible size',
      });
    });
  }
});

suite('ends', () => {
  test('two zero blocks, one, or none', async () => {
    const file = entry({ data: 'x' });
    for (const [tail, marked] of [
      [END, true],
      [Buffer.alloc(BLOCK), true],
      [Buffer.alloc(0), false],
    ] as const) {
      assert.deepEqual((await walkSource(Buffer.concat([file, tail]))).end, {
        kind: 'complete',
        marked,
        offset: 2 * BLOCK,
      });
    }
  });

  test('what stands after the end is not read', async () => {
    assert.equal(
      (await walkSource(Buffer.concat([archive(entry({})), Buffer.from('{"message":"x"}')]))).entries.length,
      1,
    );
  });

  test('inside of contents: how much of them there is', async () => {
    const { end } = await walkSource(entry({ data: Buffer.alloc(5000) }).subarray(0, 2 * BLOCK));
    assert.ok(end.kind === 'truncated' && end.entry?.name === 'file' && end.got === BLOCK, JSON.stringify(end));
  });

  test('only the padding is missing: nothing is', async () => {
    assert.equal((await walkSource(entry({ data: 'x' }).subarray(0, BLOCK + 1))).end.kind, 'complete');
  });

  test('between an extended header and its entry', async () => {
    assert.equal((await walkSource(pax({ path: 'x' }))).end.kind, 'truncated');
  });

  test('checksums: wrong is damaged; signed characters are fine', async () => {
    const name = Uint8Array.of(0xc3, 0xa4);
    assert.equal((await only(archive(entry({ name, signed: true })))).name, 'ä');
    const wrong = entry({});
    wrong[0] = 0x7a;
    assert.deepEqual((await walkSource(archive(entry({}), wrong))).end, {
      kind: 'damaged',
      offset: BLOCK,
      why: 'a header has a wrong checksum',
    });
  });

  test('extended headers that are too large or damaged', async () => {
    const large = await walkSource(archive(entry({ flag: 'L', size: 2 ** 30 })));
    assert.ok(large.end.kind === 'damaged' && large.end.why === 'an extended header is too large');
    for (const data of ['x', '5 a', '99 path=x\n', '7 path=\n', '0 a=b\n', '11 size=-1x\n']) {
      assert.equal((await walkSource(archive(entry({ flag: 'x', data }), entry({})))).end.kind, 'damaged', data);
    }
  });
});

suite('any bytes', () => {
  const sample = archive(
    pax({ path: 'long/name', size: '3' }),
    entry({ size: 0 }),
    Buffer.from('abc'.padEnd(BLOCK, '\0')),
    entry({ flag: 'L', data: 'gnu\0' }),
    entry({ flag: 'S', magic: 'ustar  \0', data: 'sparse' }),
    entry({ flag: '5', name: 'd/' }),
    entry({ name: 'last', data: Buffer.alloc(2000, 7) }),
  );

  const sane = ({ entries, end }: Walk, length: number): void => {
    assert.ok(['complete', 'truncated', 'damaged'].includes(end.kind));
    for (const { size, dataOffset, dataBytes } of entries) {
      assert.ok(size >= 0 && dataBytes >= 0 && dataOffset <= length && dataOffset % BLOCK === 0);
    }
  };

  test('random bytes, with and without a valid header in front', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4096 }), fc.boolean(), async (bytes, lead) => {
        const input = lead ? Buffer.concat([entry({ data: 'x' }), bytes]) : bytes;
        sane(await walkSource(input), input.length);
      }),
    );
  });

  test('a real archive with bytes changed and the checksums made right again', async () => {
    const change = fc.tuple(fc.nat(sample.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), fc.boolean(), async (changes, mend) => {
        const bytes = Buffer.from(sample);
        for (const [at, value] of changes) bytes[at] = value;
        if (mend) {
          for (const [at] of changes) {
            const block = bytes.subarray(at - (at % BLOCK), at - (at % BLOCK) + BLOCK);
            block.fill(' ', 148, 156);
            block.write(
              `${block
                .reduce((sum, byte) => sum + byte, 0)
                .toString(8)
                .padStart(6, '0')}\0 `,
              148,
              'latin1',
            );
          }
        }
        sane(await walkSource(bytes), bytes.length);
      }),
    );
  });

  test('seeking and streaming see the same, cut anywhere, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(sample.length), fc.integer({ min: 1, max: 3000 }), async (length, chunkBytes) => {
        const bytes = sample.subarray(0, length);
        assert.deepEqual(await walkStream(bytes, chunkBytes), await walkSource(bytes));
      }),
    );
  });

  test('an archive by tar-stream', async () => {
    const long = 'deep/'.repeat(60);
    const bytes = await tarOf([
      { name: 'a', data: 'hello' },
      { name: `${long}file`, data: Buffer.alloc(70_000) },
      { name: 'l', type: 'symlink', linkname: `${long}target` },
      { name: 'h', type: 'link', linkname: 'a' },
    ]);
    assert.deepEqual(
      (await walkSource(bytes)).entries.map(({ name, type, size, linkName }) => [name, type, size, linkName]),
      [
        ['a', 'file', 5, ''],
        [`${long}file`, 'file', 70_000, ''],
        ['l', 'symlink', 0, `${long}target`],
        ['h', 'hardlink', 0, 'a'],
      ],
    );
  });
});
