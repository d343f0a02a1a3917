// History rows and layers: what made a layer, in every store, and honest doubt where nobody can know.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { joinEngineRows, rowsToLookAt } from './rows';
import type { StoreKind } from './rows';
import type { HistoryRecord } from './records/history';

const BUILDKIT = 'buildkit.dockerfile.v0';
const buildkit = (createdBy: string, bytes: number | null = 0): HistoryRecord => ({
  id: '',
  createdBy,
  comment: BUILDKIT,
  bytes,
});
const classic = (createdBy: string, bytes: number | null = 0, id = ''): HistoryRecord => ({
  id,
  createdBy,
  comment: '',
  bytes,
});
const layers = (count: number): string[] => Array.from({ length: count }, (_, i) => `layer ${String(i)}`);

/** `L 12 layer 0`, `- 0`; a question mark where the join is not sure. */
const rowsOf = (
  records: HistoryRecord[],
  count: number,
  store: StoreKind = 'other',
  counts?: Map<number, number>,
): string[] =>
  joinEngineRows(records, layers(count), store, counts).map((row) =>
    [
      `${row.empty ? '-' : 'L'}${row.joinIsSure ? '' : '?'}`,
      String(row.bytes),
      ...(row.diffId === null ? [] : [row.diffId]),
    ].join(' '),
  );

suite('BuildKit', () => {
  const records = [
    buildkit('COPY busybox /bin/busybox # buildkit', 1_982_256),
    buildkit('RUN /bin/busybox --install # buildkit'),
    buildkit('WORKDIR /app'),
    buildkit('ENV A=1'),
    buildkit('WORKDIR /'),
    buildkit('RUN |1 X=3 /bin/sh -c true # buildkit'),
    buildkit('CMD ["sh"]'),
  ];

  test('RUN, COPY, ADD and WORKDIR make layers, even of no bytes; WORKDIR / does not', () => {
    assert.deepEqual(rowsOf(records, 4), [
      'L 1982256 layer 0',
      'L 0 layer 1',
      'L 0 layer 2',
      '- 0',
      '- 0',
      'L 0 layer 3',
      '- 0',
    ]);
  });

  test('before 0.10 a RUN without changes made none: the doubt shows where it is', () => {
    assert.deepEqual(rowsOf(records, 3), ['L 1982256 layer 0', 'L? 0', 'L? 0', '- 0', '- 0', '-? 0', '- 0']);
  });

  test('layers that the frontend did not know of are named by the exporter', () => {
    const lost = [
      buildkit('ENV A=1'),
      { ...classic('mount / from exec /bin/sh'), comment: 'buildkit.exporter.image.v0' },
    ];
    assert.deepEqual(rowsOf(lost, 1), ['- 0', 'L 0 layer 0']);
  });
});

suite('the classic builder', () => {
  const records = [
    classic('/bin/sh -c #(nop) ADD file:ab in / ', 5000),
    classic('/bin/sh -c #(nop)  CMD ["sh"]'),
    classic('/bin/sh -c true', 0, 'id 2'),
    classic('/bin/sh -c mkdir /a', 0, 'id 3'),
    classic('/bin/bash -c #(nop) WORKDIR /a', 0, 'id 4'),
    classic('/bin/bash -c #(nop) COPY file:cd in /a ', 70, 'id 5'),
    classic('/bin/bash -c #(nop)  ENV A=1', 0, 'id 6'),
  ];

  test('metadata is marked; RUN, COPY, ADD and WORKDIR of no bytes can be either', () => {
    assert.deepEqual(rowsOf(records, 3), ['L 5000 layer 0', '- 0', 'L? 0', '-? 0', '-? 0', 'L 70 layer 2', '- 0']);
  });

  test('the number of layers settles it when it is all or none of them', () => {
    assert.deepEqual(rowsOf(records, 2), ['L 5000 layer 0', '- 0', '- 0', '- 0', '- 0', 'L 70 layer 1', '- 0']);
    assert.deepEqual(rowsOf(records, 5), [
      'L 5000 layer 0',
      '- 0',
      'L 0 layer 1',
      'L 0 layer 2',
      'L 0 layer 3',
      'L 70 layer 4',
      '- 0',
    ]);
  });

  test('the images of earlier rows settle the rest, and only those are looked at', () => {
    const rows = joinEngineRows(records, layers(3), 'other');
    assert.deepEqual(rowsToLookAt(rows, records), [2, 3, 4]);
    const counts = new Map([
      [2, 1],
      [3, 2],
      [4, 2],
    ]);
    assert.deepEqual(rowsOf(records, 3, 'other', counts), [
      'L 5000 layer 0',
      '- 0',
      '- 0',
      'L 0 layer 1',
      '- 0',
      'L 70 layer 2',
      '- 0',
    ]);
  });

  test('earlier images that contradict the layers are not believed', () => {
    for (const counts of [
      new Map([[2, 9]]),
      new Map([
        [4, 2],
        [5, 1],
      ]),
      new Map([[0, 3]]),
    ]) {
      assert.equal(rowsOf(records, 3, 'other', counts).filter((row) => row.includes('5000')).length, 1);
    }
  });

  test('an image that was squashed, and one that Buildah made in one layer', () => {
    const squashed = [
      classic('/bin/sh -c #(nop) ADD file:ab in / '),
      { ...classic('', 9000), comment: 'create new from sha256:ab' },
    ];
    assert.deepEqual(rowsOf(squashed, 1), ['- 0', 'L 9000 layer 0']);
    assert.deepEqual(
      rowsOf([classic('/bin/sh -c apt-get update'), classic('/bin/sh -c #(nop) CMD x', 9000)], 1, 'podman'),
      ['- 0', 'L 9000 layer 0'],
    );
  });
});

