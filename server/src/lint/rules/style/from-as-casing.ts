// RULE from-as-casing: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine as build\nRUN make\n', 'from alpine AS build\nrun make\n'],
  fixed: ['FROM alpine AS build\nRUN make\n', 'from alpine as build\nrun make\n'],
  good: ['FROM alpine AS build\n', 'from alpine as build\n', 'From alpine as build\n', 'FROM alpine\n'],
};

export default defineRule({
  id: 'from-as-casing',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'safe',
  title: 'AS is not written like FROM',
  why: 'One instruction in two cases reads like two things. Builders take both.',
  twins: ['buildkit/FromAsCasing'],
  *check({ model }) {
    for (const from of instructionsOf(model, 'FROM')) {
      const as = from.words.length >= 3 ? from.words[1] : undefined;
      const isLower = from.name === from.name.toLowerCase();
      if (!as || (!isLower && from.name !== from.name.toUpperCase())) continue;
      const wanted = isLower ? as.text.toLowerCase() : as.text.toUpperCase();
      if (as.text === wanted) continue;
      yield {
        ...placed(model, from, as.span, 'The word AS'),
        message: `'${as.text}' and '${from.name}' keywords' casing do not match`,
        fixes: [{ class: 'safe', title: `Write ${wanted}`, edits: [{ span: as.span, newText: wanted }] }],
      };
    }
  },
});
