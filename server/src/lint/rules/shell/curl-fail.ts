// RULE curl-fail: the id is the file name; the examples below are run as tests.
import { optionOf } from '../../../shell/options';
import { fetchOf, type Fetch } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';
import { addLetter } from '../../edits';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -sSL https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl https://example.com/a.tgz | tar -xz\n',
    'FROM debian:12\nRUN V=$(curl -s https://example.com/version) && make $V\n',
    'FROM debian:12\nRUN curl -o /tmp/a.tgz https://example.com/a.tgz\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl -f https://example.com/a.tgz | tar -xz\n',
    'FROM debian:12\nRUN V=$(curl -fs https://example.com/version) && make $V\n',
    'FROM debian:12\nRUN curl -f -o /tmp/a.tgz https://example.com/a.tgz\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl --fail-with-body https://example.com/a.tgz | tar -xz\n',
    'FROM debian:12\nRUN curl -sI https://example.com/ > head\n',
    'FROM debian:12\nRUN curl -s -o /dev/null -w "%{http_code}" https://example.com/\n',
    'FROM debian:12\nRUN curl https://example.com/ping\n',
    'FROM debian:12\nRUN curl $CURL_OPTIONS https://example.com/a.tgz -o a.tgz\n',
    'FROM debian:12\nHEALTHCHECK CMD curl http://localhost/ | grep -q ok\n',
  ],
};

export default defineRule({
  id: 'curl-fail',
  group: 'shell',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl'],
  fix: 'confirm',
  title: '`curl` calls an error page a success',
  why: 'Without -f curl saves what the server says about the error, and succeeds: the page lands in the image, or in the program that reads it.',
  twins: ['droast/DF035', 'parfum/curlUseFlagF'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'curl')) {
      const fetch = fetchOf(command);
      if (!fetch || fetch.urls.length === 0 || !command.name || isFine(fetch)) continue;
      const { pipe, inside } = command;
      // What only scrolls by in the log lands nowhere.
      if (fetch.output === '-' && pipe.at + 1 >= pipe.of && !inside.includes('substitution')) continue;
      yield {
        span: run.docSpan(command.name.span),
        message: 'When the server answers with an error, curl takes its page for the file.',
        ...confirmed('Add -f (an error then stops the step)', addLetter(run, command, 'f')),
      };
    }
  },
});

function isFine({ given, command, output }: Fetch): boolean {
  if (optionOf(given, '-f', '--fail', '--fail-with-body', '--fail-early', '-I', '--head', '-K', '--config'))
    return true;
  if (optionOf(given, '-w', '--write-out')?.value?.includes('http_code')) return true;
  // Options may come in a variable.
  return (
    output === '/dev/null' ||
    command.args.some(({ text, raw }) => text === undefined && /^\$[\w{(]/.test(raw) && !raw.includes('/'))
  );
}
