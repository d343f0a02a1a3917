// RULE wget-retry-config: the id is the file name; the examples below are run as tests.
import { optionOf } from '../../../shell/options';
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nRUN wget -q https://example.com/a.tgz\n'],
  fixed: ['FROM debian:12\nRUN wget --retry-connrefused -q https://example.com/a.tgz\n'],
  good: ['FROM debian:12\nRUN wget --tries=3 -q https://example.com/a.tgz\n', 'FROM debian:12\nRUN wget --version\n'],
};

export default defineRule({
  id: 'wget-retry-config',
  group: 'shell',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['wget'],
  fix: 'confirm',
  title: '`wget` gives up when a server refuses for a moment',
  why: 'For teams whose builds fail now and then on the network: GNU wget tries again on its own, but not when a connection is refused.',
  twins: ['tally/prefer-wget-config'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'wget')) {
      const fetch = fetchOf(command);
      const { name } = command;
      if (!fetch || !name || fetch.urls.length === 0) continue;
      if (optionOf(fetch.given, '-t', '--tries', '--retry-connrefused', '--retry-on-http-error', '--config')) continue;
      yield {
        span: run.docSpan(name.span),
        message: 'wget does not try again when the server refuses the connection for a moment.',
        ...confirmed('Insert --retry-connrefused', insertAfter(run, command, name, '--retry-connrefused')),
      };
    }
  },
});
