// Which bytes a line is shown with: its own, those from before an edit, or none; never those of another line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, type Shown } from '../../test/support/analysis';
import { memoryImage } from '../../test/support/image';

const TEXT = 'FROM debian\nRUN one\nCOPY a /a\nRUN two\nCMD ["x"]\n';
const HISTORY = `500 base
10 RUN /bin/sh -c one # buildkit
20 COPY a /a # buildkit
30 RUN /bin/sh -c two # buildkit
- CMD ["x"]`;

/** `line from bytes` per entry, 1-based. */
function sizes(text: string, shown: Shown = { history: HISTORY }): string[] {
  return analysisOf(text, shown).sizes.entries.map(
    ({ entry, from, size }) => `${entry.line + 1} ${from} ${String(size.likely)}`,
  );
}

test('a text that made the image: every line has its bytes', () => {
  assert.deepEqual(sizes(TEXT), ['2 measured 10', '3 measured 20', '4 measured 30', '5 measured 0']);
  const { total, base, isBuilt, isEdited } = analysisOf(TEXT, { history: HISTORY }).sizes;
  assert.deepEqual([total, base, isBuilt, isEdited], [560, 500, true, false]);
});

test('without an image nothing is measured', () => {
  assert.deepEqual(sizes(TEXT, {}), ['2 predicted null', '3 predicted null', '4 predicted null', '5 predicted 0']);
});

test('an edited line keeps what it had, marked; so do two beside each other', () => {
  assert.deepEqual(sizes(TEXT.replace('RUN two', 'RUN changed')), [
    '2 measured 10',
    '3 measured 20',
    '4 before-edit 30',
    '5 measured 0',
  ]);
  assert.deepEqual(sizes(TEXT.replace('COPY a', 'COPY b').replace('RUN two', 'RUN 2')), [
    '2 measured 10',
    '3 before-edit 20',
    '4 before-edit 30',
    '5 measured 0',
  ]);
});

test('the first line, edited: its row is known when it is known where the base ends, else it is not guessed', () => {
  const edited = TEXT.replace('RUN one', 'RUN changed');
  assert.deepEqual(sizes(edited)[0], '2 predicted null');
  const image = memoryImage(HISTORY);
  const base = { env: [], workingDir: '', user: '', onBuild: [], diffIds: image.config.diffIds.slice(0, 1) };
  assert.deepEqual(sizes(edited, { image, options: { base: () => base } })[0], '2 before-edit 10');
});

test('a new line has no bytes, and takes nobody’s', () => {
  assert.deepEqual(sizes(TEXT.replace('COPY', 'RUN new\nCOPY')), [
    '2 measured 10',
    '3 predicted null',
    '4 measured 20',
    '5 measured 30',
    '6 measured 0',
  ]);
});

test('a line taken away takes its bytes along', () => {
  assert.deepEqual(sizes(TEXT.replace('COPY a /a\n', '')), ['2 measured 10', '3 measured 30', '4 measured 0']);
});

test('when lines were added and changed at one place, none is paired by guess', () => {
  assert.deepEqual(sizes(TEXT.replace('COPY a /a', 'COPY b /b\nRUN new')), [
    '2 measured 10',
    '3 predicted null',
    '4 predicted null',
    '5 measured 30',
    '6 measured 0',
  ]);
});

test('a line of another kind is no edit of the one that stood there', () => {
  assert.deepEqual(sizes(TEXT.replace('COPY a /a', 'RUN copy a')), [
    '2 measured 10',
    '3 predicted null',
    '4 measured 30',
    '5 measured 0',
  ]);
});

test('an image of something else says nothing', () => {
  const other = { history: '500 base\n70 RUN /bin/sh -c make # buildkit' };
  assert.deepEqual(sizes(TEXT, other), ['2 predicted null', '3 predicted null', '4 predicted null', '5 predicted 0']);
  assert.equal(analysisOf(TEXT, other).sizes.isBuilt, false);
});

test('a source that does not know some bytes: those are not known, and neither is the total', () => {
  const image = memoryImage(HISTORY);
  const rows = image.rows.map((row, i) => (i === 2 ? { ...row, bytes: null } : row));
  const shown = { image: { ...image, rows, total: null } };
  assert.deepEqual(sizes(TEXT, shown), ['2 measured 10', '3 predicted null', '4 measured 30', '5 measured 0']);
  assert.deepEqual([analysisOf(TEXT, shown).sizes.total, analysisOf(TEXT, shown).sizes.base], [null, 500]);
});

test('rows whose layers are a guess are shown as one', () => {
  const image = memoryImage(HISTORY);
  const shown = { image: { ...image, rows: image.rows.map((row) => ({ ...row, joinIsSure: false })) } };
  const [first] = analysisOf(TEXT, shown).sizes.entries;
  assert.equal(first?.size.certainty, 'estimated');
  assert.match(first.size.basis, /do not quite fit together/);
});

test('a new stage at the end, still empty, is no image; the sizes stay with the stage that has them', () => {
  const analysis = analysisOf(`${TEXT}FROM alp`, { history: HISTORY });
  assert.equal(analysis.graph.target?.label, 'stage-0');
  assert.deepEqual(
    analysis.sizes.entries.map(({ from }) => from),
    ['measured', 'measured', 'measured', 'measured'],
  );
});

test('the image of another target is shown as that target; findings stay with the one asked for', () => {
  const text = 'FROM debian AS one\nRUN one\nCOPY a /a\nRUN two\nCMD ["x"]\nFROM alpine AS two\nRUN three\n';
  const analysis = analysisOf(text, { history: HISTORY });
  assert.deepEqual([analysis.graph.target?.label, analysis.textGraph.target?.label], ['one', 'two']);
  assert.deepEqual(
    analysis.sizes.entries.map(({ size }) => size.likely),
    [10, 20, 30, 0],
  );
});

test('entries are found by their stage, with their place among all', () => {
  const text = 'FROM debian AS one\nRUN one\nFROM one\nCOPY a /a\nRUN two\nCMD ["x"]\n';
  const analysis = analysisOf(text, { history: HISTORY });
  const places = analysis.graph.stages.map((stage) =>
    analysis.sizesOf(stage).map(({ index, size }) => `${index}:${String(size.size.likely)}`),
  );
  assert.deepEqual(places, [['0:10'], ['1:20', '2:30', '3:0']]);
});
