// RULE last-user-root: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nUSER app\nRUN make\nUSER root\n',
    'FROM debian:12\nUSER 0:0\n',
    'FROM debian:12 AS base\nUSER root\nFROM base\nCMD ["app"]\n',
    'FROM debian:12\nARG WHO=root\nUSER ${WHO}\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nUSER root\nRUN apt-get update\nUSER app\n',
    'FROM debian:12 AS build\nUSER root\nFROM debian:12\nUSER app\n',
    'FROM debian:12\nARG WHO\nUSER $WHO\n',
    'FROM debian:12\nONBUILD USER root\n',
  ],
};

export default defineRule({
  id: 'last-user-root',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['user'],
  fix: 'none',
  title: 'The last USER is root',
  why: 'Containers of this image run as root unless somebody says otherwise: whoever breaks out of the program owns all of the container, and is root to every folder that is mounted into it.',
  twins: [
    'hadolint/DL3002',
    'trivy/DS-0002',
    'checkov/CKV_DOCKER_8',
    'sonar/S6471',
    'dockerfile_lint/root_user',
    'dockle/CIS-DI-0001',
    'slim/ID.20017',
    'kics/last-user-is-root',
    'terrascan/AC_DOCKER_0005',
    'semgrep/last-user-is-root',
    'buddy/EU0001',
    'droast/DF002',
    'parfum/DL3002',
  ],
  differs: 'hadolint reports every stage; only the user of the stage that is built ends up in the image.',
  *check(context) {
    const { chain } = context.graph;
    for (const stage of [...chain].reverse()) {
      const at = stage.steps.findLastIndex(({ keyword }) => keyword === 'USER');
      const step = stage.steps[at];
      const [word] = step?.words ?? [];
      if (!step) continue;
      const user = word && context.scopeBefore(stage, at).resolve(word.text);
      if (word && user !== undefined && /^(?:root|0)(?::|$)/.test(user))
        yield { span: word.span, message: 'Containers of this image run as root.' };
      return;
    }
  },
});
