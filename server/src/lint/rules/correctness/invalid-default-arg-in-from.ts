// RULE invalid-default-arg-in-from: the id is the file name; the examples below are run as tests.
import { globalItems, invalidDefaultBases, invalidDefaultMessage, kindOf } from '../../facts/baseNames';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['ARG TAG\nFROM alpine:${TAG}\n', 'ARG BASE\nFROM $BASE\nRUN make\n'],
  fixed: [],
  good: [
    'ARG TAG=3.20\nFROM alpine:${TAG}\n',
    'ARG TAG\nFROM alpine:${TAG:-3.20}\n',
    'FROM alpine\n',
    'FROM Alpine\n',
    'FROM $NOBODY\n',
  ],
};

export default defineRule({
  id: 'invalid-default-arg-in-from',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['$'],
  fix: 'none',
  title: 'FROM does not work with the defaults of its ARGs',
  why: 'A build without `--build-arg` stops here. That may be meant: then say so in a comment with the word "required", and this is a hint.',
  twins: ['buildkit/InvalidDefaultArgInFrom'],
  *check(context) {
    for (const base of invalidDefaultBases(context)) {
      if (kindOf(base, context) !== 'default' || !base.from.image) continue;
      yield {
        ...placed(context.model, base.from, base.from.image.span, 'The base image'),
        message: invalidDefaultMessage(base),
        ...(isRequired(context.model.instructions) && { severity: 'hint' as const }),
      };
    }

    function isRequired(instructions: typeof context.model.instructions): boolean {
      const waiting = new Set(globalItems(context.model).filter(({ value }) => !value));
      return instructions.some(
        (one) =>
          one.keyword === 'ARG' &&
          one.items.some((item) => waiting.has(item)) &&
          one.comments.some(({ text }) => /\brequired\b/i.test(text)),
      );
    }
  },
});
