// Comments that quick fixes write: in the dialect that the file has, never in front of a directive, and what they were
// written for is silent then.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findsWord, judged } from '../../../test/support/fakeRules';
import { applyEdits } from '../../base/textEdit';
import { parseDockerfile } from '../../syntax/parse';
import { silenceHere, silenceInFile } from './suppressEdits';

const RULE = findsWord('on-run', 'RUN x', { twins: ['hadolint/DL9001', 'buildkit/RunCheck'] });
const OWN = findsWord('own-rule', 'RUN x');

function silenced(text: string, where: 'here' | 'file', rule = RULE): string {
  const model = parseDockerfile(text);
  const { findings, suppressions } = judged(text, [rule]);
  const [finding] = findings;
  assert.ok(finding, 'not found');
  const edit =
    where === 'here' ? silenceHere(model, rule, finding.span, suppressions) : silenceInFile(model, rule, suppressions);
  assert.ok(edit, 'no edit');
  const after = applyEdits(text, [edit]);
  assert.equal(judged(after, [rule]).findings.length, findings.length - 1, after);
  const code = (one: string): readonly unknown[] =>
    parseDockerfile(one).instructions.map(({ original }) => original.value);
  assert.deepEqual(code(after), code(text), 'the build changes');
  return after;
}

test('here: our comment above the instruction, with its indentation and line ends', () => {
  assert.equal(silenced('FROM a\nRUN x\n', 'here'), 'FROM a\n# layerlens-ignore on-run\nRUN x\n');
  assert.equal(silenced('FROM a\r\n  RUN x\r\n', 'here'), 'FROM a\r\n  # layerlens-ignore on-run\r\n  RUN x\r\n');
});

test('here: a list that is there grows', () => {
  assert.equal(
    silenced('FROM a\n# layerlens-ignore other -- why\nRUN x\n', 'here'),
    'FROM a\n# layerlens-ignore other, on-run -- why\nRUN x\n',
  );
  assert.equal(
    silenced('FROM a\n# hadolint ignore=DL1 # why\nRUN x\n', 'here'),
    'FROM a\n# hadolint ignore=DL1,DL9001 # why\nRUN x\n',
  );
  assert.equal(
    silenced('FROM a\n# check=skip=Other // why\nRUN x\n', 'here'),
    'FROM a\n# check=skip=Other,RunCheck // why\nRUN x\n',
  );
});

test('here: who writes hadolint’s comments gets one, where hadolint has the rule', () => {
  const text = '# hadolint global ignore=DL1\nFROM a\nRUN x\n';
  assert.equal(silenced(text, 'here'), '# hadolint global ignore=DL1\nFROM a\n# hadolint ignore=DL9001\nRUN x\n');
  assert.equal(
    silenced(text, 'here', OWN),
    '# hadolint global ignore=DL1\nFROM a\n# layerlens-ignore own-rule\nRUN x\n',
  );
});

test('in the file: behind the directives, or at the top', () => {
  assert.equal(
    silenced('# words\nFROM a\nRUN x\n', 'file'),
    '# layerlens ignore-file=on-run\n# words\nFROM a\nRUN x\n',
  );
  assert.equal(silenced('\uFEFFFROM a\nRUN x\n', 'file'), '\uFEFF# layerlens ignore-file=on-run\nFROM a\nRUN x\n');
  assert.equal(
    silenced('# syntax=docker/dockerfile:1\n# escape=`\nFROM a\nRUN x\n', 'file'),
    '# syntax=docker/dockerfile:1\n# escape=`\n# layerlens ignore-file=on-run\nFROM a\nRUN x\n',
  );
});

test('in the file: the check directive grows for BuildKit’s checks', () => {
  assert.equal(
    silenced('# check=skip=A;error=true\nFROM a\nRUN x\n', 'file'),
    '# check=skip=A,RunCheck;error=true\nFROM a\nRUN x\n',
  );
  assert.equal(
    silenced('# check=error=true\nFROM a\nRUN x\n', 'file'),
    '# check=error=true;skip=RunCheck\nFROM a\nRUN x\n',
  );
  assert.equal(
    silenced('# check=skip=A\nFROM a\nRUN x\n', 'file', OWN),
    '# check=skip=A\n# layerlens ignore-file=own-rule\nFROM a\nRUN x\n',
  );
});

test('in the file: what is there for the whole file grows', () => {
  assert.equal(
    silenced('FROM a\n# layerlens ignore-file=b\nRUN x\n', 'file'),
    'FROM a\n# layerlens ignore-file=b,on-run\nRUN x\n',
  );
  assert.equal(
    silenced('FROM a\n# hadolint ignore=DL1\nUSER u\nRUN x\n', 'file'),
    '# hadolint global ignore=DL9001\nFROM a\n# hadolint ignore=DL1\nUSER u\nRUN x\n',
  );
});
