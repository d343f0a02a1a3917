// RULE volume-system-dir: the id is the file name; the examples below are run as tests.
import { cleanPath } from '../../../base/posixPath';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nVOLUME /data /etc/\n', 'FROM debian:12\nVOLUME ["/proc"]\n', 'FROM debian:12\nVOLUME /\n'],
  fixed: [],
  good: ['FROM debian:12\nVOLUME /etc/app /var/lib/app\n', 'FROM debian:12\nARG DIR\nVOLUME $DIR\n'],
};

const SYSTEM = new Set(['/', '/boot', '/dev', '/etc', '/proc', '/sys']);

export default defineRule({
  id: 'volume-system-dir',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['volume'],
  fix: 'none',
  title: 'VOLUME on a directory of the system',
  why: 'Docker lays a volume over it in every container, so that the system’s own files there are hidden or kept from an older image.',
  twins: ['dockle/DKL-DI-0002'],
  *check(context) {
    for (const { stage, index, step } of stepsWith(context, 'VOLUME')) {
      for (const { text, span } of step.words) {
        const path = context.scopeBefore(stage, index).resolve(text);
        if (path === undefined || path === '' || !SYSTEM.has(cleanPath(path))) continue;
        yield { span, message: `A volume over ${cleanPath(path)} hides what the image has there.` };
      }
    }
  },
});
