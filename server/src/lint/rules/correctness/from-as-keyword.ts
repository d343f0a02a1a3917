// RULE from-as-keyword: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine A build\n', 'from alpine is build\n'],
  fixed: ['FROM alpine AS build\n', 'from alpine as build\n'],
  good: ['FROM alpine AS build\n', 'FROM alpine aS build\n', 'FROM alpine # note\n', 'FROM alpine 3\n'],
};

export default defineRule({
  id: 'from-as-keyword',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'safe',
  title: 'The second word of FROM is not AS',
  why: 'The build stops here.',
  twins: ['dockerfile-utils/INVALID_AS'],
  *check({ model }) {
    for (const { words, name } of instructionsOf(model, 'FROM')) {
      const [, as, stage] = words;
      if (words.length !== 3 || !as || as.text.toLowerCase() === 'as') continue;
      if (as.text.startsWith('#') || stage?.text.startsWith('#')) continue;
      const newText = name === name.toLowerCase() ? 'as' : 'AS';
      yield {
        span: as.span,
        message: `Between an image and the name of the stage stands AS, not ${as.text}: the build stops here.`,
        fixes: [{ class: 'safe', title: `Write ${newText}`, edits: [{ span: as.span, newText }] }],
      };
    }
  },
});
