// RULE invalid-stage-name: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine AS 1st\n', 'FROM alpine AS build/app\n', 'FROM alpine AS $NAME\n'],
  fixed: [],
  good: ['FROM alpine AS Build_1.x-y\n', 'FROM alpine is 1st\n'],
};

export default defineRule({
  id: 'invalid-stage-name',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'none',
  title: 'A stage name that builders refuse',
  why: 'Names begin with a letter, and then have letters, digits, `-`, `_` and `.`; variables are not replaced.',
  twins: ['dockerfile-utils/INVALID_BUILD_STAGE_NAME'],
  *check({ model }) {
    for (const { words, as, stageName } of instructionsOf(model, 'FROM')) {
      if (words.length !== 3 || as?.text.toLowerCase() !== 'as' || !stageName) continue;
      if (/^[a-z][a-z0-9-_.]*$/.test(stageName.text.toLowerCase())) continue;
      yield {
        span: stageName.span,
        message: `${stageName.text} cannot be the name of a stage: it must begin with a letter, and have no symbols but - _ and dots.`,
      };
    }
  },
});
