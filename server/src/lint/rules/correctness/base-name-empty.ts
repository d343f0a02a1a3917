// RULE base-name-empty: the id is the file name; the examples below are run as tests.
import { invalidDefaultBases, invalidDefaultMessage, kindOf } from '../../facts/baseNames';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['ARG BASE=\nFROM $BASE\n', 'FROM ${NOBODY}\n', 'FROM ""\n'],
  fixed: [],
  good: ['ARG BASE\nFROM $BASE\n', 'ARG BASE=alpine\nFROM $BASE\n', 'FROM ${NOBODY:-alpine}\n'],
};

export default defineRule({
  id: 'base-name-empty',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'The base image is an expansion that yields nothing',
  why: 'The build stops here unless somebody gives a value.',
  twins: ['buildkit/InvalidDefaultArgInFrom', 'dockerfile-utils/BASE_NAME_EMPTY'],
  *check(context) {
    for (const base of invalidDefaultBases(context)) {
      if (kindOf(base, context) !== 'empty' || !base.from.image) continue;
      yield {
        ...placed(context.model, base.from, base.from.image.span, 'The base image'),
        message: `${invalidDefaultMessage(base)}: it is empty, and the build stops here.`,
      };
    }
  },
});
