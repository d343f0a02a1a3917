// RULE pin-uv-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM python:3.12\nRUN uv pip install --system flask\n', 'FROM python:3.12\nRUN uv tool install ruff\n'],
  fixed: [],
  good: [
    'FROM python:3.12\nRUN uv pip install --system flask==3.0\n',
    'FROM python:3.12\nRUN uv sync --locked\n',
    'FROM python:3.12\nRUN uv pip install -r requirements.txt\n',
  ],
};

export default defineRule({
  id: 'pin-uv-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['uv'],
  fix: 'none',
  title: 'Packages installed by uv without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [],
  *check(context) {
    for (const found of unpinnedCalls(
      context,
      ['uv'],
      (call) =>
        /^(?:pip install|tool install)$/.test(call.phrase) &&
        !call.flag('-c', '--constraint', '-r', '--requirement', '--requirements'),
    ))
      yield pinFinding(found, '`name==version`');
  },
});
