// RULE entrypoint-not-executable: the id is the file name; the examples below are run as tests.
import { nodeAt } from '../../../context/tree';
import { flagOf, type CopyInstruction } from '../../../syntax/model';
import { entering } from '../../facts/contextFact';
import { defineRule, type RuleExamples } from '../../rule';

/** One file, to the very path or into its folder. */
const leadsTo = ({ sources, destination }: CopyInstruction, path: string, name: string): boolean => {
  const [source] = sources;
  const to = destination?.text ?? '';
  return (
    sources.length === 1 &&
    (to === path || (`${to.replace(/\/$/, '')}/${name}` === path && source?.text.split('/').pop() === name))
  );
};

export const examples: RuleExamples = {
  files: { 'start.sh': { text: '#!/bin/sh\n', mode: 0o644 }, 'run.sh': { text: '#!/bin/sh\n', mode: 0o755 } },
  bad: ['FROM alpine:3.20\nCOPY start.sh /usr/local/bin/\nENTRYPOINT ["/usr/local/bin/start.sh"]\n'],
  fixed: ['FROM alpine:3.20\nCOPY --chmod=755 start.sh /usr/local/bin/\nENTRYPOINT ["/usr/local/bin/start.sh"]\n'],
  good: [
    'FROM alpine:3.20\nCOPY run.sh /usr/local/bin/\nENTRYPOINT ["/usr/local/bin/run.sh"]\n',
    'FROM alpine:3.20\nCOPY --chmod=755 start.sh /\nCMD ["/start.sh"]\n',
    'FROM alpine:3.20\nCOPY start.sh /\nRUN chmod +x /start.sh\nCMD ["/start.sh"]\n',
    'FROM alpine:3.20\nCOPY start.sh /\nCMD ["sh", "/start.sh"]\n',
  ],
};

export default defineRule({
  id: 'entrypoint-not-executable',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['context', 'graph'],
  mentions: ['entrypoint', 'cmd'],
  fix: 'confirm',
  title: 'Start script that may not be run',
  why: 'The file has no execute bit: the container stops at once with `permission denied`.',
  twins: [],
  *check(context) {
    const fact = context.context;
    const stage = context.graph.target;
    if (!fact || !stage) return;
    for (const step of stage.steps) {
      if ((step.keyword !== 'ENTRYPOINT' && step.keyword !== 'CMD') || !step.json) continue;
      const program = step.words[0];
      const name = program?.text.slice(program.text.lastIndexOf('/') + 1);
      if (!program || !name || !program.text.includes('/')) continue;
      const copy = stage.steps.findLast(
        (one): one is CopyInstruction =>
          one.keyword === 'COPY' && !flagOf(one, 'from') && leadsTo(one, program.text, name),
      );
      const node = copy && nodeAt(entering(fact), copy.sources[0]?.text ?? '');
      if (!copy || flagOf(copy, 'chmod') || node?.kind !== 'file' || (node.mode & 0o111) !== 0) continue;
      // Any RUN that names it may give it the bit; so may one that goes over everything.
      if (stage.steps.some((one) => one.keyword === 'RUN' && /chmod|install/.test(one.original.value))) continue;
      const at = copy.keywordSpan.end;
      yield {
        span: program.span,
        message: `${name} has no execute bit in the build context, and no step gives it one: the container stops with permission denied.`,
        related: [{ span: copy.keywordSpan, message: 'It is copied here' }],
        fixes: [
          {
            class: 'confirm',
            title: 'Copy it with --chmod=755',
            edits: [{ span: { start: at, end: at }, newText: ' --chmod=755' }],
          },
        ],
      };
    }
  },
});
