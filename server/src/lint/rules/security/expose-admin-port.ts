// RULE expose-admin-port: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nEXPOSE 80 22\n',
    'FROM debian:12\nEXPOSE 22/tcp\n',
    'FROM debian:12\nARG PORT=3389\nEXPOSE $PORT\n',
    'FROM debian:12\nEXPOSE 20-25\n',
  ],
  fixed: [],
  good: ['FROM debian:12\nEXPOSE 80 443 2222\n', 'FROM debian:12\nARG PORT\nEXPOSE $PORT\n'],
};

const ADMINISTRATION = new Map([
  [22, 'SSH'],
  [23, 'Telnet'],
  [3389, 'remote desktop'],
  [5800, 'VNC'],
  [5900, 'VNC'],
]);

export default defineRule({
  id: 'expose-admin-port',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['expose'],
  fix: 'none',
  title: 'A port for remote administration is exposed',
  why: 'A container is administered from its host; a log-in service inside it is one more way in, with accounts and keys of its own.',
  twins: ['trivy/DS-0004', 'checkov/CKV_DOCKER_1', 'sonar/S6473', 'kics/exposing-port-22', 'terrascan/AC_DOCKER_0026'],
  *check(context) {
    for (const { stage, index, step } of stepsWith(context, 'EXPOSE')) {
      for (const { text, span } of step.words) {
        const port = context.scopeBefore(stage, index).resolve(text) ?? '';
        const [, first, last] = /^(?:.*:)?(\d{1,5})(?:-(\d{1,5}))?(?:\/\w+)?$/.exec(port) ?? [];
        if (first === undefined) continue;
        for (const [number, service] of ADMINISTRATION) {
          if (number < Number(first) || number > Number(last ?? first)) continue;
          yield {
            span,
            message: `Port ${number} is for ${service}: a way into the container beside the one that its host has.`,
          };
          break;
        }
      }
    }
  },
});
