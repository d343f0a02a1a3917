// RULE wget-no-check-certificate: the id is the file name; the examples below are run as tests.
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { optionFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN wget --no-check-certificate -q https://example.com/a.tgz\n',
    'FROM debian:12\nRUN true && \\\n    wget -q \\\n      --no-check-certificate \\\n      https://example.com/a.tgz\n',
  ],
  fixed: [
    'FROM debian:12\nRUN wget -q https://example.com/a.tgz\n',
    'FROM debian:12\nRUN true && \\\n    wget -q \\\n      https://example.com/a.tgz\n',
  ],
  good: [
    'FROM debian:12\nRUN wget -q https://example.com/a.tgz\n',
    'FROM debian:12\nRUN echo "wget --no-check-certificate"\n',
  ],
};

export default defineRule({
  id: 'wget-no-check-certificate',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['no-check-certificate'],
  fix: 'confirm',
  title: '`wget` does not check the certificate of the server',
  why: 'Whoever sits between the builder and the server can then decide what lands in the image. Installing ca-certificates is what most images lack.',
  twins: ['checkov/CKV2_DOCKER_3'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'wget')) {
      for (const option of fetchOf(command)?.given.options ?? []) {
        if (option.name !== '--no-check-certificate') continue;
        const message = `${option.name} makes wget take what any server sends, whatever its certificate.`;
        yield optionFinding(context, run, command, option, message);
      }
    }
  },
});
