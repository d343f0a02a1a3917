// RULE instruction-casing: the id is the file name; the examples below are run as tests.
import type { DockerfileModel, Instruction } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nrun make\nCMD ["x"]\n', 'from alpine\nrun make\nCMD ["x"]\n', 'FROM alpine\nRun make\n'],
  fixed: ['FROM alpine\nRUN make\nCMD ["x"]\n', 'from alpine\nrun make\ncmd ["x"]\n', 'FROM alpine\nRUN make\n'],
  good: [
    'FROM alpine\nRUN make\n',
    'from alpine\nrun make\n',
    'ARG A=1\nfrom alpine\nrun make\n',
    'FROM alpine\nONBUILD run make\n',
  ],
};

export default defineRule({
  id: 'instruction-casing',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'safe',
  title: 'Instruction not written like the others',
  why: 'One file in two cases is hard to scan. Builders take all of them.',
  twins: [
    'buildkit/ConsistentInstructionCasing',
    'dockerfile-utils/CASING_INSTRUCTION',
    'dockerfilelint/uppercase_commands',
    'sonar/S6476',
  ],
  differs: 'dockerfile-utils, dockerfilelint and SonarSource want capitals everywhere: set the option `strict`.',
  options: {
    strict: {
      type: 'boolean',
      default: false,
      description: 'Capitals everywhere, in ARGs before the first FROM and inside ONBUILD too.',
    },
  },
  *check({ model }, { strict }) {
    const judged = strict ? everything(model) : inStages(model);
    const isLower = !strict && count(judged, 'toLowerCase') > count(judged, 'toUpperCase');
    for (const { name, keyword, keywordSpan } of judged) {
      const wanted = isLower ? name.toLowerCase() : name.toUpperCase();
      // The fault of a misspelt keyword is another rule's.
      if (name === wanted || keyword === 'UNKNOWN') continue;
      yield {
        span: keywordSpan,
        message: `Command '${name}' should match the case of the command majority (${isLower ? 'lowercase' : 'uppercase'})`,
        fixes: [{ class: 'safe', title: `Write ${wanted}`, edits: [{ span: keywordSpan, newText: wanted }] }],
      };
    }
  },
});

/** As BuildKit: ARGs before the first FROM and what stands inside ONBUILD do not count. */
function inStages({ instructions }: DockerfileModel): readonly Instruction[] {
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  return first === -1 ? [] : instructions.slice(first);
}

const everything = ({ instructions }: DockerfileModel): Instruction[] =>
  instructions.flatMap((one) => (one.keyword === 'ONBUILD' && one.trigger ? [one, one.trigger] : [one]));

const count = (judged: readonly Instruction[], how: 'toLowerCase' | 'toUpperCase'): number =>
  judged.filter(({ name }) => name === name[how]()).length;
