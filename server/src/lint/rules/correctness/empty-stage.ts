// RULE empty-stage: the id is the file name; the examples below are run as tests.
import { removeInstruction } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { stageMeant, stageReferences } from '../../facts/stageReferences';
import { mayBeMeant } from '../../facts/stageUse';

export const examples: RuleExamples = {
  bad: ['FROM alpine AS tools\nFROM debian\nRUN make\n'],
  fixed: ['FROM debian\nRUN make\n'],
  good: [
    'FROM alpine AS base\nFROM base\nRUN make\n',
    'FROM alpine AS tools\nFROM debian\nCOPY --from=tools /bin/sh /bin/\n',
    'FROM alpine AS tools\nFROM debian\nONBUILD RUN --mount=type=bind,from=tools,target=/t true\n',
    'FROM alpine AS tools\nRUN make\nFROM debian\n',
    'FROM debian\nFROM alpine\n',
    // Another build argument uses another stage.
    'ARG KIND\nFROM alpine AS plain\nFROM debian AS full\nFROM ${KIND:-full}\nRUN make\n',
    'FROM scratch AS files-linux\nFROM debian\nCOPY --from=files-$TARGETOS / /files/\n',
  ],
};

export default defineRule({
  id: 'empty-stage',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'confirm',
  title: 'A named stage that adds nothing and that nothing uses',
  why: 'It is never built. Perhaps its instructions went elsewhere.',
  twins: ['slim/ID.20003'],
  *check(context) {
    const { graph, model, facts } = context;
    const used = new Set([...stageReferences(context)].map((one) => stageMeant(context, one)));
    for (const stage of graph.stages) {
      const { name, from, steps } = stage;
      if (name === undefined || steps.length > 0 || stage === graph.target || used.has(stage)) continue;
      // The last stage is what is built when nobody says otherwise.
      if (stage.index === graph.stages.length - 1 || facts.project?.targets.includes(name)) continue;
      if (mayBeMeant(graph.stages, name)) continue;
      yield {
        span: from.stageName?.span ?? from.keywordSpan,
        message: `The stage ${name} adds nothing, and nothing in this file uses it.`,
        tag: 'unnecessary',
        fixes: [{ class: 'confirm', title: `Remove the stage ${name}`, edits: [removeInstruction(model, from)] }],
      };
    }
  },
});
