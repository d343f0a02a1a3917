// RULE volatile-env-early: the id is the file name; the examples below are run as tests.
import type { Stage } from '../../../build/graph';
import { firstUse, isVolatile } from '../../facts/firstUse';
import { moveInstruction } from '../../edits';
import type { Fix } from '../../rule';
import { defineRule, type RuleExamples } from '../../rule';
import type { DockerfileModel, Instruction } from '../../../syntax/model';

/** The ARG of the stage that a value takes over, when its name says that it changes with each build. */
function volatileArgIn(value: string, stage: Stage, before: number): string | undefined {
  if (!value.includes('$')) return undefined;
  const names = [...value.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '');
  return names.find(
    (name) =>
      isVolatile(name) &&
      stage.steps
        .slice(0, before)
        // A version that is written down does not change by itself.
        .some((step) => step.keyword === 'ARG' && step.items.some((item) => item.name.text === name && !item.value)),
  );
}

function moved(model: DockerfileModel, step: Instruction, other: Instruction): Fix[] {
  const edits = moveInstruction(model, step, 'after', other);
  return edits ? [{ class: 'confirm', title: `Move it behind the RUN in line ${String(other.line + 1)}`, edits }] : [];
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nARG COMMIT\nENV APP_COMMIT=$COMMIT\nRUN make deps\n',
    'FROM debian:12\nARG BUILD_DATE\nENV BUILT=${BUILD_DATE}\nRUN make deps\nCMD ["app"]\n',
  ],
  fixed: [
    'FROM debian:12\nARG COMMIT\nRUN make deps\nENV APP_COMMIT=$COMMIT\n',
    'FROM debian:12\nARG BUILD_DATE\nRUN make deps\nENV BUILT=${BUILD_DATE}\nCMD ["app"]\n',
  ],
  good: [
    'FROM debian:12\nRUN make deps\nARG COMMIT\nENV APP_COMMIT=$COMMIT\n',
    'FROM node:22\nENV NODE_VERSION=22.1.0\nRUN make deps\n',
    'FROM debian:12\nARG COMMIT\nENV APP_COMMIT=$COMMIT\nCOPY src /src\n',
    'FROM debian:12\nARG CHART_DEFAULT_BRANCH\nENV BRANCH=$CHART_DEFAULT_BRANCH\nRUN make deps\n',
    'FROM debian:12\nARG COMMIT\nENV APP_COMMIT=$COMMIT\nRUN git checkout $APP_COMMIT\nRUN make\n',
  ],
};

export default defineRule({
  id: 'volatile-env-early',
  group: 'cache',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph', 'run-words'],
  mentions: ['arg'],
  fix: 'confirm',
  title: 'ENV that changes with each build stands above RUNs',
  why: 'A RUN sees every ENV above it: each new value makes all later RUNs of the stage run again.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const lastRun = stage.steps.findLastIndex(({ keyword }) => keyword === 'RUN');
      for (const [index, step] of stage.steps.entries()) {
        if (index >= lastRun) break;
        if (step.keyword !== 'ENV') continue;
        for (const { key, value } of step.pairs) {
          const source = volatileArgIn(value.text, stage, index);
          if (source === undefined) continue;
          const later = stage.steps.slice(index + 1);
          const runs = later.filter(({ keyword }) => keyword === 'RUN');
          const use = firstUse(stage, index, key.text);
          const isUsed = use !== -1 && use <= lastRun;
          // The next RUN is what it is for: nothing stands in between that could be kept.
          if (isUsed && !stage.steps.slice(index + 1, use).some(({ keyword }) => keyword === 'RUN')) continue;
          const last = stage.steps[lastRun];
          yield {
            span: key.span,
            message: `${key.text} takes its value from ${source}, which changes from build to build: ${runs.length === 1 ? 'the RUN below it runs' : `the ${String(runs.length)} RUNs below it run`} again each time.`,
            fixes: !isUsed && last && step.pairs.length === 1 ? moved(context.model, step, last) : [],
          };
        }
      }
    }
  },
});
