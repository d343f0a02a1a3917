// RULE rvm-cache-left: the id is the file name; the examples below are run as tests.
import { appended, leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM ubuntu:24.04\nRUN rvm install 3.3\n'],
  fixed: ['FROM ubuntu:24.04\nRUN rvm install 3.3 && rvm cleanup all\n'],
  good: ['FROM ubuntu:24.04\nRUN rvm install 3.3 && rvm cleanup all\n'],
};

export default defineRule({
  id: 'rvm-cache-left',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['rvm'],
  fix: 'confirm',
  title: 'Sources of rvm left in the layer',
  why: 'Archives and sources of every Ruby that rvm compiles stay beside it.',
  twins: ['dockerfile_lint/no_rvm_cleanup_all'],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'rvm',
      what: "rvm's sources",
      plural: true,
      leaves: ({ verb }) => verb === 'install' || verb === 'upgrade',
      noMount: true,
      repair: (_, calls) => appended(calls, 'confirm'),
    });
  },
});
