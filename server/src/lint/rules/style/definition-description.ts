// RULE definition-description: the id is the file name; the examples below are run as tests.
import type { DockerfileModel, Instruction } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  options: { always: true },
  bad: [
    '# The version of it\nARG VERSION=1\nFROM alpine\n',
    '# First stage\nFROM alpine AS build\nRUN make\n',
    '# The ports\nARG A B\nFROM alpine\n',
  ],
  fixed: [
    '# The version of it\n#\nARG VERSION=1\nFROM alpine\n',
    '# First stage\n#\nFROM alpine AS build\nRUN make\n',
    '# The ports\n#\nARG A B\nFROM alpine\n',
  ],
  good: [
    '# VERSION of it\nARG VERSION=1\nFROM alpine\n',
    '# build makes it\nFROM alpine AS build\n',
    '# anything\n#\nARG VERSION\n# of it\nFROM alpine\n',
    '# anything\nFROM alpine\n# more\nRUN make\n',
  ],
};

export default defineRule({
  id: 'definition-description',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['#'],
  fix: 'confirm',
  title: 'Comment above an ARG or a stage that does not begin with its name',
  why: 'BuildKit shows such comments as descriptions (`docker build --call=outline`), but only when they begin with the name.',
  twins: ['buildkit/InvalidDefinitionDescription'],
  differs:
    'Experimental in BuildKit: silent until `# check=experimental=InvalidDefinitionDescription`, or the option `always`, asks for it.',
  options: {
    always: {
      type: 'boolean',
      default: false,
      description: 'Also in files whose `# check=` line does not ask for it.',
    },
  },
  *check({ model }, { always }) {
    if (!always && !isAskedFor(model)) return;
    for (const instruction of model.instructions) {
      const comment = instruction.comments.at(-1);
      const names = namesOf(instruction);
      const [only] = names;
      if (!comment || only === undefined || names.includes(comment.text.split(' ')[0] ?? '')) continue;
      const start = lineStart(model, instruction.span.start);
      const newText = `#${/\r\n/.test(model.text) ? '\r\n' : '\n'}`;
      yield {
        span: instruction.keywordSpan,
        message: `Comment for ${instruction.keyword} should follow the format: \`# ${names.length > 1 ? '<arg_key>' : only} <description>\``,
        related: [{ span: comment.span, message: 'The comment' }],
        fixes: [
          {
            class: 'confirm',
            title: 'It is no description: put an empty comment line in between',
            edits: [{ span: { start, end: start }, newText }],
          },
        ],
      };
    }
  },
});

const lineStart = ({ text }: DockerfileModel, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

function namesOf(instruction: Instruction): string[] {
  if (instruction.keyword === 'ARG') return instruction.items.map(({ name }) => name.text);
  if (instruction.keyword !== 'FROM' || instruction.words.length !== 3) return [];
  return [instruction.words[2]?.text.toLowerCase() ?? ''];
}

/** moby/buildkit: linter/linter.go (ParseLintOptions). */
function isAskedFor({ directives }: DockerfileModel): boolean {
  const check = directives.find(({ name }) => name === 'check')?.value.split(' ')[0] ?? '';
  const asked = /(?:^|;)\s*experimental\s*=([^;]*)/.exec(check)?.[1] ?? '';
  return asked.split(',').some((name) => ['all', 'InvalidDefinitionDescription'].includes(name.trim()));
}
