// RULE duplicated-directive: the id is the file name; the examples below are run as tests.
import { lineOf } from '../../words/directiveLines';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['# escape=`\n# escape=`\nFROM alpine\n', '# check=skip=all\n# Check=error=true\nFROM alpine\n'],
  fixed: ['# escape=`\nFROM alpine\n', '# check=skip=all\nFROM alpine\n'],
  good: ['# syntax=docker/dockerfile:1\n# escape=`\nFROM alpine\n', '# escape=`\n# text\n# escape=`\nFROM alpine\n'],
};

export default defineRule({
  id: 'duplicated-directive',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['syntax', 'escape', 'check'],
  fix: 'safe',
  title: 'A directive given twice',
  why: 'The build stops here.',
  twins: ['dockerfile-utils/DUPLICATED_ESCAPE_DIRECTIVE', 'buddy/ED0002'],
  *check({ model }) {
    for (const { code, span } of model.problems) {
      if (code !== 'directive-repeated') continue;
      const name = /^#\s*(\w+)/.exec(model.text.slice(span.start, span.end))?.[1]?.toLowerCase() ?? '';
      const first = model.directives.find((directive) => directive.name === name);
      const line = lineOf(model, { text: '', span });
      yield {
        span,
        message: `There is a ${name} directive already: the build stops here.`,
        ...(first && { related: [{ span: first.span, message: 'The first one' }] }),
        fixes: [{ class: 'safe', title: 'Remove the second', edits: [{ span: line, newText: '' }] }],
      };
    }
  },
});
