// RULE copy-from-index: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stageMeant, stageReferences } from '../../facts/stageReferences';

export const examples: RuleExamples = {
  bad: ['FROM golang AS build\nRUN make\nFROM alpine\nCOPY --from=0 /out /\n'],
  fixed: ['FROM golang AS build\nRUN make\nFROM alpine\nCOPY --from=build /out /\n'],
  good: [
    'FROM golang\nFROM alpine\nCOPY --from=0 /out /\n',
    'FROM golang AS build\nFROM alpine\nCOPY --from=build /out /\n',
  ],
};

export default defineRule({
  id: 'copy-from-index',
  group: 'style',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph'],
  mentions: Array.from({ length: 10 }, (_, digit) => `from=${String(digit)}`),
  fix: 'safe',
  title: 'A named stage referred to by its number',
  why: 'The number changes when a stage is put in above; the name does not.',
  twins: [],
  *check(context) {
    for (const reference of stageReferences(context)) {
      const { kind, text, span, exact, user } = reference;
      if (kind !== 'copy' || !/^\d+$/.test(text)) continue;
      const stage = stageMeant(context, reference);
      // Of two stages with one name the name means the last.
      const isUnique = context.graph.stages.filter(({ name }) => name === stage?.name).length === 1;
      if (stage?.name === undefined || stage === user || stage.index > user.index || !isUnique) continue;
      yield {
        span,
        message: `Stage ${text} has a name: ${stage.name}.`,
        ...(exact && {
          fixes: [{ class: 'safe' as const, title: `Write ${stage.name}`, edits: [{ span, newText: stage.name }] }],
        }),
      };
    }
  },
});
