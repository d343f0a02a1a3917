// RULE empty-dockerfile: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['# to be written\n', '\n# syntax=docker/dockerfile:1\n\n# later\n'],
  fixed: [],
  good: ['', '\n\n', 'FROM alpine\n'],
};

export default defineRule({
  id: 'empty-dockerfile',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['#'],
  fix: 'none',
  title: 'Dockerfile without instructions',
  why: 'The build stops: there is nothing to build.',
  twins: ['dockerfile-utils/NO_SOURCE_IMAGE', 'slim/ID.20001'],
  *check({ model }) {
    const first = [...model.comments, ...model.directives].sort((a, b) => a.span.start - b.span.start)[0];
    // A file without a word is one that is about to be written.
    if (model.instructions.length > 0 || !first) return;
    yield { span: first.span, message: 'There is no instruction in this Dockerfile: the build stops.' };
  },
});
