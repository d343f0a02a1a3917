// RULE duplicate-stage-name: the id is the file name; the examples below are run as tests.
import type { Stage } from '../../../build/graph';
import { quoted } from '../../../layers/goFormat';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine AS build\nFROM debian AS build\n', 'FROM alpine AS build\nFROM debian AS Build\n'],
  fixed: [],
  good: ['FROM alpine AS build\nFROM debian AS test\n', 'FROM alpine\nFROM debian\n'],
};

export default defineRule({
  id: 'duplicate-stage-name',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'Two stages with one name',
  why: 'References behind the second mean the second: which files are copied changes with the order of the stages.',
  twins: [
    'buildkit/DuplicateStageName',
    'hadolint/DL3024',
    'trivy/DS-0012',
    'checkov/CKV_DOCKER_11',
    'dockerfile-utils/DUPLICATE_BUILD_STAGE_NAME',
    'kics/duplicate-stage-name',
    'buddy/EF0002',
    'droast/DF042',
  ],
  *check({ graph, model }) {
    const first = new Map<string, Stage>();
    for (const stage of graph.stages) {
      const { name, from } = stage;
      if (name === undefined || !from.stageName) continue;
      const before = first.get(name);
      if (!before) {
        first.set(name, stage);
        continue;
      }
      const place = placed(model, from, from.stageName.span, 'The name of the stage');
      const related = {
        span: before.from.stageName?.span ?? before.from.keywordSpan,
        message: 'The first of that name',
      };
      yield {
        span: place.span,
        message: `Duplicate stage name ${quoted(name)}, stage names should be unique`,
        related: [related, ...(place.related ?? [])],
      };
    }
  },
});
