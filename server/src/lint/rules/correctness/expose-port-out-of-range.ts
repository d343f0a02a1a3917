// RULE expose-port-out-of-range: the id is the file name; the examples below are run as tests.
import { exposed } from '../../words/ports';
import { defineRule, type RuleExamples } from '../../rule';

const HIGHEST = 65_535;

export const examples: RuleExamples = {
  bad: ['FROM alpine\nEXPOSE 80000\n', 'FROM alpine\nEXPOSE 65000-65536/udp\n', 'FROM alpine\nEXPOSE 0\n'],
  fixed: [],
  good: ['FROM alpine\nEXPOSE 65535 1\n', 'FROM alpine\nEXPOSE $PORT\n', 'FROM alpine\nEXPOSE 90000-80\n'],
};

export default defineRule({
  id: 'expose-port-out-of-range',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['expose'],
  fix: 'none',
  title: 'A port above 65535',
  why: 'The build stops here. Port 0 means "any" and exposes nothing.',
  twins: [
    'hadolint/DL3011',
    'trivy/DS-0008',
    'kics/expose-port-out-of-range',
    'terrascan/AC_DOCKER_0011',
    'semgrep/invalid-port',
    'buddy/EE0001',
    'droast/DF040',
  ],
  *check(context) {
    for (const { one, expanded, port } of exposed(context)) {
      const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(port.container) ?? [];
      if (one.acts !== one.at || first === undefined || Number(first) > Number(last)) continue;
      const { span } = expanded.word;
      if (Number(last) > HIGHEST) {
        yield { span, message: `Ports end at ${String(HIGHEST)}: the build stops at ${expanded.text}.` };
      } else if (Number(first) === 0) {
        yield { span, message: 'Port 0 means any port: it exposes nothing.', severity: 'hint' };
      }
    }
  },
});
