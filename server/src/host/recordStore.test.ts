// Records on disk: read back as saved, across crashes, cut-off files, newer programs, windows that write at once, and
// many builds.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { DEFAULT_PLATFORM } from '../build/platform';
import { DEFAULT_FLAGS } from '../cache/flags';
import { KeyStore } from '../cache/keyStore';
import type { BuildRecord } from '../cache/record';
import { diskRecords } from './recordStore';

const top = mkdtempSync(join(tmpdir(), 'll-records-'));
after(() => {
  rmSync(top, { recursive: true, force: true });
});

let made = 0;
const folder = (): string => join(top, String(made++));

function build(number: number, given: Partial<BuildRecord> = {}): BuildRecord {
  const id = `build-${String(number)}`;
  return {
    version: 1,
    id,
    at: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    builder: 'docker A buildkit',
    dockerfile: '/p/Dockerfile',
    contextFolder: '/p',
    succeeded: true,
    text: `FROM a\nRUN ${id}\n`,
    request: {
      target: '',
      buildArgs: {},
      platform: DEFAULT_PLATFORM,
      buildPlatform: DEFAULT_PLATFORM,
      builder: 'buildkit',
      frontend: 19,
    },
    flags: DEFAULT_FLAGS,
    bases: {},
    contexts: { context: { baseName: 'p', tree: `tree of ${id}` } },
    keys: { links: [['from', `link ${id}`, `target ${id}`, 1]], results: [[`target ${id}`, `${id}.1`, 1]] },
    costs: [['step', number, null]],
    ...given,
  };
}

const files = (at: string, part: string): string[] =>
  readdirSync(at, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes(`/${part}/`))
    .map((name) => join(at, name))
    .sort();

test('what is saved is read back, by builder, Dockerfile and target', async () => {
  const at = folder();
  const store = diskRecords(at);
  const one = build(1);
  const two = build(2, { request: { ...one.request, target: 'test' }, contexts: {} });
  const other = build(3, { builder: 'docker B buildkit', contexts: { context: { baseName: 'p', tree: 'of B' } } });
  for (const record of [one, two, other]) await store.save(record);
  const again = diskRecords(at);
  const { records, problems } = await again.keys(one.builder);
  assert.deepEqual([records.map(({ id }) => id), problems], [['build-1', 'build-2'], []]);
  assert.deepEqual(records[0], {
    version: 1,
    id: one.id,
    at: one.at,
    builder: one.builder,
    keys: one.keys,
    costs: one.costs,
  });
  assert.deepEqual(await again.newest(one.builder, '/p/Dockerfile', ''), one);
  assert.deepEqual(await again.newest(one.builder, '/p/Dockerfile', 'test'), two);
  assert.deepEqual(await again.newest(one.builder, '/p/Dockerfile', 'other'), two, 'the newest of any target');
  assert.equal(await again.newest(one.builder, '/q/Dockerfile', ''), undefined);
  assert.equal(await again.upload(one.builder, 'p'), 'tree of build-1');
  assert.equal(await again.upload(one.builder, 'q'), undefined);
  assert.deepEqual(await diskRecords(folder()).keys('none'), { records: [], problems: [] });
});

test('a build that is held is read once, and its upload is not held twice', async () => {
  const at = folder();
  await diskRecords(at).save(build(1));
  const store = diskRecords(at);
  const newest = await store.newest('docker A buildkit', '/p/Dockerfile', '');
  assert.equal(await store.newest('docker A buildkit', '/p/Dockerfile', ''), newest);
  assert.equal(await store.upload('docker A buildkit', 'p'), newest?.contexts['context']?.tree);
  // What another program saved since is read anew; so is an upload of another Dockerfile.
  await diskRecords(at).save(build(2));
  assert.equal((await store.newest('docker A buildkit', '/p/Dockerfile', ''))?.id, 'build-2');
  await diskRecords(at).save(build(3, { dockerfile: '/other/Dockerfile' }));
  assert.equal((await store.newest('docker A buildkit', '/p/Dockerfile', ''))?.id, 'build-2');
  assert.equal(await store.upload('docker A buildkit', 'p'), 'tree of build-3');
});

