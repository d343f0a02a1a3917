// RULE user-explicit-group: the id is the file name; the examples below are run as tests.
import { memberships } from '../../facts/accounts';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN useradd -m app && usermod -aG video app\nUSER app:app\n',
    'FROM debian:12\nRUN useradd -m -G audio,video app\nUSER app:users\n',
    'FROM alpine:3.22\nRUN addgroup app video\nUSER app:app\n',
  ],
  fixed: [
    'FROM debian:12\nRUN useradd -m app && usermod -aG video app\nUSER app\n',
    'FROM debian:12\nRUN useradd -m -G audio,video app\nUSER app\n',
    'FROM alpine:3.22\nRUN addgroup app video\nUSER app\n',
  ],
  good: [
    'FROM debian:12\nRUN usermod -aG video app\nUSER app\n',
    'FROM debian:12\nRUN useradd -m app\nUSER app:app\n',
    'FROM debian:12\nUSER app:app\nFROM debian:12\nRUN usermod -aG video app\n',
  ],
};

export default defineRule({
  id: 'user-explicit-group',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['useradd', 'usermod', 'adduser', 'addgroup', 'gpasswd'],
  fix: 'confirm',
  title: '`USER name:group` leaves the user’s other groups out',
  why: 'With a group in USER, the container runs with that group alone; the groups that the user was put into do not count.',
  twins: ['tally/user-explicit-group-drops-supplementary-groups'],
  *check(context) {
    const found = memberships(context);
    for (const { stage, index, step } of stepsWith(context, 'USER')) {
      const [word] = step.words;
      const colon = word?.text.indexOf(':') ?? -1;
      if (!word || colon < 1) continue;
      const name = word.text.slice(0, colon);
      const chain = context.chainOf(stage);
      const joins = found.find(
        ({ user, run }) => user === name && chain.includes(run.stage) && (run.stage !== stage || run.index < index),
      );
      if (!joins) continue;
      const start = word.span.start + colon;
      yield {
        span: word.span,
        message: `With :${word.text.slice(colon + 1)} the container runs without the other groups that ${name} was put into in line ${joins.run.run.line + 1}.`,
        related: [{ span: joins.run.docSpan(joins.command.span), message: 'Puts the user into a group' }],
        ...confirmed('Leave the group out', [{ span: { start, end: word.span.end }, newText: '' }]),
      };
    }
  },
});
