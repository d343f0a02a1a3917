// RULE directive-not-at-top: the id is the file name; the examples below are run as tests.
import { assignment, DIRECTIVE_NAMES, isPlausible, lineOf } from '../../words/directiveLines';
import { lineEndOf } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    '# Copyright of somebody\n# syntax=docker/dockerfile:1\nFROM alpine\n',
    '\n# escape=`\nFROM alpine\n',
    'FROM alpine\n\n# syntax=docker/dockerfile:1.4\n',
  ],
  fixed: [
    '# syntax=docker/dockerfile:1\n# Copyright of somebody\nFROM alpine\n',
    '# escape=`\n\nFROM alpine\n',
    '# syntax=docker/dockerfile:1.4\nFROM alpine\n\n',
  ],
  good: [
    '# syntax=docker/dockerfile:1\n# escape=`\n# text\nFROM alpine\n',
    '# text\n# syntax = the words of the file\nFROM alpine\n',
    'FROM alpine\n# check=skip=JSONArgsRecommended\nCMD x\n',
    '# syntax=docker/dockerfile:1\n\n# syntax=docker/dockerfile:1\nFROM alpine\n',
  ],
};

export default defineRule({
  id: 'directive-not-at-top',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: DIRECTIVE_NAMES,
  fix: 'confirm',
  title: 'A directive that is only a comment',
  why: 'Directives count above everything else alone: behind a comment, a blank line or an instruction nobody reads them.',
  twins: ['buddy/ED0001', 'buddy/ED0004'],
  *check({ model, graph }) {
    const ofInstructions = new Set(model.instructions.flatMap(({ comments }) => comments));
    for (const comment of model.comments) {
      const written = assignment(comment);
      const name = DIRECTIVE_NAMES.find((one) => one === written?.name);
      if (!written || !name || !isPlausible(name, written.value)) continue;
      // Above an instruction a check directive is one of its own (dockerfile 1.21).
      if (name === 'check' && ofInstructions.has(comment) && graph.options.frontend >= 21) continue;
      if (model.directives.some((directive) => directive.name === name)) continue;
      const line = lineOf(model, comment);
      const top = model.text.startsWith('\uFEFF') ? 1 : 0;
      const newText = `${model.text.slice(comment.span.start, comment.span.end)}${lineEndOf(model)}`;
      yield {
        span: comment.span,
        message: `This ${name} directive is only a comment here: it counts in the first lines alone.`,
        fixes: [
          {
            class: 'confirm',
            title: 'Move it to the first line (the file may then be read in another way)',
            edits: [
              { span: { start: top, end: top }, newText },
              { span: line, newText: '' },
            ],
          },
        ],
      };
    }
  },
});
