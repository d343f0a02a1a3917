// Running rules: severities, limits, order, comments that silence, and a rule that throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { createParser } from '../shell/parser';
import { parseDockerfile } from '../syntax/parse';
import { DEFAULT_LINT_OPTIONS, lint, type LintOptions } from './run';
import { atLeast, isSeverity } from './severity';
import { defineRule, type Finding, type Rule, type Severity } from './rule';

/** A rule that finds every instruction of a keyword. */
const finds = (id: string, keyword: string, more: Partial<Rule> & { own?: Severity } = {}): Rule =>
  defineRule({
    id,
    group: 'style',
    severity: 'warning',
    since: '0.1.0',
    reads: ['graph'],
    fix: 'none',
    title: id,
    why: id,
    twins: [],
    *check({ model }): Iterable<Finding> {
      for (const { keyword: found, keywordSpan } of model.instructions) {
        if (found === keyword)
          yield { span: keywordSpan, message: id, ...(more.own === undefined ? {} : { severity: more.own }) };
      }
    },
    ...more,
  });

const TEXT = 'FROM a\nRUN x\nUSER u\nRUN y\n';
function run(rules: readonly Rule[], options: Partial<LintOptions> = {}, text = TEXT): string[] {
  const graph = buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS);
  return lint(graph, createParser(), { ...DEFAULT_LINT_OPTIONS, ...options }, rules).map(
    ({ rule, effective, span }) => `${String(text.slice(0, span.start).split('\n').length)} ${rule.id} ${effective}`,
  );
}

test('findings come in order of place, then of rule', () => {
  assert.deepEqual(run([finds('z', 'RUN'), finds('a', 'RUN'), finds('m', 'USER')]), [
    '2 a warning',
    '2 z warning',
    '3 m warning',
    '4 a warning',
    '4 z warning',
  ]);
});

test('a rule that throws is told and left out; the others go on', () => {
  const errors: string[] = [];
  const broken = finds('broken', 'RUN', {
    *check({ model }) {
      yield { span: model.instructions[0]?.span ?? { start: 0, end: 0 }, message: 'before it breaks' };
      throw new Error('out of luck');
    },
  });
  const found = run([broken, finds('whole', 'USER')], {
    onRuleError: (rule, error) => errors.push(`${rule}: ${String(error)}`),
  });
  assert.deepEqual([found, errors], [['3 whole warning'], ['broken: Error: out of luck']]);
});

test('severity: the setting wins, off silences, words that are none do not count', () => {
  const rules = [finds('r', 'USER')];
  for (const [given, expected] of [
    ['error', ['3 r error']],
    ['info', ['3 r info']],
    ['hint', ['3 r hint']],
    ['off', []],
    ['loud', ['3 r warning']],
    ['constructor', ['3 r warning']],
  ] as const) {
    assert.deepEqual(run(rules, { severities: { r: given } }), expected, given);
  }
});

test('a finding may ask for less than its rule, never for more', () => {
  assert.deepEqual(run([finds('r', 'USER', { own: 'hint' })]), ['3 r hint']);
  assert.deepEqual(run([finds('r', 'USER', { own: 'error' })]), ['3 r warning']);
  assert.deepEqual(run([finds('r', 'USER', { own: 'hint' })], { severities: { r: 'error' } }), ['3 r hint']);
});

test('rules that are off by default run with --rules all, as info', () => {
  const rules = [finds('quiet', 'USER', { severity: 'off' })];
  assert.deepEqual(
    [run(rules), run(rules, { rules: 'all' }), run(rules, { rules: 'all', severities: { quiet: 'off' } })],
    [[], ['3 quiet info'], []],
  );
});

test('--only: ids, whole twins, prefixes of twins that end in a slash', () => {
  const rules = [finds('one', 'USER', { twins: ['hadolint/DL3002', 'trivy/DS-0002'] }), finds('two', 'USER')];
  const ids = (...only: string[]): string[] => run(rules, { only }).map((line) => line.split(' ')[1] ?? '');
  assert.deepEqual(ids('two'), ['two']);
  assert.deepEqual(ids('hadolint/'), ['one']);
  assert.deepEqual(ids('hadolint/DL3002'), ['one']);
  assert.deepEqual(ids('hadolint/DL30'), []);
  assert.deepEqual(ids('kics/'), []);
  assert.deepEqual(ids('two', 'trivy/'), ['one', 'two']);
});

test('--only for one tool: only its own comments and ours silence', () => {
  const rules = [finds('one', 'USER', { twins: ['hadolint/DL3002', 'buildkit/X'] })];
  const count = (only: readonly string[], comment: string): number =>
    run(rules, { only }, `FROM a\n${comment}\nUSER u\n`).length;
  const comments = ['# hadolint ignore=DL3002', '# check=skip=X', '# layerlens-ignore one'];
  for (const [only, expected] of [
    [['buildkit/'], [1, 0, 0]],
    [['buildkit/X'], [1, 0, 0]],
    [['hadolint/'], [0, 1, 0]],
    [
      ['hadolint/', 'buildkit/'],
      [0, 0, 0],
    ],
    [['one'], [0, 0, 0]],
    [[], [0, 0, 0]],
  ] as const)
    assert.deepEqual(
      comments.map((comment) => count(only, comment)),
      expected,
      only.join(' '),
    );
});

test('a comment above silences the rules that it names, and no others', () => {
  const rules = [finds('one', 'USER'), finds('two', 'USER')];
  for (const [comment, expected] of [
    ['# layerlens-ignore one', 'two'],
    ['#layerlens-ignore one', 'two'],
    ['# layerlens-ignore one, two', ''],
    ['# layerlens-ignore one two', ''],
    ['# layerlens-ignore one -- because two is enough', 'two'],
    ['# layerlens-ignore one --', 'two'],
    ['# layerlens-ignore one\n# another comment', 'two'],
    ['# layerlens-ignore one\n\n', 'two'],
    ['# layerlens-ignore', 'one two'],
    ['# layerlens-ignore -- one', 'one two'],
    ['# layerlens-ignore-all one', 'one two'],
    ['# please layerlens-ignore one', 'one two'],
    ['# layerlens-ignore one-more', 'one two'],
    ['# layerlens-ignore one\n#\n', 'one two'],
  ] as const) {
    const found = run(rules, {}, `FROM a\n${comment}\nUSER u\n`).map((line) => line.split(' ')[1]);
    assert.equal(found.join(' '), expected, comment);
  }
});

test('a comment silences its own instruction only', () => {
  assert.deepEqual(run([finds('r', 'RUN')], {}, 'FROM a\n# layerlens-ignore r\nRUN x\nRUN y\n'), ['4 r warning']);
});

test('severities and their order', () => {
  assert.deepEqual(['off', 'hint', 'info', 'warning', 'error', 'fatal', undefined].map(isSeverity), [
    true,
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
  assert.deepEqual(
    [atLeast('warning', 'warning'), atLeast('error', 'info'), atLeast('hint', 'info')],
    [true, true, false],
  );
});
