// RULE maintainer-deprecated: the id is the file name; the examples below are run as tests.
import type { DockerfileModel, Instruction } from '../../../syntax/model';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

const LABEL = 'org.opencontainers.image.authors';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nMAINTAINER Jo Doe <jo@example.com>\n',
    'FROM alpine\nmaintainer Jo "JD" $Doe\n',
    `FROM alpine\nLABEL ${LABEL}="Jo"\nMAINTAINER Jo\n`,
  ],
  fixed: [
    `FROM alpine\nLABEL ${LABEL}="Jo Doe <jo@example.com>"\n`,
    `FROM alpine\nlabel ${LABEL}="Jo \\"JD\\" \\$Doe"\n`,
  ],
  good: [`FROM alpine\nLABEL ${LABEL}="Jo"\n`],
};

export default defineRule({
  id: 'maintainer-deprecated',
  group: 'metadata',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['maintainer'],
  fix: 'safe',
  title: 'MAINTAINER is deprecated',
  why: 'A label says the same, and more tools read it.',
  twins: [
    'buildkit/MaintainerDeprecated',
    'hadolint/DL4000',
    'trivy/DS-0022',
    'checkov/CKV_DOCKER_6',
    'dockerfile-utils/DEPRECATED_MAINTAINER',
    'dockerfile_lint/maintainer_deprecated',
    'slim/ID.20008',
    'sonar/S6586',
    'kics/maintainer-deprecated',
    'semgrep/maintainer-is-deprecated',
    'buddy/EI0003',
    'droast/DF019',
  ],
  *check({ model }) {
    const isLabelled = model.instructions.some(
      (one) => one.keyword === 'LABEL' && one.pairs.some(({ key }) => key.text.replaceAll('"', '') === LABEL),
    );
    for (const instruction of model.instructions) {
      if (instruction.keyword !== 'MAINTAINER') continue;
      const fix = isLabelled ? undefined : labelling(model, instruction);
      yield {
        span: instruction.keywordSpan,
        message: 'Maintainer instruction is deprecated in favor of using label',
        tag: 'deprecated',
        ...(fix && { fixes: [fix] }),
      };
    }
  },
});

function labelling(
  { escape }: DockerfileModel,
  { name, rest, span, line, endLine, flags }: Instruction,
): Fix | undefined {
  if (rest.value === '' || endLine > line || flags.length > 0) return undefined;
  // Quotes around the whole are meant as quotes, though the builder keeps them.
  const bare = /^"([^"]*)"$/.exec(rest.value)?.[1] ?? rest.value;
  const value = Array.from(bare, (char) => ('"$'.includes(char) || char === escape ? escape + char : char)).join('');
  const keyword = name === name.toLowerCase() ? 'label' : 'LABEL';
  return {
    class: 'safe',
    title: `Write it as the label ${LABEL}`,
    edits: [{ span, newText: `${keyword} ${LABEL}="${value}"` }],
  };
}
