// RULE secret-mount-world-readable: the id is the file name; the examples below are run as tests.
import { mountFlags } from '../../facts/mountFlags';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN --mount=type=secret,id=key,mode=0444 cat /run/secrets/key\n',
    'FROM debian:12\nRUN --mount=type=ssh,mode=666 git fetch\n',
  ],
  fixed: [
    'FROM debian:12\nRUN --mount=type=secret,id=key,mode=0400 cat /run/secrets/key\n',
    'FROM debian:12\nRUN --mount=type=ssh,mode=0400 git fetch\n',
  ],
  good: [
    'FROM debian:12\nRUN --mount=type=secret,id=key,mode=0440,uid=1000 cat /run/secrets/key\n',
    'FROM debian:12\nRUN --mount=type=secret,id=key cat /run/secrets/key\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/root/.cache,mode=0777 make\n',
  ],
};

export default defineRule({
  id: 'secret-mount-world-readable',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['type=secret', 'type=ssh'],
  fix: 'confirm',
  title: 'A secret mount that every user of the step can read',
  why: 'Whatever runs in this step under another user, such as a build script that gave root up on purpose, can read it. `uid=` gives it to the one who needs it.',
  twins: ['sonar/S6469'],
  *check(context) {
    for (const { mount, flag } of mountFlags(context)) {
      const mode = mount.options.get('mode') ?? '';
      if ((mount.type !== 'secret' && mount.type !== 'ssh') || !/^[0-7]{1,5}$/.test(mode)) continue;
      if ((parseInt(mode, 8) & 0o007) === 0) continue;
      const at = context.model.text.slice(flag.span.start, flag.span.end).search(/\bmode=[0-7]/i);
      if (at === -1) continue;
      const start = flag.span.start + at + 'mode='.length;
      const span = { start, end: start + mode.length };
      yield {
        span,
        message: `With mode ${mode} every user of this step can read the secret.`,
        ...confirmed('Use mode=0400', [{ span, newText: '0400' }]),
      };
    }
  },
});
