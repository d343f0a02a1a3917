// RULE empty-dockerignore: the id is the file name; the examples below are run as tests.
import { takesWholeContext } from '../../facts/wholeContext';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { '.dockerignore': '# nothing yet\n', 'app.js': 'run()' },
  bad: ['FROM alpine:3.20\nCOPY . /app/\n'],
  fixed: [],
  good: ['FROM alpine:3.20\nCOPY app.js /app/\n'],
};

export default defineRule({
  id: 'empty-dockerignore',
  group: 'cache',
  severity: 'hint',
  since: '0.1.0',
  reads: ['context'],
  fix: 'none',
  title: 'The ignore file keeps nothing out',
  why: 'It is in effect and has no patterns: the whole folder is sent to the builder, histories and local dependencies too.',
  twins: ['slim/ID.10002'],
  *check(context) {
    const fact = context.context;
    const source = takesWholeContext(context);
    if (!fact?.ignoreFile || !source || fact.ignore.patterns.length > 0) return;
    yield { span: source.word.span, message: `${fact.ignoreFile.name} has no patterns: the whole folder is copied.` };
  },
});
