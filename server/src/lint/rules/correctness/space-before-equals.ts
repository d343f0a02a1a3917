// RULE space-before-equals: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { pairFaults, type PairFault } from '../../words/pairFaults';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nENV A = b\n',
    'FROM alpine\nARG A =b\n',
    'FROM alpine\nLABEL a= "b"\n',
    'FROM alpine\nENV A=1 B = 2\n',
    'FROM alpine\nENV A = b c\n',
  ],
  fixed: [
    'FROM alpine\nENV A=b\n',
    'FROM alpine\nARG A=b\n',
    'FROM alpine\nLABEL a="b"\n',
    'FROM alpine\nENV A=1 B=2\n',
  ],
  good: [
    'FROM alpine\nENV A=b C=d\n',
    'FROM alpine\nARG A= B\n',
    'FROM alpine\nENV A b=c\n',
    'FROM alpine\nENV A= B=c\n',
  ],
};

export default defineRule({
  id: 'space-before-equals',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'confirm',
  title: 'Blanks around an equals sign',
  why: 'With `ENV A = b` the value of A is `= b`; elsewhere the build stops.',
  twins: ['sonar/S6574'],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      for (const fault of pairFaults(instruction, model.escape)) {
        if (fault.kind !== 'blank') continue;
        const isOldForm = instruction.keyword !== 'ARG' && !/^\S*=/.test(instruction.rest.value);
        const name = fault.words[0]?.text.replace(/=$/, '') ?? '';
        const fix = joined(model.text, fault, isOldForm);
        yield {
          span: fault.span,
          message: isOldForm
            ? `The value of ${name} begins with the equals sign: between name and value may be no blank.`
            : `Between ${name}, the equals sign and the value may be no blank: the build stops here, or ${name} stays empty.`,
          ...(fix && { fixes: [fix] }),
        };
      }
    }
  },
});

/** Undefined where more words follow in the old form: they would be words without a sign. */
function joined(text: string, { words, of, span }: PairFault, isOldForm: boolean): Fix | undefined {
  if (isOldForm && of > words.length) return undefined;
  const written = text.slice(span.start, span.end);
  if (/[\r\n]/.test(written)) return undefined;
  const edits = words.slice(1).map((word, i) => ({
    span: { start: words[i]?.span.end ?? word.span.start, end: word.span.start },
    newText: '',
  }));
  return { class: 'confirm', title: 'Remove the blanks', edits };
}
