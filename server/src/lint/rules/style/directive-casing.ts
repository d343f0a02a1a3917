// RULE directive-casing: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['# Syntax=docker/dockerfile:1\nFROM alpine\n', '#ESCAPE=`\nFROM alpine\n'],
  fixed: ['# syntax=docker/dockerfile:1\nFROM alpine\n', '#escape=`\nFROM alpine\n'],
  good: ['# syntax=docker/dockerfile:1\nFROM alpine\n', '# Escape is fun\nFROM alpine\n'],
};

export default defineRule({
  id: 'directive-casing',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['syntax', 'escape', 'check'],
  fix: 'safe',
  title: 'A directive with capitals',
  why: 'Builders take it; people look for the lower case.',
  twins: ['dockerfile-utils/CASING_DIRECTIVE', 'buddy/ED0003'],
  *check({ model }) {
    for (const { name, span } of model.directives) {
      const match = /^(#\s*)(\w+)/.exec(model.text.slice(span.start, span.end));
      const written = match?.[2] ?? name;
      if (written === name) continue;
      const start = span.start + (match?.[1]?.length ?? 0);
      const word = { start, end: start + written.length };
      yield {
        span: word,
        message: `Directives are written in lower case: ${name}.`,
        fixes: [{ class: 'safe', title: `Write ${name}`, edits: [{ span: word, newText: name }] }],
      };
    }
  },
});
