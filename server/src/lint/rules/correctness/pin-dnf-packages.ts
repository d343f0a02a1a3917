// RULE pin-dnf-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM fedora:41\nRUN dnf install -y httpd\n', 'FROM fedora:41\nRUN microdnf install -y httpd\n'],
  fixed: [],
  good: ['FROM fedora:41\nRUN dnf install -y httpd-2.4.62 @core\n'],
};

export default defineRule({
  id: 'pin-dnf-packages',
  group: 'correctness',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['dnf'],
  fix: 'none',
  title: 'dnf packages without a version',
  why: 'Distributions delete old versions from their repositories, so that pinned builds break: off unless you keep a mirror.',
  twins: ['hadolint/DL3041', 'kics/dnf-version-not-pinned'],
  *check(context) {
    for (const found of unpinnedCalls(context, ['dnf', 'microdnf', 'tdnf'], ({ verb }) => verb === 'install'))
      yield pinFinding(found, '`name-version`');
  },
});
