// RULE cmd-ignored-by-shell-entrypoint: the id is the file name; the examples below are run as tests.
import type { Instruction } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nENTRYPOINT exec app\nCMD ["--help"]\n',
    'FROM alpine\nCMD x\nENTRYPOINT app\n',
    'FROM alpine AS base\nENTRYPOINT app\nFROM base\nCMD ["x"]\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nENTRYPOINT ["app"]\nCMD ["--help"]\n',
    'FROM alpine\nENTRYPOINT exec app "$@"\nCMD ["--help"]\n',
    'FROM alpine\nENTRYPOINT app\n',
    'FROM alpine\nENTRYPOINT old\nENTRYPOINT ["app"]\nCMD ["x"]\n',
  ],
};

export default defineRule({
  id: 'cmd-ignored-by-shell-entrypoint',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['entrypoint'],
  fix: 'none',
  title: 'A CMD that a shell-form ENTRYPOINT throws away',
  why: 'The shell gets the words of CMD behind its script and does nothing with them; the same goes for what follows `docker run image`.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const cmd = stage.steps.findLast(({ keyword }) => keyword === 'CMD');
      const entrypoint = context
        .chainOf(stage)
        .flatMap(({ steps }) => steps)
        .findLast(({ keyword }) => keyword === 'ENTRYPOINT');
      if (!cmd || !entrypoint || !throwsAway(entrypoint) || (cmd.json && cmd.words.length === 0)) continue;
      yield {
        span: cmd.keywordSpan,
        message: `This CMD is never used: the ENTRYPOINT in line ${String(entrypoint.line + 1)} is in shell form and passes no arguments on.`,
        related: [{ span: entrypoint.keywordSpan, message: 'The ENTRYPOINT in shell form' }],
        ...(context.isShipped(stage) ? {} : { severity: 'hint' as const }),
      };
    }
  },
});

/** `$0`, `$1`, `$@` and `$*` are where the words of CMD arrive. */
const throwsAway = ({ json, rest }: Instruction): boolean =>
  !json && rest.value !== '' && !/\$\{?[@*0-9]/.test(rest.value);
