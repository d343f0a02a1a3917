// RULE cd-instead-of-workdir: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { cleanPath, joinPath } from '../../../base/posixPath';
import type { ShellCommand } from '../../../shell/model';
import type { RuleContext, StageRun } from '../../context';
import { insertInstructionAfter, insertInstructionBefore, removeElement } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nWORKDIR /srv\nRUN cd /srv/app && make\n',
    'FROM debian:12\nWORKDIR /srv\nRUN cd app && \\\n    make && \\\n    make install\nRUN true\n',
    'FROM debian:12\nWORKDIR /srv/app\nRUN cd /srv/app && make\n',
    'FROM debian:12\nRUN cd /srv && make\n',
  ],
  fixed: [
    'FROM debian:12\nWORKDIR /srv\nWORKDIR /srv/app\nRUN make\nWORKDIR /srv\n',
    'FROM debian:12\nWORKDIR /srv\nWORKDIR /srv/app\nRUN make && \\\n    make install\nWORKDIR /srv\nRUN true\n',
    'FROM debian:12\nWORKDIR /srv/app\nRUN make\n',
  ],
  good: [
    'FROM debian:12\nRUN make && cd /srv && make\n',
    'FROM debian:12\nRUN (cd /srv && make) && make\n',
    'FROM debian:12\nRUN cd $DIR && make\n',
    // WORKDIR knows no patterns.
    'FROM debian:12\nRUN cd app-* && make\n',
    'FROM debian:12\nRUN cd /srv && make && cd /opt && make\n',
    'FROM debian:12\nRUN cd /srv && make && cd - && ls\n',
    'FROM debian:12\nRUN cd /srv\n',
    'FROM debian:12\nRUN cd /tmp && curl -fsSLO https://example.com/a.tgz && tar -xzf a.tgz && rm a.tgz\n',
  ],
};

export default defineRule({
  id: 'cd-instead-of-workdir',
  group: 'style',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['cd'],
  fix: 'confirm',
  title: '`cd` where WORKDIR is meant',
  why: 'WORKDIR says where the step works, makes the directory, and holds for the steps behind it too.',
  twins: [
    'hadolint/DL3003',
    'trivy/DS-0013',
    'kics/run-command-cd-instead-of-workdir',
    'terrascan/AC_DOCKER_0018',
    'semgrep/use-workdir',
    'buddy/ER0003',
    'droast/DF008',
  ],
  differs:
    'Only a `cd` to a written path that opens the RUN, and that all of the RUN works in. hadolint reports every `cd`, also one in brackets, in the middle of a chain, into a directory that the RUN has just made, or to /tmp and back: there WORKDIR would be no better, and these are told only when you ask for the twin by name.',
  *check(context) {
    for (const run of context.everyRun()) {
      const path = wholeRunIn(run);
      if (path !== undefined) {
        const [command] = run.script.commands;
        const { workdir, workdirSure } = context.scopeBefore(run.stage, run.index);
        if (
          (workdirSure || hasWorkdir(run)) &&
          cleanPath(path.startsWith('/') ? path : joinPath(workdir, path)) === workdir
        ) {
          yield {
            span: run.docSpan(command?.span ?? { start: 0, end: 0 }),
            message: `The step works in ${workdir} already: this changes nothing.`,
            ...confirmed('Remove the cd', run.onbuild ? undefined : removeElement(context.model, run, 0)),
          };
          continue;
        }
        yield {
          span: run.docSpan(command?.span ?? { start: 0, end: 0 }),
          message: `All of this RUN works in ${path}: WORKDIR says so, and makes the directory.`,
          ...confirmed('Use WORKDIR before, and the old one after (two more layers)', asWorkdir(context, run, path)),
        };
        continue;
      }
      const any = run.script.commands.find(({ name }) => name?.text === 'cd');
      if (any)
        yield {
          span: run.docSpan(any.span),
          message: 'This RUN changes its directory: WORKDIR says where a step works.',
          severity: 'off',
        };
    }
  },
});

/** The written path that opens the RUN and that all of it works in. */
function wholeRunIn(run: StageRun): string | undefined {
  const [command, ...others] = run.script.commands;
  const word = command?.args[0];
  if (!command || !word || command.args.length !== 1 || others.length === 0 || !isPlainCd(run, command))
    return undefined;
  // Work in a folder for passing things is over with the RUN.
  if (word.text === undefined || word.isPattern || /^(?:-|~.*|\/tmp.*|\/var\/tmp.*|\/usr\/src.*|\/)$/.test(word.text))
    return undefined;
  return others.some(({ name }) => /^(?:cd|pushd|popd)$/.test(name?.text ?? '')) ? undefined : word.text;
}

const isPlainCd = ({ script, run }: StageRun, { name, inside, pipe }: ShellCommand): boolean =>
  name?.text === 'cd' &&
  inside.length === 0 &&
  pipe.of === 1 &&
  run.form === 'shell' &&
  script.elements.length > 1 &&
  script.elements.slice(1).every(({ joint }) => joint === '&&');

function asWorkdir(context: RuleContext, run: StageRun, path: string): TextEdit[] | undefined {
  const { workdir, workdirSure } = context.scopeBefore(run.stage, run.index);
  const removed = removeElement(context.model, run, 0);
  if (!workdirSure && !hasWorkdir(run)) return undefined;
  if (!removed || run.onbuild || !/^[\w./-]+$/.test(path + workdir)) return undefined;
  const target = path.startsWith('/') ? path : joinPath(workdir, path);
  return [
    insertInstructionBefore(context.model, run.run, `WORKDIR ${target}`),
    ...removed,
    insertInstructionAfter(context.model, run.run, `WORKDIR ${workdir}`),
  ];
}

/** An absolute WORKDIR above makes the directory sure. */
const hasWorkdir = ({ stage, index }: StageRun): boolean =>
  stage.steps.some(
    (step, at) => at < index && step.keyword === 'WORKDIR' && step.words[0]?.text.startsWith('/') === true,
  );
