// RULE pipenv-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM python:3.12\nRUN pipenv install --system --deploy\n'],
  fixed: ['FROM python:3.12\nRUN pipenv install --system --deploy && rm -rf ~/.cache/pipenv ~/.cache/pip\n'],
  good: [
    'FROM python:3.12\nRUN pipenv install --system && rm -rf /root/.cache\n',
    'FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN pipenv install --system\n',
  ],
};

export default defineRule({
  id: 'pipenv-cache-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pipenv'],
  fix: 'confirm',
  title: 'Cache of pipenv left in the layer',
  why: 'What pipenv and its pip download they keep for a next install, which in an image never comes.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'pipenv',
      what: "pipenv's cache",
      leaves: ({ verb }) => verb === 'install',
      repair: () => ({ kind: 'append', append: { clean: 'rm -rf ~/.cache/pipenv ~/.cache/pip', most: 'confirm' } }),
    });
  },
});
