// Comments that silence: every dialect, how far each reaches, by which names, and which were of use.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findsWord, judged, places } from '../../../test/support/fakeRules';
import type { Rule } from '../rule';
import type { LintOptions } from '../run';
import { parseDockerfile } from '../../syntax/parse';
import { suppressionsIn } from './suppress';

/** Finds every RUN, USER and MAINTAINER; with twins in every tool. */
const RULES: readonly Rule[] = [
  findsWord('on-run', 'RUN', {
    twins: [
      'hadolint/DL9001',
      'buildkit/RunCheck',
      'trivy/DS-0017',
      'checkov/CKV_DOCKER_5',
      'semgrep/no-run',
      'sonar/S9001',
      'tally/no-run',
      'kics/no-run',
      'buddy/ER9001',
      'dockerfile-utils/NO_RUN',
      'dockerfile_lint/no_run',
    ],
  }),
  findsWord('on-user', 'USER', { twins: ['hadolint/DL9002'] }),
  findsWord('on-label', 'LABEL'),
];

const left = (text: string, options: Partial<LintOptions> = {}): string =>
  places(text, judged(text, RULES, options).findings).join(', ');

/** Comment above the first of two RUNs → what is left. */
const ABOVE: Readonly<Record<string, string>> = {
  'layerlens-ignore on-run': '3 on-user, 4 on-run',
  'layerlens-ignore on-run, on-user -- why not': '3 on-user, 4 on-run',
  'layerlens-ignore on-run on-label --why': '3 on-user, 4 on-run',
  'layerlens-ignore DL9001': '3 on-user, 4 on-run',
  'layerlens-ignore hadolint/DL9001': '3 on-user, 4 on-run',
  'layerlens-ignore all': '3 on-user, 4 on-run',
  'layerlens ignore=on-run -- why': '3 on-user, 4 on-run',
  'layerlens ignore-next-line=on-run': '3 on-user, 4 on-run',
  'layerlens ignore-stage=on-run,on-user': '',
  'layerlens ignore-file=on-run': '3 on-user',
  'layerlens-ignoreon-run': '2 on-run, 3 on-user, 4 on-run',
  'hadolint ignore=DL9001,SC2086 # reason': '3 on-user, 4 on-run',
  'hadolint ignore=on-run': '2 on-run, 3 on-user, 4 on-run',
  'hadolint global ignore=DL9001': '3 on-user',
  'hadolint stage ignore=DL9002': '2 on-run, 4 on-run',
  'check=skip=RunCheck': '3 on-user, 4 on-run',
  'check=skip=runcheck': '2 on-run, 3 on-user, 4 on-run',
  'check=skip=all // note': '3 on-user, 4 on-run',
  'check=skip=RunCheck;nonsense': '2 on-run, 3 on-user, 4 on-run',
  'trivy:ignore:DS-0017': '3 on-user, 4 on-run',
  'trivy:ignore:AVD-DS-0017 trivy:ignore:DS-0001': '3 on-user, 4 on-run',
  'trivy:ignore:DS017': '3 on-user, 4 on-run',
  'trivy:ignore:DS-0017:exp:2030-01-01': '3 on-user, 4 on-run',
  'trivy:ignore:DS-0017:exp:2020-01-01': '2 on-run, 3 on-user, 4 on-run',
  'checkov:skip=CKV_DOCKER_5:no reason': '3 on-user',
  'nosemgrep: dockerfile.best-practice.no-run.no-run': '3 on-user, 4 on-run',
  nosemgrep: '3 on-user, 4 on-run',
  NOSONAR: '3 on-user, 4 on-run',
  'tally ignore=DL9001;reason=because': '3 on-user, 4 on-run',
  'tally ignore=tally/no-run': '3 on-user, 4 on-run',
  'tally global ignore=all': '',
  'kics-scan ignore': '3 on-user',
  'kics-scan ignore-line': '3 on-user, 4 on-run',
  'kics-scan ignore-block': '3 on-user, 4 on-run',
  'linter ignore=ER9001': '3 on-user, 4 on-run',
  'dockerfile-utils: ignore': '3 on-user, 4 on-run',
  'dockerfile_lint - ignore': '3 on-user, 4 on-run',
  'we ignore on-run here': '2 on-run, 3 on-user, 4 on-run',
};

