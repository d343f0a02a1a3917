// RULE unknown-instruction: the id is the file name; the examples below are run as tests.
import { KEYWORDS, type Instruction } from '../../../syntax/model';
import { parseDockerfile } from '../../../syntax/parse';
import { everyInstruction } from '../../facts/instructions';
import { nearest, onlyNeighbour } from '../../words/nearest';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCOPPY a /b\n',
    'FROM alpine\nwrkdir /srv\n',
    'FROM alpine\nINCLUDE other\n',
    'FROM alpine\nRUN make &&\n  make install\n',
  ],
  fixed: ['FROM alpine\nCOPY a /b\n', 'FROM alpine\nworkdir /srv\n'],
  good: ['FROM alpine\nrun make\n'],
};

export default defineRule({
  id: 'unknown-instruction',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'safe',
  title: 'Not an instruction',
  why: 'The build stops here. Often the line before should go on, and its continuation character is missing.',
  twins: [
    'dockerfile-utils/UNKNOWN_INSTRUCTION',
    'slim/ID.20000',
    'slim/ID.20007',
    'tally/unknown-instruction',
    'dockerfilelint/invalid_command',
    'dockerlint/unknown_instruction',
  ],
  *check({ model }) {
    for (const { instruction, onbuild } of everyInstruction(model)) {
      if (instruction.keyword !== 'UNKNOWN') continue;
      const { name, keywordSpan } = instruction;
      const meant = nearest(name.toUpperCase(), KEYWORDS);
      const fix = fixOf(instruction);
      yield {
        span: keywordSpan,
        message: `${name} is no instruction${meant ? ` (did you mean ${meant}?)` : ''}: ${onbuild ? 'builds on this image stop here' : 'the build stops here'}.`,
        ...(fix && { fixes: [fix] }),
      };
    }
  },
});

/** Only where nothing else can be meant, and the rest of the line fits. */
function fixOf({ name, keywordSpan, original }: Instruction): Fix | undefined {
  const keyword = onlyNeighbour(name.toUpperCase(), KEYWORDS);
  if (keyword === undefined) return undefined;
  const rest = original.value.trim().slice(name.length);
  const { problems, instructions } = parseDockerfile(`${keyword}${rest}`);
  if (problems.length > 0 || instructions.length !== 1 || rest.includes('<<')) return undefined;
  const newText = name === name.toLowerCase() ? keyword.toLowerCase() : keyword;
  return { class: 'safe', title: `Write ${newText}`, edits: [{ span: keywordSpan, newText }] };
}
