// RULE pin-yum-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM centos:7\nRUN yum install -y --enablerepo epel httpd\n'],
  fixed: [],
  good: ['FROM centos:7\nRUN yum install -y httpd-2.24.2 https://example.com/a.rpm @development tool.rpm\n'],
};

export default defineRule({
  id: 'pin-yum-packages',
  group: 'correctness',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['yum'],
  fix: 'none',
  title: 'yum packages without a version',
  why: 'Distributions delete old versions from their repositories, so that pinned builds break: off unless you keep a mirror.',
  twins: ['hadolint/DL3033', 'terrascan/AC_DOCKER_0033', 'kics/yum-version-not-pinned'],
  *check(context) {
    for (const found of unpinnedCalls(context, ['yum'], ({ verb }) => verb === 'install'))
      yield pinFinding(found, '`name-version`');
  },
});
