// RULE stopsignal-canonical: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';
import { signalName } from '../../words/signals';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nSTOPSIGNAL 3\n', 'FROM alpine\nSTOPSIGNAL quit\n', 'FROM alpine\nSTOPSIGNAL 37\n'],
  fixed: [
    'FROM alpine\nSTOPSIGNAL SIGQUIT\n',
    'FROM alpine\nSTOPSIGNAL SIGQUIT\n',
    'FROM alpine\nSTOPSIGNAL SIGRTMIN+3\n',
  ],
  good: ['FROM alpine\nSTOPSIGNAL SIGQUIT\n', 'FROM alpine\nSTOPSIGNAL $S\n', 'FROM alpine\nSTOPSIGNAL nothing\n'],
};

export default defineRule({
  id: 'stopsignal-canonical',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['stopsignal'],
  fix: 'safe',
  title: 'A signal by its number or its short name',
  why: 'Nobody knows the numbers by heart, and they differ between processors.',
  twins: ['tally/prefer-canonical-stopsignal'],
  *check({ model }) {
    for (const { words } of instructionsOf(model, 'STOPSIGNAL')) {
      const [word] = words;
      const name = word && signalName(word.text);
      if (!word || name === undefined || name === word.text) continue;
      yield {
        span: word.span,
        message: `${word.text} is ${name}.`,
        fixes: [{ class: 'safe', title: `Write ${name}`, edits: [{ span: word.span, newText: name }] }],
      };
    }
  },
});
