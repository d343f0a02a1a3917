// RULE zypper-yes: the id is the file name; the examples below are run as tests.
import { askingCalls, type Asking } from '../../facts/assumeYes';
import { defineRule, type RuleExamples } from '../../rule';

const ASKING: Asking = {
  managers: ['zypper'],
  verbs: new Set([
    'install',
    'in',
    'remove',
    'rm',
    'patch',
    'source-install',
    'si',
    'update',
    'up',
    'dup',
    'dist-upgrade',
  ]),
  switch: '--non-interactive',
  isGlobal: true,
  answers: (flags) => flags.some(({ name }) => /^(?:-n|--non-interactive|-y|--no-confirm)$/.test(name)),
};

export const examples: RuleExamples = {
  bad: ['FROM opensuse/leap:15.6\nRUN zypper install httpd\n'],
  fixed: ['FROM opensuse/leap:15.6\nRUN zypper --non-interactive install httpd\n'],
  good: [
    'FROM opensuse/leap:15.6\nRUN zypper -n install httpd\n',
    'FROM opensuse/leap:15.6\nRUN zypper clean --all\n',
    'FROM opensuse/leap:15.6\nRUN yes | zypper install httpd\n',
  ],
};

export default defineRule({
  id: 'zypper-yes',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['zypper'],
  fix: 'safe',
  title: 'zypper asks, and nobody answers',
  why: 'Without an answer zypper stops, and the build with it.',
  twins: ['hadolint/DL3034', 'droast/DF043', 'kics/zypper-install-without-confirmation'],
  *check(context) {
    yield* askingCalls(context, ASKING);
  },
});
