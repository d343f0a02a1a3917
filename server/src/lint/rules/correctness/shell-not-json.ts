// RULE shell-not-json: the id is the file name; the examples below are run as tests.
import { blankSeparated } from '../../../syntax/words';
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nSHELL /bin/bash -c\n', "FROM alpine\nSHELL ['/bin/bash', '-c']\n", 'FROM alpine\nSHELL []\n'],
  fixed: ['FROM alpine\nSHELL ["/bin/bash", "-c"]\n', 'FROM alpine\nSHELL ["/bin/bash", "-c"]\n'],
  good: ['FROM alpine\nSHELL ["/bin/bash", "-c"]\n'],
};

export default defineRule({
  id: 'shell-not-json',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['shell'],
  fix: 'confirm',
  title: 'SHELL without a JSON array',
  why: 'The build stops here: SHELL has no other form.',
  twins: ['buddy/EJ0003', 'dockerfile-utils/SHELL_JSON_FORM', 'dockerfile-utils/SHELL_REQUIRES_ONE'],
  *check({ model }) {
    for (const { json, words, rest, line, endLine } of instructionsOf(model, 'SHELL')) {
      if ((json && words.length > 0) || rest.value === '') continue;
      const span = rest.docSpan(0, rest.length);
      const newText = line === endLine ? arrayOf(rest) : undefined;
      yield {
        span,
        message: json
          ? 'SHELL needs at least the name of a shell: the build stops here.'
          : 'SHELL takes a JSON array alone: the build stops here.',
        ...(newText !== undefined && {
          fixes: [{ class: 'confirm' as const, title: `Write ${newText}`, edits: [{ span, newText }] }],
        }),
      };
    }
  },
});

function arrayOf(rest: Parameters<typeof blankSeparated>[0]): string | undefined {
  const single = /^\[(.*)\]$/.exec(rest.value)?.[1];
  const words =
    single === undefined
      ? blankSeparated(rest).map(({ text }) => text)
      : single.split(',').map((part) => part.trim().replace(/^(["'])(.*)\1$/, '$2'));
  if (words.some((word) => !/^[\w./:\\-]+$/.test(word))) return undefined;
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
