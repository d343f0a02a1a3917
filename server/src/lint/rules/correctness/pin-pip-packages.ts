// RULE pin-pip-packages: the id is the file name; the examples below are run as tests.
import type { ManagerCall } from '../../../shell/tools/packages';
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

/** Constraints give the versions; without an index only what lies there can be taken. */
function asksForVersions(call: ManagerCall): boolean {
  return call.verb === 'install' && !call.flag('-c', '--constraint', '--no-index', '-r', '--requirement');
}

/** `pip install --upgrade pip setuptools wheel` is a habit that changes nothing of the program. */
const TOOLS = new Set(['pip', 'setuptools', 'wheel']);

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nRUN pip install --no-cache-dir -i https://pypi.org/simple flask\n',
    "FROM python:3.12\nRUN python3 -m pip install --no-cache-dir 'flask[async]' requests==2.32\n",
    'FROM python:3.12\nRUN pip3 install git+https://github.com/a/b\n',
  ],
  fixed: [],
  good: [
    "FROM python:3.12\nRUN pip install flask==3.0 'requests>=2,<3' 'x @ https://e.org/x.whl' ./local.whl\n",
    'FROM python:3.12\nRUN pip install -r requirements.txt\n',
    'FROM python:3.12\nRUN pip install -c constraints.txt flask\n',
    'FROM python:3.12\nRUN pip install . -e ./lib git+https://github.com/a/b@v1\n',
    'FROM python:3.12\nRUN pip install $PKGS\n',
    'FROM python:3.12\nRUN pipenv install flask\n',
    'FROM python:3.12\nRUN pip install --no-index --find-links=/wheels flask\n',
  ],
};

export default defineRule({
  id: 'pin-pip-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['pip'],
  fix: 'none',
  title: 'pip packages without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: [
    'hadolint/DL3013',
    'slim/ID.20018',
    'droast/DF051',
    'buddy/ER0013',
    'terrascan/AC_DOCKER_0010',
    'kics/pip-version-not-pinned',
  ],
  differs:
    'An unpinned `pip`, `setuptools` or `wheel` changes nothing of the program: it is told only when you ask for the twin by name. hadolint reports words that hold a variable too.',
  *check(context) {
    for (const found of unpinnedCalls(context, ['pip'], asksForVersions))
      yield {
        ...pinFinding(found, '`name==version`'),
        ...(found.call.operands.every(({ text }) => text !== undefined && TOOLS.has(text)) && {
          severity: 'off' as const,
        }),
      };
  },
});
