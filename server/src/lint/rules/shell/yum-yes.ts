// RULE yum-yes: the id is the file name; the examples below are run as tests.
import { askingCalls, asksLikeYum } from '../../facts/assumeYes';
import { defineRule, type RuleExamples } from '../../rule';

const ASKING = asksLikeYum('yum');

export const examples: RuleExamples = {
  bad: ['FROM centos:7\nRUN yum install httpd\n'],
  fixed: ['FROM centos:7\nRUN yum install -y httpd\n'],
  good: [
    'FROM centos:7\nRUN yum install -y httpd\n',
    'FROM centos:7\nRUN yum clean all\n',
    'FROM centos:7\nRUN yes | yum install httpd\n',
  ],
};

export default defineRule({
  id: 'yum-yes',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['yum'],
  fix: 'safe',
  title: 'yum asks, and nobody answers',
  why: 'Without an answer yum stops, and the build with it.',
  twins: [
    'hadolint/DL3030',
    'droast/DF027',
    'terrascan/AC_DOCKER_0004',
    'parfum/yumInstallForceYes',
    'kics/yum-install-allows-manual-input',
  ],
  *check(context) {
    yield* askingCalls(context, ASKING);
  },
});
