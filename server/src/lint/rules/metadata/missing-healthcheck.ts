// RULE missing-healthcheck: the id is the file name; the examples below are run as tests.
import { targetPlace } from '../../facts/places';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nCMD ["app"]\n', 'FROM debian:12 AS a\nHEALTHCHECK CMD true\nFROM debian:12\nCMD ["app"]\n'],
  fixed: [],
  good: [
    'FROM debian:12\nHEALTHCHECK CMD true\n',
    'FROM debian:12\nHEALTHCHECK NONE\n',
    'FROM debian:12 AS base\nHEALTHCHECK CMD true\nFROM base\n',
  ],
};

export default defineRule({
  id: 'missing-healthcheck',
  group: 'metadata',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'No HEALTHCHECK',
  why: 'Docker then calls a container healthy as long as its program runs. Kubernetes takes no notice of HEALTHCHECK: for policies of those who use it.',
  twins: [
    'hadolint/DL3057',
    'trivy/DS-0026',
    'checkov/CKV_DOCKER_2',
    'dockle/CIS-DI-0006',
    'kics/healthcheck-instruction-missing',
    'terrascan/AC_DOCKER_0047',
    'droast/DF012',
  ],
  *check(context) {
    const span = targetPlace(context);
    const { chain } = context.graph;
    if (!span || chain.some(({ steps }) => steps.some(({ keyword }) => keyword === 'HEALTHCHECK'))) return;
    yield { span, message: 'Docker cannot tell whether the program in this image works: there is no HEALTHCHECK.' };
  },
});
