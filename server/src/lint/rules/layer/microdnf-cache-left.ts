// RULE microdnf-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM registry.access.redhat.com/ubi9/ubi-minimal\nRUN microdnf install -y tar\n'],
  fixed: ['FROM registry.access.redhat.com/ubi9/ubi-minimal\nRUN microdnf install -y tar && microdnf clean all\n'],
  good: [
    'FROM registry.access.redhat.com/ubi9/ubi-minimal\nRUN microdnf install -y tar && microdnf clean all\n',
    'FROM registry.access.redhat.com/ubi8/ubi-minimal\nRUN microdnf update && rm -rf /var/cache/yum\n',
    'FROM registry.access.redhat.com/ubi9/ubi-minimal\nRUN microdnf remove -y tar\n',
  ],
};

export default defineRule({
  id: 'microdnf-cache-left',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['microdnf'],
  fix: 'safe',
  title: 'Metadata and packages of microdnf left in the layer',
  why: 'Metadata of every repository stay. A later RUN cannot take them out of this layer again.',
  twins: ['hadolint/DL3040', 'trivy/DS-0027'],
  differs:
    'hadolint looks at `microdnf install` and takes any `microdnf clean`; here updates are seen too, the word must be `all`, and cache mounts count.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'microdnf',
      what: 'The cache of microdnf',
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      repair: (_, calls) => appended(calls),
    });
  },
});
