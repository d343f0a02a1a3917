// RULE add-remote-url: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nADD https://example.com/a.tgz /tmp/\n'],
  fixed: [],
  good: [
    'FROM debian:12\nADD a.tgz /tmp/\n',
    'FROM debian:12\nADD https://github.com/moby/buildkit.git#v0.14.1 /src\n',
  ],
};

export default defineRule({
  id: 'add-remote-url',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['http'],
  fix: 'none',
  title: 'ADD fetches from the network',
  why: 'For policies that forbid it. Docker’s own advice is ADD with --checksum, which the rule add-remote-without-checksum asks for.',
  twins: ['kics/add-instead-of-copy', 'terrascan/AC_DOCKER_0035', 'buddy/EA0001'],
  *check(context) {
    for (const { step } of stepsWith(context, 'ADD'))
      for (const { text, span } of step.sources)
        if (/^https?:\/\//i.test(text) && !/\.git(?:#.*)?$/i.test(text))
          yield { span, message: 'ADD fetches this from the network at each build.' };
  },
});
