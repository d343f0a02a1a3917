// RULE directive-missing-value: the id is the file name; the examples below are run as tests.
import { assignment, DIRECTIVE_NAMES, headComments } from '../../words/directiveLines';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['# syntax=\nFROM alpine\n', '# escape =\n# text\nFROM alpine\n'],
  fixed: [],
  good: ['# syntax=docker/dockerfile:1\nFROM alpine\n', '# a=\nFROM alpine\n', 'FROM alpine\n# check=\n'],
};

export default defineRule({
  id: 'directive-missing-value',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: DIRECTIVE_NAMES,
  fix: 'none',
  title: 'A directive without a value',
  why: 'It is a comment then, and ends the directives: those below it do not count either.',
  twins: ['buddy/ED0005'],
  *check({ model }) {
    for (const comment of headComments(model)) {
      const written = assignment(comment);
      if (written?.value !== '' || !(DIRECTIVE_NAMES as readonly string[]).includes(written.name)) continue;
      yield { span: comment.span, message: `The ${written.name} directive has no value: it is only a comment.` };
    }
  },
});
