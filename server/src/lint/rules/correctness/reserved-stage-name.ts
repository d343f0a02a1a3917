// RULE reserved-stage-name: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { Stage } from '../../../build/graph';
import { quoted } from '../../../layers/goFormat';
import type { RuleContext } from '../../context';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';
import { stageMeant, stageReferences } from '../../facts/stageReferences';

/** moby/buildkit: dockerfile2llb/validations.go (reservedStageNames). */
const RESERVED = new Set(['context', 'scratch']);

export const examples: RuleExamples = {
  bad: [
    'FROM alpine AS scratch\nRUN make\n',
    'FROM alpine AS context\nRUN make\nFROM alpine\nCOPY --from=context /out /\n',
  ],
  fixed: [
    'FROM alpine AS scratch-stage\nRUN make\n',
    'FROM alpine AS context-stage\nRUN make\nFROM alpine\nCOPY --from=context-stage /out /\n',
  ],
  good: ['FROM alpine AS scratch-1\n', 'FROM scratch\nCOPY a /\n'],
};

export default defineRule({
  id: 'reserved-stage-name',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: [...RESERVED],
  fix: 'confirm',
  title: 'Stage called scratch or context',
  why: 'The name `scratch` means the empty image and `context` the build context: a stage of that name takes their place, in part.',
  twins: ['buildkit/ReservedStageName', 'hadolint/DL3063'],
  *check(context) {
    for (const stage of context.graph.stages) {
      const { name, from } = stage;
      if (name === undefined || !RESERVED.has(name) || !from.stageName) continue;
      const edits = renaming(context, stage, `${name}-stage`);
      const title = `Rename to ${name}-stage, with all references in this file`;
      yield {
        ...placed(context.model, from, from.stageName.span, 'The name of the stage'),
        message: `Stage name should not use the same name as reserved stage ${quoted(name)}`,
        ...(edits && { fixes: [{ class: 'confirm' as const, title, edits }] }),
      };
    }
  },
});

/** Undefined when a reference cannot be edited, or the new name is taken. */
function renaming(context: RuleContext, stage: Stage, newText: string): TextEdit[] | undefined {
  if (context.graph.stages.some(({ name }) => name === newText) || !stage.from.stageName) return undefined;
  const references = [...stageReferences(context)].filter((one) => stageMeant(context, one) === stage);
  const named = references.filter(({ text }) => !/^\d+$/.test(text));
  if (named.some(({ exact }) => !exact)) return undefined;
  return [stage.from.stageName, ...named].map(({ span }) => ({ span, newText }));
}