suite('stores', () => {
  test('containerd: an unpacked layer has bytes, so what has none made none', () => {
    assert.deepEqual(
      rowsOf([classic('ADD x', 8192), classic('/bin/sh -c true'), buildkit('WORKDIR /a', 4096)], 2, 'containerd'),
      ['L 8192 layer 0', '- 0', 'L 4096 layer 1'],
    );
  });

  test('containerd: not unpacked means unknown, never zero', () => {
    assert.deepEqual(
      rowsOf([buildkit('COPY a /a # buildkit'), buildkit('ENV A=1'), buildkit('WORKDIR /w')], 2, 'containerd'),
      ['L null layer 0', '- 0', 'L null layer 1'],
    );
  });

  test('containerd: below a layer with bytes everything is unpacked, so zero is zero (xfs, btrfs)', () => {
    assert.deepEqual(
      rowsOf(
        [buildkit('RUN a # buildkit'), buildkit('COPY a /a # buildkit', 512), buildkit('RUN b # buildkit')],
        3,
        'containerd',
      ),
      ['L 0 layer 0', 'L 512 layer 1', 'L null layer 2'],
    );
  });

  test('Podman: a layer that is only partly there has no size', () => {
    assert.deepEqual(rowsOf([classic('/bin/sh -c x', null), classic('/bin/sh -c #(nop) CMD y')], 1, 'podman'), [
      'L null layer 0',
      '- 0',
    ]);
  });
});

suite('history and layers that do not belong together', () => {
  test('no history: one row for each layer', () => {
    assert.deepEqual(rowsOf([], 2), ['L null layer 0', 'L null layer 1']);
  });

  test('too little history: the rest has rows of its own, and nothing is sure', () => {
    assert.deepEqual(rowsOf([classic('ADD x', 70), classic('/bin/sh -c #(nop) CMD y')], 3), [
      'L? 70',
      '-? 0',
      'L? null',
      'L? null',
    ]);
  });

  test('more rows with bytes than layers', () => {
    assert.deepEqual(rowsOf([classic('ADD x', 70), classic('ADD y', 80), buildkit('ENV A=1')], 1), [
      'L? 70',
      'L? 80',
      '- 0',
    ]);
  });

  test('any history at all: as many sure layers as there are, each at most once', () => {
    const record = fc.record({
      id: fc.constantFrom('', 'id'),
      createdBy: fc.constantFrom(
        'RUN a',
        'COPY a',
        'WORKDIR /',
        'WORKDIR /a',
        'ENV a',
        '/bin/sh -c #(nop) COPY x',
        '/bin/sh -c #(nop) CMD x',
        '/bin/sh -c x',
        '',
      ),
      comment: fc.constantFrom('', BUILDKIT, 'buildkit.exporter.image.v0'),
      bytes: fc.constantFrom(0, 0, 10, null),
    });
    const counts = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 4 });
    let sure = 0;
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 12 }),
        fc.nat(12),
        fc.constantFrom<StoreKind>('other', 'containerd', 'podman'),
        counts,
        (records, count, store, pairs) => {
          const rows = joinEngineRows(records, layers(count), store, new Map(pairs));
          assert.deepEqual(rows.slice(0, records.length).length, records.length);
          const ids = rows.flatMap(({ diffId }) => diffId ?? []);
          assert.equal(new Set(ids).size, ids.length);
          assert.deepEqual(
            ids,
            [...ids].sort((a, b) => Number(a.slice(6)) - Number(b.slice(6))),
          );
          if (rows.every((row) => row.joinIsSure)) {
            assert.equal(rows.filter((row) => !row.empty).length, count);
            sure++;
          }
          for (const row of rows) {
            assert.ok(!row.empty || row.diffId === null);
            assert.ok(row.bytes === null || row.bytes >= 0);
          }
        },
      ),
    );
    assert.ok(sure > 0, 'none of them was sure');
  });
});