test('a copy that the builder let go is forgotten, and what was sent is still told', async () => {
  const at = folder();
  const store = diskRecords(at);
  await store.save(build(1));
  await store.save(build(2, { keys: { links: [], results: [], letGo: ['context'] } }));
  for (const records of [store, diskRecords(at)]) {
    assert.equal(await records.upload('docker A buildkit', 'p'), undefined);
    const newest = await records.newest('docker A buildkit', '/p/Dockerfile', '');
    assert.equal(newest?.contexts['context']?.tree, 'tree of build-2');
  }
  await store.save(build(3));
  assert.equal(await store.upload('docker A buildkit', 'p'), 'tree of build-3');
});

test('a build that failed adds its keys, and leaves the one before that went through', async () => {
  const store = diskRecords(folder());
  await store.save(build(1, { succeeded: false }));
  assert.equal((await store.newest('docker A buildkit', '/p/Dockerfile', ''))?.id, 'build-1');
  await store.save(build(2));
  await store.save(build(3, { succeeded: false }));
  assert.equal((await store.newest('docker A buildkit', '/p/Dockerfile', ''))?.id, 'build-2');
  assert.equal((await store.keys('docker A buildkit')).records.length, 3);
});

test('whatever a file holds: a state, never an exception; the others still count', async () => {
  for (const [spoil, expected] of [
    [(path: string): void => truncateSync(path, 30), 'damaged'],
    [(path: string): void => truncateSync(path, 0), 'damaged'],
    [(path: string): void => writeFileSync(path, gzipSync('{"version":1}')), 'damaged'],
    [(path: string): void => writeFileSync(path, gzipSync('[[[')), 'damaged'],
    [(path: string): void => writeFileSync(path, 'no gzip'), 'damaged'],
    [
      (path: string): void => writeFileSync(path, gzipSync('{"version":1,"keys":{"links":[["a"]],"results":[]}}')),
      'damaged',
    ],
    [(path: string): void => writeFileSync(path, gzipSync('{"version":2,"whatever":1}')), 'newer-version'],
    [
      (path: string): void => {
        rmSync(path);
        mkdirSync(path);
      },
      'unreadable',
    ],
  ] as const) {
    const at = folder();
    const store = diskRecords(at);
    await store.save(build(1));
    await store.save(build(2));
    for (const part of ['keys', 'builds', 'uploads']) spoil(files(at, part)[0] ?? '');
    const { records, problems } = await store.keys('docker A buildkit');
    assert.deepEqual([records.map(({ id }) => id), problems], [['build-2'], [expected]]);
    assert.equal(await store.newest('docker A buildkit', '/p/Dockerfile', ''), undefined);
    assert.equal(await store.upload('docker A buildkit', 'p'), undefined);
    assert.ok(store.problems.includes(expected));
  }
});

test('the next build mends what is damaged, and leaves what a newer program wrote', async () => {
  const at = folder();
  const store = diskRecords(at);
  await store.save(build(1));
  await store.save(build(2));
  const [first = '', second = ''] = files(at, 'keys');
  truncateSync(first, 20);
  const newer = gzipSync(
    JSON.stringify({ ...(JSON.parse(gunzipSync(readFileSync(second)).toString()) as object), version: 7 }),
  );
  writeFileSync(second, newer);
  await store.keys('docker A buildkit');
  await store.save(build(3));
  const { records, problems } = await store.keys('docker A buildkit');
  assert.deepEqual([records.map(({ id }) => id), problems], [['build-3'], ['newer-version']]);
  assert.deepEqual(readFileSync(second), newer);
});

test('what is damaged is told once, with the file and why, and set aside instead of removed', async () => {
  const at = folder();
  const told: string[] = [];
  const store = diskRecords(at, {}, (line) => told.push(line));
  await store.save(build(1));
  await store.save(build(2));
  const [first = ''] = files(at, 'keys');
  truncateSync(first, 20);
  const spoilt = readFileSync(first);
  for (let round = 0; round < 3; round++) await store.keys('docker A buildkit');
  assert.deepEqual(told, [`the record ${first} is not used: damaged, its 20 bytes cannot be unpacked`]);
  await store.save(build(3));
  assert.deepEqual(readFileSync(`${first}.damaged`), spoilt);
  const old = new Date(Date.now() - 40 * 24 * 60 * 60 * 1000);
  await store.save(build(4));
  assert.ok(existsSync(`${first}.damaged`));
  utimesSync(`${first}.damaged`, old, old);
  await store.save(build(5));
  assert.ok(!existsSync(`${first}.damaged`), 'for a month, not for ever');
  assert.deepEqual((await store.keys('docker A buildkit')).problems, []);
  assert.deepEqual(store.problems, []);
});

