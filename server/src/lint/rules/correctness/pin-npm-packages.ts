// RULE pin-npm-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nRUN npm install -g serve\n',
    'FROM node:22\nRUN npm i --prefix /tools @scope/tool@latest\n',
    'FROM node:22\nRUN yarn global add serve\n',
    'FROM node:22\nRUN npm install git://github.com/a/b.git\n',
  ],
  fixed: [],
  good: [
    'FROM node:22\nRUN npm rebuild bcrypt && pnpm rebuild sharp\n',
    'FROM node:22\nRUN npm install -g serve@14.2.3 @scope/tool@1 ./local.tgz\n',
    'FROM node:22\nRUN npm ci && npm install\n',
    'FROM node:22\nRUN npm install git+https://github.com/a/b.git#v1\n',
    'FROM node:22\nRUN npm install -g $TOOLS\n',
  ],
};

export default defineRule({
  id: 'pin-npm-packages',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['npm', 'yarn', 'bun'],
  fix: 'none',
  title: 'npm packages without a version',
  why: 'The same Dockerfile installs something else next month, and nobody sees what changed.',
  twins: ['hadolint/DL3016', 'buddy/ER0014', 'kics/npm-version-not-pinned'],
  differs: 'hadolint looks at `npm install` alone; here its short names and yarn, pnpm and bun count too.',
  *check(context) {
    for (const found of unpinnedCalls(context, ['npm', 'yarn', 'pnpm', 'bun'], ({ verb }) => verb === 'install'))
      yield pinFinding(found, '`name@version`');
  },
});