test('each dialect reaches as far as its tool lets it, by the names its tool knows', () => {
  const shown = Object.fromEntries(
    Object.keys(ABOVE).map((comment) => {
      const rest = left(`FROM a\n# ${comment}\nRUN x\nUSER u\nRUN y\n`, { today: '2026-11-21' });
      // Lines as without the comment, which itself may hold the word.
      return [comment, rest.replace(/\d+/g, (line) => String(Number(line) - 1))];
    }),
  );
  assert.deepEqual(shown, ABOVE);
});

test('the check directive counts for the file, wherever its options stand', () => {
  assert.equal(left('# check=skip=RunCheck,Other;error=true\nFROM a\nRUN x\nUSER u\n'), '4 on-user');
  assert.equal(left('# syntax=docker/dockerfile:1\n# check=error=true;skip=all\nFROM a\nRUN x\n'), '');
  // A comment in front of it ends the directives.
  assert.equal(left('# a licence\n# check=skip=all\nARG A\nFROM a\nRUN x\n'), '5 on-run');
});

test('check comments above an instruction: the first counts, an empty comment line ends the block, 1.21 or later', () => {
  assert.equal(left('FROM a\n# check=skip=Other\n# check=skip=RunCheck\nRUN x\n'), '4 on-run');
  assert.equal(left('FROM a\n# check=skip=RunCheck\n#\n# words\nRUN x\n'), '5 on-run');
  const model = parseDockerfile('FROM a\n# check=skip=RunCheck\nRUN x\n');
  assert.deepEqual(
    [20, 21].map((frontend) => suppressionsIn(model, { frontend }).length),
    [0, 1],
  );
});

test('stacked comments and blank lines', () => {
  const text = 'FROM a\n# hadolint ignore=DL9001\n# hadolint ignore=SC2086\n\nRUN x\n';
  assert.equal(left(text), '');
});

test('inside a RUN: our comments mean the next line of it, also in a heredoc', () => {
  const inside = 'FROM a\nRUN x && \\\n  # layerlens ignore-next-line=on-label\n  LABEL && \\\n  LABEL\n';
  assert.equal(left(inside), '2 on-run, 5 on-label');
  assert.equal(left(inside.replace('layerlens ignore-next-line', 'layerlens ignore')), '2 on-run, 5 on-label');
  assert.equal(
    left(inside.replace('layerlens ignore-next-line', 'hadolint ignore')),
    '2 on-run, 4 on-label, 5 on-label',
  );
  assert.equal(left('FROM a\nRUN <<EOF\n# layerlens ignore=on-label\nLABEL\nLABEL\nEOF\n'), '2 on-run, 5 on-label');
});

test('a stage: from its FROM to the next, with the comment above or anywhere in it', () => {
  const stages = (first: string, second: string): string => `${first}FROM a\nRUN x\n${second}FROM b\nRUN y\n`;
  const pragma = '# layerlens ignore-stage=on-run\n';
  assert.equal(left(stages(pragma, '')), '5 on-run');
  assert.equal(left(stages('', pragma)), '2 on-run');
  assert.equal(left(`FROM a\nRUN x\n${pragma}USER u\nFROM b\nRUN y\n`), '4 on-user, 6 on-run');
});

test('a comment with nothing behind it, and names of no rule, do no harm', () => {
  assert.equal(left('FROM a\nRUN x\n# layerlens-ignore on-run\n'), '2 on-run');
  assert.equal(left('FROM a\n# layerlens-ignore no-such, on-run\nRUN x\n'), '');
});

test('locked rules and a policy without comments', () => {
  const text = 'FROM a\n# layerlens-ignore on-run, on-user\nRUN x\n';
  assert.equal(left(text, { locked: ['on-run'] }), '3 on-run');
  assert.equal(left(text, { ignoresComments: true }), '3 on-run');
});

test('what is silenced can be asked for, with the comment that did it', () => {
  const { suppressed } = judged('FROM a\n# layerlens-ignore on-run -- it is a sample\nRUN x\n', RULES);
  assert.deepEqual(
    suppressed.map(({ rule, suppression }) => [rule.id, suppression.dialect, suppression.reason]),
    [['on-run', 'layerlens', 'it is a sample']],
  );
});

test('many comments and findings cost no more than their number', () => {
  const text = `FROM a\n${'# layerlens-ignore on-run, on-user\nRUN x\n'.repeat(5000)}# layerlens ignore-next-line=on-label\nLABEL x\n`;
  const from = performance.now();
  assert.equal(left(text), '');
  assert.ok(performance.now() - from < 3000);
});
