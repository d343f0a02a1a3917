// RULE tdnf-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM photon:5.0\nRUN tdnf install -y curl\n'],
  fixed: ['FROM photon:5.0\nRUN tdnf install -y curl && tdnf clean all\n'],
  good: [
    'FROM photon:5.0\nRUN tdnf install -y curl && tdnf clean all\n',
    'FROM photon:5.0\nRUN tdnf install -y curl && rm -rf /var/cache/tdnf\n',
  ],
};

export default defineRule({
  id: 'tdnf-cache-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['tdnf'],
  fix: 'safe',
  title: 'Metadata of tdnf left in the layer',
  why: 'Metadata of every repository stay. A later RUN cannot take them out of this layer again.',
  twins: [],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'tdnf',
      what: 'The cache of tdnf',
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      repair: (_, calls) => appended(calls),
    });
  },
});
