// RULE workdir-unquoted-space: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nWORKDIR /Program Files/app\n', 'FROM alpine\nWORKDIR /srv app\n'],
  fixed: ['FROM alpine\nWORKDIR "/Program Files/app"\n', 'FROM alpine\nWORKDIR "/srv app"\n'],
  good: [
    'FROM alpine\nWORKDIR "/Program Files"\n',
    'FROM alpine\nWORKDIR /srv # note\n',
    'FROM alpine\nWORKDIR ${A:-b c}\n',
  ],
};

export default defineRule({
  id: 'workdir-unquoted-space',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['workdir'],
  fix: 'safe',
  title: 'A blank in a WORKDIR without quotes',
  why: 'The blank becomes part of the path; whoever means it writes quotes.',
  twins: ['dockerfilelint/invalid_workdir'],
  *check({ model }) {
    for (const { rest, line, endLine } of instructionsOf(model, 'WORKDIR')) {
      if (!/\s/.test(rest.value) || /["'\\$`]|(?:^|\s)#/.test(rest.value)) continue;
      const span = rest.docSpan(0, rest.length);
      yield {
        span,
        message: `The path is all of \`${rest.value}\`, the blank included. Quotes would say that it is meant.`,
        ...(line === endLine && {
          fixes: [{ class: 'safe' as const, title: 'Add quotes', edits: [{ span, newText: `"${rest.value}"` }] }],
        }),
      };
    }
  },
});
