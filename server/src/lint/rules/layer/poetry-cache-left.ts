// RULE poetry-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM python:3.12\nRUN poetry install --no-root\n'],
  fixed: ['FROM python:3.12\nRUN poetry install --no-cache --no-root\n'],
  good: [
    'FROM python:3.12\nRUN poetry install --no-cache\n',
    'FROM python:3.12\nRUN poetry install && rm -rf ~/.cache/pypoetry/cache ~/.cache/pypoetry/artifacts\n',
    'FROM python:3.12\nENV POETRY_CACHE_DIR=/tmp/poetry_cache\nRUN poetry install && rm -rf $POETRY_CACHE_DIR\n',
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pypoetry poetry install\n',
  ],
};

export default defineRule({
  id: 'poetry-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['poetry'],
  fix: 'confirm',
  title: "Poetry's cache left in the layer",
  why: 'Poetry keeps what it downloads for a next install, which in an image never comes.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'poetry',
      what: "Poetry's cache",
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      configuredBy: /^cache-dir/,
      repair: () => ({ kind: 'option', option: '--no-cache', class: 'confirm' }),
    });
  },
});
