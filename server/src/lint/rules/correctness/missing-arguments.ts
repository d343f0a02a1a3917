// RULE missing-arguments: the id is the file name; the examples below are run as tests.
import { quotedWords } from '../../../syntax/words';
import type { Instruction } from '../../../syntax/model';
import { everyInstruction } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

const AT_LEAST_ONE = new Set([
  'ARG',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCOPY a\n',
    'FROM\n',
    'FROM alpine\nENV A\n',
    'FROM alpine\nWORKDIR\n',
    'FROM alpine\nVOLUME []\n',
    'FROM alpine\nRUN\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nCOPY a b\n',
    'FROM alpine\nENV A b\n',
    'FROM alpine\nCMD []\n',
    'FROM alpine\nCOPY <<E /x\nE\n',
    'FROM alpine\nARG A\n',
  ],
};

export default defineRule({
  id: 'missing-arguments',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  fix: 'none',
  title: 'An instruction without the arguments it needs',
  why: 'The build stops here.',
  twins: [
    'dockerfile-utils/ARGUMENT_MISSING',
    'dockerfile-utils/ARGUMENT_REQUIRES_AT_LEAST_ONE',
    'dockerfile-utils/ARGUMENT_REQUIRES_AT_LEAST_TWO',
    'dockerfile-utils/ARGUMENT_REQUIRES_TWO',
    'slim/ID.20004',
    'slim/ID.20005',
    'slim/ID.20014',
    'slim/ID.20016',
    'dockerfilelint/required_params',
    'dockerfilelint/missing_args',
  ],
  *check({ model }) {
    for (const { instruction } of everyInstruction(model)) {
      const missing = whatIsMissing(instruction, model.escape);
      if (missing === undefined) continue;
      const { name, keyword, keywordSpan } = instruction;
      yield {
        span: keywordSpan,
        message: `${name} ${missing}.`,
        // Builders run an empty script.
        ...(keyword === 'RUN' && { severity: 'warning' as const }),
      };
    }
  },
});

function whatIsMissing({ keyword, rest, words, json }: Instruction, escape: string): string | undefined {
  const isEmpty = rest.value === '';
  if (keyword === 'RUN') return isEmpty ? 'has no command: it does nothing' : undefined;
  if (keyword === 'COPY' || keyword === 'ADD') {
    if (words.length >= 2) return undefined;
    return words.length === 1 ? 'needs a destination behind its source' : 'needs a source and a destination';
  }
  if (isEmpty) return AT_LEAST_ONE.has(keyword) ? 'needs an argument' : undefined;
  if (keyword === 'VOLUME') return json && words.length === 0 ? 'needs an argument' : undefined;
  if (keyword !== 'ENV' && keyword !== 'LABEL') return undefined;
  if (rest.value.includes('=')) return undefined;
  const pairs = quotedWords(rest, escape);
  return pairs.length === 1 ? 'needs a name and a value' : undefined;
}