test('a damaged file that somebody took away is no problem any more', async () => {
  const at = folder();
  const store = diskRecords(at);
  await store.save(build(1));
  const [only = ''] = files(at, 'keys');
  truncateSync(only, 20);
  await store.keys('docker A buildkit');
  assert.deepEqual(store.problems, ['damaged']);
  rmSync(only);
  assert.deepEqual(store.problems, []);
});

test('a writer that was killed: its file is not read, and goes when it is old', async () => {
  const at = folder();
  const store = diskRecords(at);
  await store.save(build(1));
  const keys = join(files(at, 'keys')[0] ?? '', '..');
  const [old, young] = ['old.json.gz.1-a.tmp', 'young.json.gz.1-b.tmp'].map((name) => join(keys, name));
  for (const path of [old, young]) writeFileSync(path ?? '', 'half');
  utimesSync(old ?? '', 1e9, 1e9);
  assert.deepEqual((await store.keys('docker A buildkit')).problems, []);
  await store.save(build(2));
  const left = readdirSync(keys).filter((name) => name.endsWith('.tmp'));
  assert.deepEqual(left, ['young.json.gz.1-b.tmp']);
});

test('windows that write at once lose nothing', async () => {
  const at = folder();
  const windows = Array.from({ length: 4 }, () => diskRecords(at, { mostSegments: 6 }));
  await Promise.all(
    windows.map(async (store, window) => {
      for (let i = 0; i < 8; i++) {
        await store.save(build(window * 100 + i));
        assert.deepEqual((await store.keys('docker A buildkit')).problems, []);
      }
    }),
  );
  const { records, problems } = await diskRecords(at).keys('docker A buildkit');
  const store = KeyStore.read(records.map(({ keys }) => keys));
  for (let window = 0; window < 4; window++)
    for (let i = 0; i < 8; i++) {
      const id = `build-${String(window * 100 + i)}`;
      assert.deepEqual([store.result(`target ${id}`)?.id, problems], [`${id}.1`, []]);
    }
  assert.ok(await diskRecords(at).newest('docker A buildkit', '/p/Dockerfile', ''));
});

test('many builds become few files that say the same', async () => {
  const at = folder();
  const store = diskRecords(at, { mostSegments: 10 });
  for (let i = 0; i < 40; i++) {
    const doubtful = build(i, {
      keys: { links: [['from', 'shared', 'target', i === 5 ? 1 : 0]], results: [['target', `r${String(i)}`, 1]] },
      history: [`ref${String(i)}`],
    });
    await store.save(doubtful);
  }
  const { records } = await store.keys('docker A buildkit');
  assert.ok(records.length <= 10, String(records.length));
  const keys = KeyStore.read(records.map((record) => record.keys));
  assert.deepEqual(keys.targets('from', 'shared'), [{ target: 'target', certain: true }]);
  assert.equal(keys.result('target')?.id, 'r39', 'the newest result');
  assert.deepEqual(records.at(-1)?.costs, [['step', 39, null]]);
  assert.deepEqual(
    records.flatMap(({ history = [] }) => history),
    Array.from({ length: 40 }, (_, i) => `ref${String(i)}`),
  );
});

test('a size that is kept: the oldest go first, the newest stays', async () => {
  const at = folder();
  const store = diskRecords(at, { mostBytes: 800 });
  for (let i = 0; i < 12; i++) await store.save(build(i, { dockerfile: `/p/${String(i)}` }));
  const { records } = await store.keys('docker A buildkit');
  assert.ok(records.length > 0 && records.length < 12, String(records.length));
  assert.equal(records.at(-1)?.id, 'build-11');
  const tiny = diskRecords(at, { mostBytes: 1 });
  await tiny.save(build(12));
  assert.deepEqual(
    (await tiny.keys('docker A buildkit')).records.map(({ id }) => id),
    ['build-12'],
  );
});

test('builders are remembered by where they answered', async () => {
  const at = folder();
  const store = diskRecords(at);
  const note = {
    builder: 'docker A buildkit',
    address: 'unix:///a',
    kind: 'buildkit',
    at: '2026-01-01',
    mergesLayers: true,
    frontend: 19,
  };
  await store.note(note);
  await store.note({ ...note, builder: 'docker B buildkit', at: '2026-01-02', frontend: null });
  assert.deepEqual(
    (await store.builders()).map(({ builder, frontend }) => [builder, frontend]),
    [
      ['docker B buildkit', null],
      ['docker A buildkit', 19],
    ],
  );
});
