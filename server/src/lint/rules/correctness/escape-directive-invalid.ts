// RULE escape-directive-invalid: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['# escape=/\nFROM alpine\n', '# syntax=docker/dockerfile:1\n# escape=backtick\nFROM alpine\n'],
  fixed: [],
  good: ['# escape=`\nFROM alpine\n', '# escape=\\\nFROM alpine\n', '# text\n# escape=/\nFROM alpine\n'],
};

export default defineRule({
  id: 'escape-directive-invalid',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['escape'],
  fix: 'none',
  title: 'An escape character that builders do not take',
  why: 'The build stops here: it is the backslash or the backtick.',
  twins: ['dockerfile-utils/INVALID_ESCAPE_DIRECTIVE'],
  *check({ model }) {
    for (const { name, value, span } of model.directives) {
      if (name !== 'escape' || value === '\\' || value === '`') continue;
      yield { span, message: `The escape character is \\ or \`, not ${value}: the build stops here.` };
    }
  },
});
