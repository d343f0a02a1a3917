// RULE base-latest: the id is the file name; the examples below are run as tests.
import { imageUses } from '../../facts/imageUses';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:latest\nRUN true\n',
    'ARG TAG=latest\nFROM debian:$TAG\n',
    'FROM debian:12\nCOPY --from=composer:latest /usr/bin/composer /usr/bin/\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN true\n',
    'FROM debian:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000\n',
    'ARG TAG\nFROM debian:${TAG}\n',
  ],
};

export default defineRule({
  id: 'base-latest',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['latest', '$'],
  fix: 'none',
  title: 'Base image tagged latest',
  why: 'It is another image next month: builds differ, and what worked today may not build then.',
  twins: [
    'hadolint/DL3007',
    'trivy/DS-0001',
    'checkov/CKV_DOCKER_7',
    'dockle/DKL-DI-0006',
    'slim/ID.20006',
    'droast/DF001',
    'droast/DF024',
    'buddy/EF0003',
    'sonar/S6596',
    'dockerfilelint/latest_tag',
    'dockerfile_lint/is_latest_tag',
    'semgrep/avoid-latest-version',
    'terrascan/AC_DOCKER_0041',
  ],
  differs:
    'hadolint reads the words of FROM; here a variable stands for its value, then with severity hint, and images that COPY --from and RUN --mount=from name count too.',
  *check(context) {
    for (const { from, base } of context.graph.stages) {
      const word = from.image;
      if (!word || base.kind !== 'image' || !base.reference.endsWith(':latest')) continue;
      yield {
        span: word.span,
        message: messageFor(base.reference),
        ...(word.text.includes('$') ? { severity: 'hint' as const } : {}),
      };
    }
    for (const { reference, span, isBase } of imageUses(context))
      if (!isBase && reference.endsWith(':latest')) yield { span, message: messageFor(reference) };
  },
});

const messageFor = (reference: string): string =>
  `${reference} is another image next month. Name the version that you build with.`;
