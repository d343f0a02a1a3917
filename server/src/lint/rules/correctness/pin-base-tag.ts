// RULE pin-base-tag: the id is the file name; the examples below are run as tests.
import { stageMeant, stageReferences } from '../../facts/stageReferences';
import { defineRule, type RuleExamples } from '../../rule';

const isUntagged = (reference: string): boolean =>
  reference !== '' && reference !== 'scratch' && !reference.includes('@') && !/:[^/]*$/.test(reference);

export const examples: RuleExamples = {
  bad: [
    'FROM debian\nRUN true\n',
    'FROM --platform=linux/amd64 ghcr.io:443/me/app AS x\n',
    'FROM debian:12\nCOPY --from=nginx /etc/nginx /etc/nginx\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nFROM scratch\nFROM debian@sha256:0000000000000000000000000000000000000000000000000000000000000000\n',
    'FROM debian:12 AS base\nFROM base\nCOPY --from=base /a /a\n',
    'ARG BASE\nFROM $BASE\n',
    'FROM debian:12\nCOPY --from=0 /a /a\n',
  ],
  project: { targets: [], namedContexts: ['shared'], platforms: [] },
};

export default defineRule({
  id: 'pin-base-tag',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'Base image without a tag',
  why: 'It means `latest`, which is another image next month: builds differ, and caches do not help.',
  twins: [
    'hadolint/DL3006',
    'trivy/DS-0001',
    'checkov/CKV_DOCKER_7',
    'droast/DF001',
    'buddy/EF0004',
    'sonar/S6596',
    'dockerfilelint/missing_tag',
    'dockerfile_lint/no_tag',
    'semgrep/missing-image-version',
  ],
  differs: 'hadolint looks at FROM only; here images that COPY --from and RUN --mount=from name count too.',
  *check(context) {
    const named = new Set(context.facts.project?.namedContexts.map((name) => name.toLowerCase()));
    for (const { from, base } of context.graph.stages) {
      const word = from.image;
      if (!word || base.kind !== 'image' || named.has(word.text.toLowerCase())) continue;
      const reference = word.text.includes('$') ? base.reference : word.text;
      if (!isUntagged(reference)) continue;
      yield {
        span: word.span,
        message: `${reference} has no tag: it means latest, which is another image next month.`,
        // A build argument may say another one.
        ...(word.text.includes('$') ? { severity: 'hint' as const } : {}),
      };
    }
    for (const reference of stageReferences(context)) {
      if (reference.kind === 'from' || stageMeant(context, reference) || named.has(reference.text.toLowerCase()))
        continue;
      if (reference.text.includes('$') || /^\d+$/.test(reference.text) || !isUntagged(reference.text)) continue;
      yield {
        span: reference.span,
        message: `${reference.text} has no tag: it means latest, which is another image next month.`,
      };
    }
  },
});
