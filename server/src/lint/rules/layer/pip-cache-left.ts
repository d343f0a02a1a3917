// RULE pip-cache-left: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nRUN pip install flask\n',
    'FROM python:3.12\nRUN pip install -U pip && \\\n    python -m pip install -r requirements.txt\n',
  ],
  fixed: [
    'FROM python:3.12\nRUN pip install --no-cache-dir flask\n',
    'FROM python:3.12\nRUN pip install --no-cache-dir -U pip && \\\n    python -m pip install --no-cache-dir -r requirements.txt\n',
  ],
  good: [
    'FROM python:3.12\nRUN pip install --no-cache-dir flask\n',
    'FROM python:3.12\nRUN pip install --no-cache flask\n',
    'FROM python:3.12\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n',
    'FROM python:3.12\nRUN PIP_NO_CACHE_DIR=off pip install flask\n',
    'FROM python:3.12\nRUN pip install flask && pip cache purge\n',
    'FROM python:3.12\nRUN pip3 install flask && rm -rf /root/.cache\n',
    'FROM python:3.12\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
    'FROM python:3.12\nRUN pipx install poetry && pipenv run pip && pip --version\n',
  ],
};

export default defineRule({
  id: 'pip-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pip'],
  fix: 'safe',
  title: 'Cache of pip left in the layer',
  why: 'What pip downloads it keeps for a next install, which in an image never comes: the packages are there twice.',
  twins: [
    'hadolint/DL3042',
    'kics/pip-cache',
    'terrascan/AC_DOCKER_0031',
    'semgrep/missing-pip-no-cache-dir',
    'droast/DF030',
    'parfum/pipUseNoCacheDir',
  ],
  differs:
    'hadolint asks for the option or a true value of the variable in ENV; here a cache that is emptied later in the same RUN and a mount above it count too, PIP_NO_CACHE_DIR switches the cache off whatever boolean it is set to, as pip itself reads it, also by ARG, pip takes `--no-cache` for the option, and `pip wheel`, `pip download` and calls by sudo are seen.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'pip',
      what: "pip's cache",
      leaves: ({ verb }) => verb === 'install' || verb === 'download',
      configuredBy: /cache-dir/,
      repair: () => ({ kind: 'option', option: '--no-cache-dir', class: 'safe' }),
    });
  },
});
