// RULE suppression-without-reason: the id is the file name; the examples below are run as tests.
import { defineRule, type Finding, type RuleExamples } from '../../rule';
import type { Dialect } from '../../suppress/suppressForms';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\n# layerlens-ignore update-alone\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\n# hadolint ignore=DL3008\nRUN apt-get update\n',
    '# checkov:skip=CKV_DOCKER_2\nFROM debian:12\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\n# layerlens-ignore update-alone -- the index is the point of this layer\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\n# hadolint ignore=DL3008 # the archive keeps one version\nRUN apt-get update\n',
    '# checkov:skip=CKV_DOCKER_2:the orchestrator checks\nFROM debian:12\n',
    // These have no place for one.
    '# check=skip=StageNameCasing\nFROM debian:12\n',
    'FROM debian:12\n# trivy:ignore:DS-0017\nRUN apt-get update\n',
  ],
};

/** Whose comments can say why. */
const CAN_SAY: ReadonlySet<Dialect> = new Set(['layerlens', 'hadolint', 'tally', 'checkov']);

export default defineRule({
  id: 'suppression-without-reason',
  group: 'style',
  severity: 'off',
  since: '0.1.0',
  reads: ['syntax', 'findings'],
  fix: 'none',
  title: 'A comment silences a rule and does not say why',
  why: 'Whoever reads it later cannot tell whether the reason still holds, and leaves it there for ever.',
  twins: ['tally/require-reason'],
  *check({ suppressions: fact }): Iterable<Finding> {
    for (const { dialect, reason, span } of fact?.all ?? []) {
      if (!CAN_SAY.has(dialect) || reason !== '') continue;
      yield { span, message: 'This comment silences a rule without saying why.' };
    }
  },
});
