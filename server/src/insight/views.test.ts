// What lenses, tree and status say of one Dockerfile in each state: text only, measured, edited, old, not fitting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analysisOf, type Shown } from '../../test/support/analysis';
import { layerTree } from './layerTree';
import { lenses } from './lens';
import { status, type EngineWords } from './status';

const TEXT = `FROM debian:12 AS tools
RUN make
FROM tools AS Base
ENV A=1
RUN one
FROM base
WORKDIR /srv
COPY --from=tools /x /x
RUN two
CMD ["x"]
`;
const HISTORY = `500000 base
7 RUN /bin/sh -c make # buildkit
- ENV A=1
10000 RUN /bin/sh -c one # buildkit
0 WORKDIR /srv
20000 COPY /x /x # buildkit
300000 RUN /bin/sh -c two # buildkit
- CMD ["x"]`;
const ANSWERS: EngineWords = { kind: 'answering', sentence: 'Docker answers.' };
const MISSING: EngineWords = { kind: 'none-found', sentence: 'No engine.' };

const titles = (text: string, shown: Shown = {}): string[] => {
  const analysis = analysisOf(text, shown);
  return lenses(analysis).map(({ span, title }) => `${analysis.lines.lineAt(span.start) + 1} ${title}`);
};

test('lenses: text only', () => {
  assert.deepEqual(titles(TEXT), [
    '1 tools · not built yet · 1 layer',
    '2 ? unknown until built',
    '3 base · not built yet · 1 layer',
    '5 ? unknown until built',
    '6 stage-2 · not built yet · 5 layers',
    '6 Build and Measure',
    '7 0 B · known from the text',
    '8 ? unknown until built',
    '9 ? unknown until built',
  ]);
});

test('lenses: measured', () => {
  assert.deepEqual(titles(TEXT, { history: HISTORY }), [
    '1 tools · 7 B · 1 layer',
    '2 7 B · <1%',
    '3 base · 10 kB · 1 layer',
    '5 10 kB · 1%',
    '6 stage-2 · 830 kB · yours 330 kB · 5 layers',
    '6 Build and Measure',
    '7 0 B · 0%',
    '8 20 kB · 2%',
    '9 300 kB · 36%',
  ]);
});

test('lenses: the same rows in every state, so that nothing jumps', () => {
  const rows = (shown: Shown): string[] => titles(TEXT, shown).map((title) => title.split(' ', 1)[0] ?? '');
  const all = rows({});
  for (const shown of [{ history: HISTORY }, { history: HISTORY, oldBecause: 'gone' }, { history: '5 RUN x' }])
    assert.deepEqual(rows(shown), all);
});

test('lenses: old values say why, at the line and at the stage', () => {
  const old = titles(TEXT, { history: HISTORY, oldBecause: 'the image is gone' });
  assert.equal(old[4], '6 stage-2 · ~830 kB · yours 330 kB · 5 layers');
  assert.equal(old[8], '9 ~300 kB · the image is gone');
});

test('lenses: after an edit', () => {
  const edited = titles(TEXT.replace('RUN two', 'RUN 2'), { history: HISTORY });
  assert.equal(edited[4], '6 stage-2 · ~830 kB · yours 330 kB · 5 layers');
  assert.equal(edited[7], '8 20 kB · 2%');
  assert.equal(edited[8], '9 ~300 kB · measured before your edit');
});

test('lenses: stages that never ship, with what is known of them', () => {
  const text = 'FROM a AS used\nRUN x\nFROM b AS unused\nCOPY <<E /f\n12345\nE\nFROM scratch\nCOPY --from=used / /\n';
  assert.deepEqual(titles(text).slice(0, 4), [
    '1 used · not shipped · 1 layer',
    '2 ? · not shipped',
    '3 unused · not needed for this target · 1 layer',
    '4 6 B · not needed for this target',
  ]);
});

test('lenses: on a base of nothing the own part is said once', () => {
  assert.equal(
    titles('FROM scratch\nCOPY a /\n', { history: '70 COPY a / # buildkit' })[0],
    '1 stage-0 · 70 B · 1 layer',
  );
});

test('lenses: no FROM, no rows; instructions that are none have none', () => {
  assert.deepEqual(titles('RUN x\n'), []);
  assert.deepEqual(titles('FROM a\nRUNN x\n'), ['1 stage-0 · not built yet · 0 layers', '1 Build and Measure']);
});

test('tree: the target first, its base, then the rest; ids are stable', () => {
  const text = `FROM x AS other\nRUN apart\n${TEXT}`;
  const tree = layerTree(analysisOf(text, { history: HISTORY }), 'file:///d', undefined);
  assert.equal(tree.title, 'stage-3 · app:dev · 830 kB');
  assert.deepEqual(
    tree.roots.map(({ label, description, icon, id }) => [label, description, icon, id]),
    [
      ['tools', '7 B · 1 layer', 'layers', 'stage:1'],
      ['base', '10 kB · 1 layer', 'layers', 'stage:2'],
      ['stage-3', '830 kB · yours 330 kB · 5 layers', 'target', 'stage:3'],
      ['other', 'not needed for this target · 1 layer', 'layers', 'stage:0'],
    ],
  );
  assert.deepEqual(
    tree.roots[0]?.children.map(({ label, description }) => `${label} | ${description}`),
    ['base image debian:12 | 500 kB · 60%', 'RUN make | 7 B · <1% · cache not known'],
  );
  assert.deepEqual(
    tree.roots[3]?.children.map(({ description, certainty }) => [description, certainty]),
    [['not shipped · cache not known', 'unknown']],
  );
  const ids = tree.roots.flatMap(({ id, children }) => [id, ...children.map((child) => child.id)]);
  assert.equal(new Set(ids).size, ids.length);
});

