// RULE curl-retry-config: the id is the file name; the examples below are run as tests.
import { optionOf } from '../../../shell/options';
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz -o a.tgz\n'],
  fixed: ['FROM debian:12\nRUN curl --retry 3 -fsSL https://example.com/a.tgz -o a.tgz\n'],
  good: [
    'FROM debian:12\nRUN curl --retry 5 -fsSL https://example.com/a.tgz -o a.tgz\n',
    'FROM debian:12\nRUN curl --version\n',
    'FROM debian:12\nRUN curl -K curlrc https://example.com/a.tgz -o a.tgz\n',
  ],
};

export default defineRule({
  id: 'curl-retry-config',
  group: 'shell',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl'],
  fix: 'confirm',
  title: '`curl` gives up at the first hitch',
  why: 'For teams whose builds fail now and then on the network: --retry tries again after errors that pass.',
  twins: ['tally/prefer-curl-config'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'curl')) {
      const fetch = fetchOf(command);
      const { name } = command;
      if (!fetch || !name || fetch.urls.length === 0 || optionOf(fetch.given, '--retry', '-K', '--config')) continue;
      yield {
        span: run.docSpan(name.span),
        message: 'curl does not try again when the network fails for a moment.',
        ...confirmed('Insert --retry 3', insertAfter(run, command, name, '--retry 3')),
      };
    }
  },
});
