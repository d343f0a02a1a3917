// RULE healthcheck-none-arguments: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nHEALTHCHECK NONE CMD true\n', 'FROM alpine\nHEALTHCHECK --interval=5s none\n'],
  fixed: ['FROM alpine\nHEALTHCHECK NONE\n', 'FROM alpine\nHEALTHCHECK none\n'],
  good: ['FROM alpine\nHEALTHCHECK NONE\n', 'FROM alpine\nHEALTHCHECK NONE # note\n'],
};

export default defineRule({
  id: 'healthcheck-none-arguments',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['healthcheck'],
  fix: 'safe',
  title: 'HEALTHCHECK NONE with more words',
  why: 'It switches the health check off and takes nothing: the build stops at words behind it, and flags do nothing.',
  twins: ['dockerfile-utils/ARGUMENT_UNNECESSARY'],
  *check({ model }) {
    for (const instruction of instructionsOf(model, 'HEALTHCHECK')) {
      const { words, flags, rest, keywordSpan } = instruction;
      const [type, more] = words;
      if (type?.text.toUpperCase() !== 'NONE' || (!more && flags.length === 0) || more?.text.startsWith('#')) continue;
      const end = rest.docOffset(rest.length);
      const surplus = [
        ...(flags.length > 0 ? [{ span: { start: keywordSpan.end, end: type.span.start }, newText: ' ' }] : []),
        ...(more ? [{ span: { start: type.span.end, end }, newText: '' }] : []),
      ];
      yield {
        span: more ? { start: more.span.start, end } : (flags[0]?.span ?? type.span),
        message: more
          ? 'HEALTHCHECK NONE takes nothing behind it: the build stops here.'
          : 'HEALTHCHECK NONE switches the check off: its flags do nothing.',
        ...(!more && { severity: 'warning' as const }),
        fixes: [{ class: 'safe', title: 'Keep HEALTHCHECK NONE alone', edits: surplus }],
      };
    }
  },
});