test('tree: what each certainty means is in the row', () => {
  const rows = (shown: Shown, text = TEXT): string[] =>
    layerTree(analysisOf(text, shown), 'u', undefined)
      .roots.flatMap(({ children }) => children)
      .filter(({ kind }) => kind === 'instruction')
      .map(({ certainty }) => certainty);
  assert.deepEqual(rows({}), ['unknown', 'known', 'unknown', 'known', 'unknown', 'unknown', 'known']);
  assert.deepEqual(rows({ history: HISTORY }), [
    'measured',
    'measured',
    'measured',
    'measured',
    'measured',
    'measured',
    'measured',
  ]);
  assert.deepEqual(rows({ history: HISTORY }, TEXT.replace('RUN two', 'RUN 2')).slice(-2), ['estimated', 'measured']);
});

test('tree: messages say what does not fit, and what is given goes first', () => {
  const message = (text: string, given?: string): string | undefined =>
    layerTree(analysisOf(text, { history: HISTORY }), 'u', given).message;
  assert.equal(message(TEXT), undefined);
  assert.equal(
    message(TEXT.replace('RUN two', 'RUN 2')),
    '6 of 7 entries fit app:dev. Values marked ~ are from before the edit.',
  );
  assert.equal(message('FROM a\nRUN else\n'), 'app:dev was not made from this Dockerfile: its history does not fit.');
  assert.equal(message(TEXT, 'The engine is gone.'), 'The engine is gone.');
});

test('tree: long instructions are cut in the label and whole in the tooltip', () => {
  const long = `FROM a\nRUN echo ${'word '.repeat(40)}\n`;
  const row = layerTree(analysisOf(long), 'u', undefined).roots[0]?.children[0];
  assert.ok((row?.label.length ?? 99) <= 40 && row?.label.endsWith('…'));
  assert.ok((row?.tooltip.length ?? 0) > 200);
});

test('status: target, total, state, in every state', () => {
  const said = (text: string, shown: Shown, engine = ANSWERS, loading = false): string[] => {
    const { text: words, sizes, target } = status(analysisOf(text, shown), engine, loading);
    return [words, sizes, target];
  };
  const built = { history: HISTORY };
  assert.deepEqual(said(TEXT, built), ['Layerlens: stage-2 · 830 kB · app:dev', 'fresh', 'stage-2']);
  assert.deepEqual(said(TEXT, { ...built, oldBecause: 'gone' }), [
    'Layerlens: stage-2 · ~830 kB · app:dev',
    'old',
    'stage-2',
  ]);
  assert.deepEqual(said(TEXT.replace('RUN two', 'RUN 2'), built), [
    'Layerlens: stage-2 · ~830 kB · app:dev',
    'old',
    'stage-2',
  ]);
  assert.deepEqual(said(TEXT, {}), ['Layerlens: stage-2 · no image chosen', 'none', 'stage-2']);
  assert.deepEqual(said(TEXT, {}, MISSING), ['Layerlens: stage-2 · text only', 'none', 'stage-2']);
  assert.deepEqual(said(TEXT, {}, ANSWERS, true), ['Layerlens: stage-2 · reading sizes', 'loading', 'stage-2']);
  assert.deepEqual(said('', {}), ['Layerlens: no image chosen', 'none', '']);
  assert.deepEqual(said('FROM a\nRUN else\n', built), ['Layerlens: stage-0 · no image chosen', 'none', 'stage-0']);
});

test('status: the short words name no image, and the beginning of a long stage name', () => {
  const short = (text: string, shown: Shown): string => status(analysisOf(text, shown), ANSWERS, false).short;
  assert.equal(short(TEXT, { history: HISTORY }), 'stage-2 · 830 kB');
  assert.equal(short(TEXT, { history: HISTORY, oldBecause: 'gone' }), 'stage-2 · ~830 kB');
  assert.equal(short(TEXT, {}), 'stage-2 · no image chosen');
  assert.equal(
    short('FROM scratch AS integration-tests-of-everything\nRUN a\n', {}),
    'integration-tests-o… · no image chosen',
  );
});

test('status: the tooltip names target, image, why values are old, and the engine', () => {
  const { tooltip, targets } = status(
    analysisOf(TEXT, { history: HISTORY, oldBecause: 'the image is gone' }),
    ANSWERS,
    false,
  );
  assert.deepEqual(tooltip.split('\n'), [
    'Target stage: stage-2',
    'Image: app:dev (test)',
    'Values are old: the image is gone.',
    'Docker answers.',
  ]);
  assert.deepEqual(targets, ['tools', 'base', 'stage-2']);
});
