// RULE copy-relative-dest-without-workdir: the id is the file name; the examples below are run as tests.
import { joinPath } from '../../../base/posixPath';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM scratch\nCOPY app.js app/\n', 'FROM alpine AS base\nFROM base\nCOPY . .\n'],
  fixed: ['FROM scratch\nCOPY app.js /app/\n'],
  good: [
    'FROM alpine\nWORKDIR /srv\nCOPY . .\n',
    'FROM alpine AS base\nWORKDIR /srv\nFROM base\nCOPY . .\n',
    'FROM alpine\nCOPY . /srv/\n',
    'FROM alpine\nCOPY . $DIR/x\n',
    'FROM alpine\nCOPY . "/ab/"\n',
    'FROM mcr.microsoft.com/windows/nanoserver\nCOPY . C:/app/\n',
  ],
};

export default defineRule({
  id: 'copy-relative-dest-without-workdir',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'safe',
  title: 'A relative destination, and no WORKDIR',
  why: 'Where the files go hangs on the base image, and moves with it.',
  twins: ['hadolint/DL3045', 'droast/DF063'],
  *check(context) {
    for (const stage of context.graph.stages) {
      // Behind a WORKDIR, of this stage or one below, nothing hangs on the base.
      if (context.chainOf(stage).some((one) => one !== stage && one.steps.some(({ keyword }) => keyword === 'WORKDIR')))
        continue;
      const onNothing = context.chainOf(stage)[0]?.base.kind === 'scratch';
      for (const [index, step] of stage.steps.entries()) {
        if (step.keyword === 'WORKDIR') break;
        if (step.keyword !== 'COPY' || !step.destination) continue;
        const { text, span } = step.destination;
        const bare = text.replace(/^["']/, '');
        if (/^[/$\\~]|^[a-z]:/i.test(bare) || bare.startsWith('#')) continue;
        const { workdir, workdirSure } = context.scopeBefore(stage, index);
        if (workdirSure && workdir !== '/') continue;
        const fix = workdirSure && /^[\w.\-/]+$/.test(text) ? absolute(text, span) : undefined;
        yield {
          span,
          // An empty image has no directory of its own to leave it to.
          message: onNothing
            ? `${text} is relative, and no WORKDIR stands above: it is taken from /.`
            : `${text} is relative, and no WORKDIR stands above: where the files go is left to the base image.`,
          ...(onNothing && { severity: 'hint' as const }),
          ...(fix && { fixes: [fix] }),
        };
      }
    }
  },
});

function absolute(text: string, span: { readonly start: number; readonly end: number }): Fix {
  const path = joinPath('/', text) + (/\/\.?$|^\.$/.test(text) && joinPath('/', text) !== '/' ? '/' : '');
  return { class: 'safe', title: `Write ${path}`, edits: [{ span, newText: path }] };
}
