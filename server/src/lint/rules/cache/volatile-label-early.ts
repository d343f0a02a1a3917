// RULE volatile-label-early: the id is the file name; the examples below are run as tests.
import { isVolatile } from '../../facts/firstUse';
import { moveInstruction } from '../../edits';
import type { Fix } from '../../rule';
import { defineRule, type RuleExamples } from '../../rule';
import type { DockerfileModel, Instruction } from '../../../syntax/model';

function moved(model: DockerfileModel, step: Instruction, other: Instruction): Fix[] {
  const edits = moveInstruction(model, step, 'after', other);
  return edits ? [{ class: 'confirm', title: `Move it behind the RUN in line ${String(other.line + 1)}`, edits }] : [];
}

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nARG COMMIT\nLABEL revision=$COMMIT\nRUN make deps\n'],
  fixed: ['FROM debian:12\nARG COMMIT\nRUN make deps\nLABEL revision=$COMMIT\n'],
  good: [
    'FROM debian:12\nRUN make deps\nARG COMMIT\nLABEL revision=$COMMIT\n',
    'FROM debian:12\nLABEL a=b\nRUN make\n',
  ],
};

export default defineRule({
  id: 'volatile-label-early',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['label'],
  fix: 'confirm',
  title: 'LABEL that changes with each build stands above RUNs',
  why: 'Builders that make an image of each instruction (classic, Kaniko, buildah) run everything below it again. BuildKit does not.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const lastRun = stage.steps.findLastIndex(({ keyword }) => keyword === 'RUN');
      const last = stage.steps[lastRun];
      for (const step of stage.steps.slice(0, Math.max(0, lastRun))) {
        if (step.keyword !== 'LABEL' || !last) continue;
        const names = [...step.original.value.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '');
        if (!names.some(isVolatile)) continue;
        yield {
          span: step.keywordSpan,
          message:
            'This label changes with each build: builders that make an image of each instruction run all below it again.',
          fixes: moved(context.model, step, last),
        };
      }
    }
  },
});
