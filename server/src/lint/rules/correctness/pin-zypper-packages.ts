// RULE pin-zypper-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM opensuse/leap:15.6\nRUN zypper -n install httpd\n',
    'FROM opensuse/leap:15.6\nRUN zypper -n in -t pattern devel\n',
  ],
  fixed: [],
  good: ["FROM opensuse/leap:15.6\nRUN zypper -n install httpd=2.4.46 'tool>=1.2' local.rpm\n"],
};

export default defineRule({
  id: 'pin-zypper-packages',
  group: 'correctness',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['zypper'],
  fix: 'none',
  title: 'zypper packages without a version',
  why: 'Distributions delete old versions from their repositories, so that pinned builds break: off unless you keep a mirror.',
  twins: ['hadolint/DL3037', 'kics/zypper-version-not-pinned'],
  *check(context) {
    for (const found of unpinnedCalls(context, ['zypper'], ({ verb }) => verb === 'install'))
      yield pinFinding(found, '`name=version`');
  },
});
