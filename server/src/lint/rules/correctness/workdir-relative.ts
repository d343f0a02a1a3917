// RULE workdir-relative: the id is the file name; the examples below are run as tests.
import { joinPath } from '../../../base/posixPath';
import type { Instruction } from '../../../syntax/model';
import { quoted } from '../../../layers/goFormat';
import type { RuleContext } from '../../context';
import { dispatched, type Dispatched } from '../../facts/dispatch';
import { placed } from '../../facts/placing';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM scratch\nWORKDIR app\n',
    'FROM scratch\nWORKDIR ./srv/app/\nWORKDIR logs\n',
    'FROM scratch\nARG D=x\nWORKDIR $D\n',
  ],
  fixed: ['FROM scratch\nWORKDIR /app\n', 'FROM scratch\nWORKDIR /srv/app\nWORKDIR logs\n'],
  good: [
    'FROM alpine\nWORKDIR /app\nWORKDIR logs\n',
    'FROM alpine\nENV D=/srv\nWORKDIR $D/app\n',
    'FROM alpine AS base\nWORKDIR /app\nFROM base\nWORKDIR logs\n',
    // The base image may set it.
    'FROM jupyter/scipy-notebook\nWORKDIR "${HOME}"\n',
  ],
};

export default defineRule({
  id: 'workdir-relative',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['workdir'],
  fix: 'safe',
  title: 'WORKDIR is relative to whatever the base image has',
  why: 'When a later base image has another working directory, the program is somewhere else.',
  twins: [
    'buildkit/WorkdirRelativePath',
    'hadolint/DL3000',
    'trivy/DS-0009',
    'checkov/CKV_DOCKER_10',
    'dockerfile-utils/WORKDIR_IS_NOT_ABSOLUTE',
    'dockerlint/absolute_workdir',
    'slim/ID.20015',
    'sonar/S7021',
    'kics/workdir-relative',
    'terrascan/AC_DOCKER_0013',
    'buddy/EW0001',
    'droast/DF009',
  ],
  differs:
    'Only the first WORKDIR of a chain, as BuildKit: behind an absolute one nothing hangs on the base. `strict` wants all of them absolute. One that begins with a variable which the base image may set is told only when you ask for the twin by name.',
  options: {
    strict: { type: 'boolean', default: false, description: 'Every relative WORKDIR, also behind an absolute one.' },
  },
  *check(context, { strict }) {
    for (const one of dispatched(context)) {
      const { acts, at, relativeWorkdir: path } = one;
      if (path === undefined || (!path.isFirst && !strict)) continue;
      const word = acts.words[0];
      if (!word) continue;
      const fix = acts === at ? absolute(context, one, acts) : undefined;
      const isHidden = one.missing.some((lookup) => lookup.word === word && !lookup.sure);
      yield {
        ...placed(context.model, at, word.span, 'The relative path'),
        message: `Relative workdir ${quoted(path.text)} can have unexpected results if the base image changes`,
        // On Windows it is absolute.
        ...((isHidden || /^[a-z]:/i.test(path.text)) && { severity: 'off' as const }),
        ...(fix && { fixes: [fix] }),
      };
    }
  },
});

function absolute(context: RuleContext, { stage }: Dispatched, step: Instruction): Fix | undefined {
  const word = step.words[0];
  if (!word || !/^[\w.\-/]+$/.test(word.text)) return undefined;
  const scope = context.scopeBefore(stage, stage.steps.indexOf(step));
  const path = joinPath('/', scope.workdir, word.text);
  return {
    class: scope.workdirSure ? 'safe' : 'confirm',
    title: scope.workdirSure ? `Write ${path}` : `Write ${path} (right when the base image's working directory is /)`,
    edits: [{ span: word.span, newText: path }],
  };
}
