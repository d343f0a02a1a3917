// RULE numeric-user: the id is the file name; the examples below are run as tests.
import { usersMade } from '../../facts/accounts';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN useradd -u 10001 app\nUSER app\n',
    'FROM alpine:3.22\nRUN adduser -D -u 1000 app\nUSER app:app\n',
    'FROM debian:12\nUSER nobody\n',
  ],
  fixed: [
    'FROM debian:12\nRUN useradd -u 10001 app\nUSER 10001\n',
    'FROM alpine:3.22\nRUN adduser -D -u 1000 app\nUSER 1000:app\n',
  ],
  good: [
    'FROM debian:12\nUSER 10001\n',
    'FROM debian:12\nUSER 10001:app\n',
    'FROM debian:12\nUSER $WHO\n',
    'FROM debian:12\nUSER root\nRUN apt-get update\nUSER 10001\n',
    'FROM mcr.microsoft.com/windows/nanoserver:ltsc2025\nUSER ContainerUser\n',
  ],
};

export default defineRule({
  id: 'numeric-user',
  group: 'security',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['user'],
  fix: 'confirm',
  title: 'USER by name instead of by number',
  why: 'Kubernetes cannot tell whether a name is root: with runAsNonRoot it refuses to start the container.',
  twins: ['hadolint/DL3066'],
  differs:
    'root itself is told only when you ask for the twin by name (last-user-root speaks of it); a user of Windows is no finding, nor is a variable.',
  *check(context) {
    for (const { stage, step } of stepsWith(context, 'USER')) {
      const [word] = step.words;
      const [name = ''] = word?.text.split(':') ?? [];
      if (!word || name === '' || /^["']?\d/.test(name) || name.includes('$')) continue;
      if (/^Container(?:User|Administrator)$/i.test(name) || context.graph.options.platform.os === 'windows') continue;
      if (name === 'root') {
        const message = 'A number says who this is without the image’s /etc/passwd: root is 0.';
        yield { span: word.span, message, severity: 'off' };
        continue;
      }
      const chain = context.chainOf(stage);
      const uid = usersMade(context).findLast((user) => user.name === name && chain.includes(user.run.stage))?.uid;
      const edits =
        uid !== undefined && /^\d+$/.test(uid)
          ? [{ span: { start: word.span.start, end: word.span.start + name.length }, newText: uid }]
          : undefined;
      yield {
        span: word.span,
        message: `Kubernetes cannot tell whether ${name} is root: with runAsNonRoot it needs the number.`,
        ...confirmed(`Use the number ${uid ?? ''}`, edits),
      };
    }
  },
});
