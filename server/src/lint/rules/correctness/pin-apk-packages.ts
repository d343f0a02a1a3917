// RULE pin-apk-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine:3.20\nRUN apk add --no-cache -t .deps curl\n',
    'FROM alpine:3.20\nRUN apk add jq@edge git=2.45.2-r0\n',
  ],
  fixed: [],
  good: [
    "FROM alpine:3.20\nRUN apk add --no-cache curl=8.9.0-r0 'git~2.45' ./local.apk\n",
    'FROM alpine:3.20\nRUN apk del curl\n',
  ],
};

export default defineRule({
  id: 'pin-apk-packages',
  group: 'correctness',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['apk'],
  fix: 'none',
  title: 'apk packages without a version',
  why: 'Distributions delete old versions from their repositories, so that pinned builds break: off unless you keep a mirror.',
  twins: ['hadolint/DL3018', 'droast/DF052', 'buddy/ER0015', 'kics/apk-version-not-pinned'],
  *check(context) {
    for (const found of unpinnedCalls(context, ['apk'], ({ verb }) => verb === 'install'))
      yield pinFinding(found, '`name=version` or `name~version`');
  },
});
