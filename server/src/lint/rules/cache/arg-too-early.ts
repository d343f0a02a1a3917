// RULE arg-too-early: the id is the file name; the examples below are run as tests.
import { firstUse, isReadByTools, isVolatile } from '../../facts/firstUse';
import { moveInstruction } from '../../edits';
import type { Fix } from '../../rule';
import { defineRule, type RuleExamples } from '../../rule';
import type { DockerfileModel, Instruction } from '../../../syntax/model';

function moved(model: DockerfileModel, step: Instruction, other: Instruction): Fix[] {
  const edits = moveInstruction(model, step, 'before', other);
  return edits
    ? [{ class: 'confirm', title: `Move it down to line ${String(other.line + 1)}, in front of its first use`, edits }]
    : [];
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nARG COMMIT=none\nRUN make deps\nRUN make COMMIT=$COMMIT\n',
    'FROM debian:12\n# which one it is\nARG GIT_SHA=none\nRUN make deps\nCOPY src /src\nLABEL sha=$GIT_SHA\n',
  ],
  fixed: [
    'FROM debian:12\nRUN make deps\nARG COMMIT=none\nRUN make COMMIT=$COMMIT\n',
    'FROM debian:12\nRUN make deps\nCOPY src /src\n# which one it is\nARG GIT_SHA=none\nLABEL sha=$GIT_SHA\n',
  ],
  good: [
    'FROM debian:12\nARG COMMIT=none\nRUN make COMMIT=$COMMIT\n',
    'FROM debian:12\nRUN make deps\nARG COMMIT=none\nRUN make COMMIT=$COMMIT\n',
    'FROM debian:12\nARG COMMIT=none\nCOPY src /src\nRUN make COMMIT=$COMMIT\n',
    'FROM debian:12\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\nENV F=$DEBIAN_FRONTEND\n',
    'FROM debian:12\nARG VERSION\nRUN make deps\nRUN make $VERSION\n',
  ],
};

export default defineRule({
  id: 'arg-too-early',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph', 'run-words'],
  mentions: ['arg'],
  fix: 'confirm',
  title: 'ARG stands above steps that do not need it',
  why: 'A RUN sees every ARG above it: a new value makes all of them run again, also those that never read it.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      for (const [index, step] of stage.steps.entries()) {
        if (step.keyword !== 'ARG') continue;
        for (const { name, value } of step.items) {
          // Without a value it is in no environment (builder-semantics: measured).
          if (!value && !(name.text in context.graph.options.buildArgs)) continue;
          if (isReadByTools(name.text)) continue;
          const use = firstUse(stage, index, name.text);
          const waiting = stage.steps
            .slice(index + 1, use === -1 ? index : use)
            .filter(({ keyword }) => keyword === 'RUN');
          const user = stage.steps[use];
          if (!user || waiting.length === 0) continue;
          yield {
            span: name.span,
            message: `A new value of ${name.text} runs ${waiting.length === 1 ? 'a step' : `${String(waiting.length)} steps`} again that ${waiting.length === 1 ? 'does' : 'do'} not read it: it is first used in line ${String(user.line + 1)}.`,
            ...(isVolatile(name.text) ? {} : { severity: 'hint' as const }),
            related: [{ span: user.keywordSpan, message: `The first step that uses ${name.text}` }],
            fixes: step.items.length === 1 ? moved(context.model, step, user) : [],
          };
        }
      }
    }
  },
});
