// RULE unsupported-variable-modifier: the id is the file name; the examples below are run as tests.
import { refusedWords } from '../../words/refusedWords';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nENV A=${B^^}\n',
    'FROM alpine\nCOPY a ${DIR:1:2}/\n',
    'FROM alpine:${TAG!x}\n',
    'FROM alpine\nENV A=${B\n',
    'FROM alpine\nLABEL a=${}\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nENV A=${B:-x} C=${D:+y} E=${F-z} G=${H+w} I=${J:?no}\n',
    'FROM alpine\nENV A=${B#x} C=${D%%.*} E=${F/a/b} G=${H//a/b}\n',
    'FROM alpine\nRUN echo ${B^^}\n',
    "FROM alpine\nENV A='${B^^}'\n",
  ],
};

export default defineRule({
  id: 'unsupported-variable-modifier',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['$'],
  fix: 'none',
  title: 'A form of ${…} that builders do not know',
  why: 'The builder replaces variables itself, outside RUN, and knows fewer forms than a shell: the build stops here.',
  twins: ['dockerfile-utils/UNSUPPORTED_MODIFIER'],
  *check({ model }) {
    for (const { word, kind, reason } of refusedWords(model)) {
      if (kind !== 'substitution') continue;
      yield { span: word.span, message: `The build stops at ${word.text}: ${reason}.` };
    }
  },
});
