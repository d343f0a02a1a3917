// RULE uv-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM python:3.12\nRUN uv pip install --system flask\n', 'FROM python:3.12\nRUN uv sync --frozen\n'],
  fixed: [
    'FROM python:3.12\nRUN uv pip install --no-cache --system flask\n',
    'FROM python:3.12\nRUN uv sync --no-cache --frozen\n',
  ],
  good: [
    'FROM python:3.12\nRUN uv sync --no-cache\n',
    'FROM python:3.12\nENV UV_NO_CACHE=1\nRUN uv sync\n',
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/uv uv sync\n',
    'FROM python:3.12\nRUN uv sync && uv cache clean\n',
    'FROM python:3.12\nRUN uv venv && uv lock\n',
    'FROM debian:12\nRUN uv python install 3.12\n',
  ],
};

export default defineRule({
  id: 'uv-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['uv'],
  fix: 'safe',
  title: 'Cache of uv left in the layer',
  why: 'From its cache uv links packages into the environment: what was downloaded and not linked, and archives that were unpacked, only weigh.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'uv',
      what: "uv's cache",
      // Archives of Python itself are not kept (docs.astral.sh/uv: UV_PYTHON_CACHE_DIR).
      leaves: ({ verb, phrase }) => verb === 'install' && phrase !== 'python install',
      // Links into a cache that is not there would lead nowhere.
      repair: (run, _, context) =>
        context.scopeBefore(run.stage, run.index).get('UV_LINK_MODE') === 'symlink'
          ? undefined
          : { kind: 'option', option: '--no-cache', class: 'safe' },
    });
  },
});
