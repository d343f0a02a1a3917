// RULE syntax-directive-typo: the id is the file name; the examples below are run as tests.
import { assignment, DIRECTIVE_NAMES, headComments, isPlausible } from '../../words/directiveLines';
import { distance } from '../../words/nearest';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    '# sytnax=docker/dockerfile:1\nFROM alpine\n',
    '#escpae=`\nFROM alpine\n',
    '# checks=skip=all\nFROM alpine\n',
    '# text\n# synta=docker/dockerfile:1\nFROM alpine\n',
  ],
  fixed: ['# syntax=docker/dockerfile:1\nFROM alpine\n', '#escape=`\nFROM alpine\n', '# check=skip=all\nFROM alpine\n'],
  good: [
    '# syntax=docker/dockerfile:1\nFROM alpine\n',
    '# sytnax=nothing\nFROM alpine\n',
    '# shell=docker/dockerfile:1\nFROM alpine\n',
    'FROM alpine\n# sytnax=docker/dockerfile:1\n',
  ],
};

export default defineRule({
  id: 'syntax-directive-typo',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['#'],
  fix: 'confirm',
  title: 'A comment that is nearly a directive',
  why: 'Nobody says that it does not count: the file is read as if it were not there.',
  twins: ['tally/syntax-directive-typo'],
  *check({ model }) {
    const head = headComments(model);
    for (const comment of head) {
      const written = assignment(comment);
      if (!written) continue;
      const meant = DIRECTIVE_NAMES.find(
        (name) =>
          distance(written.name, name, 2) > 0 &&
          distance(written.name, name, 2) <= 2 &&
          isPlausible(name, written.value),
      );
      if (meant === undefined) continue;
      const text = model.text.slice(comment.span.start, comment.span.end);
      const start = comment.span.start + text.search(/[a-z]/i);
      const span = { start, end: start + written.name.length };
      const place = model.text.slice(0, comment.span.start).replace(/^\uFEFF/, '');
      // Under anything but directives it would not count either.
      const isAtTop =
        comment === head[0] &&
        place.split('\n').length - 1 === model.directives.filter((one) => one.span.end <= comment.span.start).length;
      yield {
        span,
        message: `${written.name} is no directive: did you mean ${meant}?`,
        ...(isAtTop && {
          fixes: [
            {
              class: 'confirm' as const,
              title: `Write ${meant} (the file may then be read in another way)`,
              edits: [{ span, newText: meant }],
            },
          ],
        }),
      };
    }
  },
});
