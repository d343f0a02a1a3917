// RULE invalid-stopsignal: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';
import { signalName } from '../../words/signals';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nSTOPSIGNAL SIGTREM\n',
    'FROM alpine\nSTOPSIGNAL 0\n',
    'FROM alpine\nSTOPSIGNAL 99\n',
    'FROM alpine\nSTOPSIGNAL SIGRTMIN+16\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nSTOPSIGNAL SIGTERM\n',
    'FROM alpine\nSTOPSIGNAL quit\n',
    'FROM alpine\nSTOPSIGNAL 37\n',
    'FROM alpine\nSTOPSIGNAL SIGRTMIN+3\n',
    'FROM alpine\nSTOPSIGNAL $S\n',
  ],
};

export default defineRule({
  id: 'invalid-stopsignal',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['stopsignal'],
  fix: 'none',
  title: 'A signal that there is not',
  why: 'The build stops here; at a number too high, `docker stop` does.',
  twins: ['dockerfile-utils/INVALID_SIGNAL'],
  *check({ model }) {
    for (const { words } of instructionsOf(model, 'STOPSIGNAL')) {
      const [word] = words;
      if (!word || /[$\s]/.test(word.text) || signalName(word.text.replace(/^(["'])(.*)\1$/, '$2')) !== undefined)
        continue;
      const isNumber = /^[+-]?\d*[1-9]\d*$/.test(word.text);
      yield {
        span: word.span,
        message: `${word.text} is no signal: ${isNumber ? 'the container could not be stopped with it' : 'the build stops here'}.`,
      };
    }
  },
});
