// RULE curl-insecure: the id is the file name; the examples below are run as tests.
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { optionFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN curl -fsSLk https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl -fsSL \\\n      --insecure \\\n      https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl --proxy-insecure https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nONBUILD RUN curl -k https://example.com/a.tgz -o /tmp/a.tgz\n',
  ],
  fixed: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl -fsSL \\\n      https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nRUN curl https://example.com/a.tgz -o /tmp/a.tgz\n',
    'FROM debian:12\nONBUILD RUN curl https://example.com/a.tgz -o /tmp/a.tgz\n',
  ],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/-k -o /tmp/-k\n',
    'FROM debian:12\nRUN curl -o -k https://example.com/a.tgz\n',
    'FROM debian:12\nRUN curl -H "X-Flag: --insecure" https://example.com/a.tgz\n',
    'FROM debian:12\nRUN echo curl -k\n',
  ],
};

const INSECURE = new Set(['-k', '--insecure', '--proxy-insecure', '--doh-insecure']);

export default defineRule({
  id: 'curl-insecure',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['curl'],
  fix: 'confirm',
  title: '`curl` does not check the certificate of the server',
  why: 'Whoever sits between the builder and the server can then decide what lands in the image. A missing certificate authority is better added to the image.',
  twins: ['checkov/CKV2_DOCKER_2'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'curl')) {
      for (const option of fetchOf(command)?.given.options ?? []) {
        if (!INSECURE.has(option.name)) continue;
        const message = `${option.name} makes curl take what any server sends, whatever its certificate.`;
        yield optionFinding(context, run, command, option, message);
      }
    }
  },
});
