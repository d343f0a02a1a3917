// RULE dnf-yes: the id is the file name; the examples below are run as tests.
import { askingCalls, asksLikeYum } from '../../facts/assumeYes';
import { defineRule, type RuleExamples } from '../../rule';

const ASKING = asksLikeYum('dnf', 'microdnf', 'tdnf');

export const examples: RuleExamples = {
  bad: ['FROM fedora:41\nRUN dnf install httpd\n'],
  fixed: ['FROM fedora:41\nRUN dnf install -y httpd\n'],
  good: [
    'FROM fedora:41\nRUN dnf install -y httpd\n',
    'FROM fedora:41\nRUN dnf clean all\n',
    'FROM fedora:41\nRUN yes | dnf install httpd\n',
    'FROM redhat/ubi9-minimal\nRUN microdnf install findutils\n',
  ],
};

export default defineRule({
  id: 'dnf-yes',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['dnf'],
  fix: 'safe',
  title: 'dnf asks, and nobody answers',
  why: 'Without an answer dnf stops, and the build with it.',
  twins: ['hadolint/DL3038', 'semgrep/missing-dnf-assume-yes-switch'],
  differs: 'microdnf never asks: it is told only when you ask for the twin by name.',
  *check(context) {
    yield* askingCalls(context, ASKING);
  },
});
