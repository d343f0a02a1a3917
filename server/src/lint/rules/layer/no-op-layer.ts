// RULE no-op-layer: the id is the file name; the examples below are run as tests.
import { cleanPath } from '../../../base/posixPath';
import { baseName, type ShellCommand } from '../../../shell/model';
import type { RuleContext, StageRun } from '../../context';
import { removeInstruction } from '../../edits';
import { flowOf, lineOf, runOf, whereShipped, type StepFlow } from '../../facts/pathFlows';
import { defineRule, type Finding, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nWORKDIR /app\nCOPY a .\nWORKDIR /app\nRUN make\n',
    'FROM debian:12\nENV H=/srv\nWORKDIR /srv/\nENV A=1\nWORKDIR $H\n',
  ],
  fixed: ['FROM debian:12\nWORKDIR /app\nCOPY a .\nRUN make\n', 'FROM debian:12\nENV H=/srv\nWORKDIR /srv/\nENV A=1\n'],
  good: [
    'FROM debian:12\nWORKDIR /a\nWORKDIR b\nWORKDIR b\n',
    'FROM debian:12\nWORKDIR /a\nRUN rm -rf /a\nWORKDIR /a\n',
    'FROM debian:12 AS base\nWORKDIR /a\nFROM base\nWORKDIR /a\nRUN make\n',
    'FROM alpine\nRUN apk --version\n',
    'FROM alpine\nRUN test -f /etc/os-release\n',
    'FROM alpine\nARG CACHE_DATE\nRUN echo "$CACHE_DATE"\n',
    'FROM alpine\nRUN echo a > /a\n',
    'FROM alpine\nRUN --mount=type=cache,target=/c ls /c\n',
  ],
};

/** They print, or do nothing at all. What only asks (`test`, `grep -q`, `--version`) is an assertion of the author's. */
const PRINTS = new Set([
  'true',
  ':',
  'echo',
  'printf',
  'ls',
  'pwd',
  'env',
  'printenv',
  'cat',
  'whoami',
  'id',
  'date',
  'hostname',
  'uname',
]);

export default defineRule({
  id: 'no-op-layer',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['layers'],
  fix: 'safe',
  title: 'An instruction makes a layer and changes nothing',
  why: 'Every RUN and WORKDIR makes a layer, empty or not, which is fetched and mounted with the others.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      let workdir: StepFlow | undefined;
      for (const step of flowOf(context, stage)) {
        if (step.isTrigger) continue;
        if (step.instruction.keyword === 'WORKDIR') {
          if (workdir && isSame(context, workdir, step)) yield repeated(context, workdir, step);
          else workdir = step;
        }
        // The directory may be gone: then WORKDIR makes it again.
        if (
          step.acts.some(
            ({ kind, touches, path }) => kind === 'delete' && (touches.length > 0 || isAbove(path, workdir)),
          )
        )
          workdir = undefined;
        const run = runOf(context, step);
        if (run && printsOnly(run)) yield printing(context, step, run);
      }
    }
  },
});

const isAbove = (path: string, workdir: StepFlow | undefined): boolean => {
  const made = workdir?.acts[0]?.path;
  return made !== undefined && (made === path || made.startsWith(`${path}/`));
};

function isSame(context: RuleContext, first: StepFlow, second: StepFlow): boolean {
  const word = second.instruction.words[0];
  const path = second.acts[0]?.path;
  return (
    word !== undefined &&
    path !== undefined &&
    path === first.acts[0]?.path &&
    cleanPath(context.scopeBefore(second.stage, second.index).workdir) === path
  );
}

function repeated(context: RuleContext, first: StepFlow, second: StepFlow): Finding {
  return {
    span: second.instruction.span,
    message: `Line ${lineOf(first)} has set this directory already: repeating it makes one more layer and changes nothing.`,
    tag: 'unnecessary',
    ...whereShipped(context, second),
    related: [{ span: first.instruction.span, message: 'Set here' }],
    fixes: [
      {
        class: 'safe',
        title: 'Delete this line (one layer less)',
        edits: [removeInstruction(context.model, second.instruction)],
      },
    ],
  };
}

const printsOnly = ({ run, script }: StageRun): boolean =>
  run.flags.length === 0 &&
  run.heredocs.length === 0 &&
  script.parsed &&
  script.commands.length > 0 &&
  script.commands.every(prints);

/** A word with a variable is there to change with it: `echo $CACHE_DATE`. */
const prints = (command: ShellCommand): boolean =>
  PRINTS.has(baseName(command) ?? '') &&
  command.assignments.length === 0 &&
  command.redirects.every(
    ({ operator, target }) => operator === '<' || target?.text === '/dev/null' || /^\d$/.test(target?.text ?? ''),
  ) &&
  command.args.every(({ text }) => text !== undefined && text !== '--version');

function printing(context: RuleContext, step: StepFlow, { run }: StageRun): Finding {
  return {
    span: run.span,
    message: 'This RUN only prints: it makes a layer and changes nothing in the image.',
    ...whereShipped(context, step),
    fixes: [
      { class: 'confirm', title: 'Delete this line (one layer less)', edits: [removeInstruction(context.model, run)] },
    ],
  };
}
