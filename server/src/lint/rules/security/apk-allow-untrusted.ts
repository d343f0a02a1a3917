// RULE apk-allow-untrusted: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { managerOptions } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine:3.22\nRUN apk add --no-cache --allow-untrusted tool\n',
    'FROM alpine:3.22\nRUN apk --allow-untrusted add /tmp/tool.apk\n',
  ],
  fixed: [],
  good: ['FROM alpine:3.22\nRUN apk add --no-cache tool\n', 'FROM alpine:3.22\nRUN echo apk add --allow-untrusted\n'],
};

export default defineRule({
  id: 'apk-allow-untrusted',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['allow-untrusted'],
  fix: 'none',
  title: '`apk` installs packages without checking who signed them',
  why: 'A package runs code as root when it is installed. Put the signer’s key into /etc/apk/keys instead.',
  twins: ['checkov/CKV2_DOCKER_7'],
  differs: 'Packages that are a file, which may come from your own build, are shown with severity info.',
  *check(context) {
    for (const { run, command, word } of managerOptions(context, ['apk'], '--allow-untrusted')) {
      const isOwn = command.args.some(({ raw }) => raw.endsWith('.apk') && raw.includes('/') && !raw.includes('://'));
      yield {
        span: run.docSpan(word.span),
        message: 'Packages are installed whoever signed them, or nobody.',
        ...(isOwn ? { severity: 'info' as const } : {}),
      };
    }
  },
});
