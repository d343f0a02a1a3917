// RULE unterminated-quote: the id is the file name; the examples below are run as tests.
import { refusedWords } from '../../words/refusedWords';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nENV A="b c\n',
    "FROM alpine\nLABEL text=it's\n",
    'ARG A="x\nFROM alpine\n',
    'FROM alpine\nCOPY "a b" /c\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nENV A="b c" D=\'e\'\n',
    'FROM alpine\nRUN echo "\n',
    'FROM alpine\nENV A=\\"b\n',
    'FROM alpine\nMAINTAINER "x\n',
  ],
};

export default defineRule({
  id: 'unterminated-quote',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'none',
  title: 'A quote that is never closed',
  why: 'The build stops here. COPY and ADD cut their words at blanks, quotes or not: a path with blanks is written as a JSON array.',
  twins: ['dockerfile-utils/SYNTAX_MISSING_SINGLE_QUOTE', 'dockerfile-utils/SYNTAX_MISSING_DOUBLE_QUOTE'],
  *check({ model }) {
    let last: unknown;
    for (const { word, kind, instruction } of refusedWords(model)) {
      // Both halves of a path that was cut in two are one fault.
      if (kind !== 'quote' || instruction === last) continue;
      last = instruction;
      const isPath = instruction.keyword === 'COPY' || instruction.keyword === 'ADD';
      yield {
        span: word.span,
        message: `A quote in ${word.text} is never closed: the build stops here.${isPath ? ' Paths with blanks are written as a JSON array.' : ''}`,
      };
    }
  },
});
