// RULE workdir-system-dir: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nWORKDIR /proc/self/fd/8\n',
    'FROM debian:12\nWORKDIR /sys\n',
    'FROM debian:12\nWORKDIR /\nWORKDIR dev/x\n',
  ],
  fixed: [],
  good: ['FROM debian:12\nWORKDIR /srv\n', 'FROM debian:12\nWORKDIR /system\n', 'FROM debian:12\nWORKDIR $DIR\n'],
};

const SYSTEM = /^\/(?:proc|boot|dev|initrd|lost\+found|sys)(?:\/|$)/;

export default defineRule({
  id: 'workdir-system-dir',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['workdir'],
  fix: 'none',
  title: 'WORKDIR in a directory of the system',
  why: 'What the build writes there is hidden in a running container, and a working directory below /proc has been a way out of containers (CVE-2024-21626).',
  twins: ['trivy/DS-0030'],
  *check(context) {
    for (const { stage, index, step, onbuild } of stepsWith(context, 'WORKDIR')) {
      const [word] = step.words;
      if (!word || onbuild) continue;
      const { workdir, workdirSure } = context.scopeBefore(stage, index + 1);
      if (!SYSTEM.test(workdir) || (!workdirSure && !word.text.startsWith('/'))) continue;
      yield {
        span: word.span,
        message: `${workdir} belongs to the system: what is written there is hidden in a running container.`,
      };
    }
  },
});
