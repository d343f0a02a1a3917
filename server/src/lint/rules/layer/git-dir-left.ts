// RULE git-dir-left: the id is the file name; the examples below are run as tests.
import { baseName, calls, type ShellCommand } from '../../../shell/model';
import { flagIsOn } from '../../../syntax/model';
import { appendFix } from '../../edits/appendGuard';
import type { RuleContext } from '../../context';
import { quotedPath } from '../../facts/keptFiles';
import { flowOf, runOf, shown, type PathAct, type StepFlow } from '../../facts/pathFlows';
import { commandOf } from '../../edits/layerEdits';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN git clone https://example.com/tool.git /opt/tool\n',
    'FROM debian:12\nWORKDIR /opt\nRUN git clone --depth 1 https://example.com/tool.git && /opt/tool/setup\n',
    'FROM acme/base:1\nRUN git clone https://example.com/tool.git\n',
    'FROM debian:12\nADD --keep-git-dir=true https://github.com/moby/buildkit.git#v0.20.0 /src\n',
  ],
  fixed: [
    'FROM debian:12\nRUN git clone https://example.com/tool.git /opt/tool && rm -rf /opt/tool/.git\n',
    'FROM debian:12\nWORKDIR /opt\nRUN git clone --depth 1 https://example.com/tool.git && /opt/tool/setup && rm -rf /opt/tool/.git\n',
    'FROM acme/base:1\nRUN git clone https://example.com/tool.git && rm -rf tool/.git\n',
  ],
  good: [
    'FROM debian:12\nRUN git clone https://example.com/tool.git /opt/tool && rm -rf /opt/tool/.git\n',
    'FROM debian:12\nRUN git clone https://example.com/tool.git && cp tool/a /usr/bin/ && rm -rf tool\n',
    'FROM debian:12\nRUN git clone https://example.com/tool.git /opt/tool\nRUN cd /opt/tool && git checkout v1\n',
    'FROM debian:12 AS build\nRUN git clone https://example.com/tool.git /src\nFROM scratch\nCOPY --from=build /src/tool /\n',
    'FROM debian:12\nADD https://github.com/moby/buildkit.git#v0.20.0 /src\n',
  ],
};

export default defineRule({
  id: 'git-dir-left',
  group: 'layer',
  severity: 'info',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['keep-git-dir', 'clone'],
  fix: 'confirm',
  title: 'The history of a clone stays in the image',
  why: 'The image runs the files, not their history: without `--depth` the directory `.git` is often bigger than all files together.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.chain)
      for (const step of flowOf(context, stage)) {
        const { instruction } = step;
        const flag = instruction.flags.find(({ name }) => name === 'keep-git-dir');
        if (instruction.keyword === 'ADD' && flag && flagIsOn(instruction, 'keep-git-dir'))
          yield {
            span: flag.span,
            message: 'The history of the repository is kept in this layer; the image seldom needs it.',
          };
        for (const act of step.acts) {
          const at =
            act.program === 'git' && act.kind === 'write' && act.inLayer ? commandOf(context, step, act) : undefined;
          if (!at || !calls(at.command, 'git', 'clone') || act.certainty !== 'literal' || act.path.endsWith('/.git'))
            continue;
          if (isRemoved(step, act) || act.deletedBy.length > 0 || isUsedLater(context, step, act)) continue;
          yield {
            span: at.run.docSpan(at.command.span),
            message: `\`${shown(act)}/.git\` stays in the image${isShallow(at.command) ? '' : ', with the whole history of the repository'}.`,
            fixes: fixesFor(context, step, act, at.command),
          };
        }
      }
  },
});

const isShallow = ({ args }: ShellCommand): boolean => args.some(({ raw }) => raw.startsWith('--depth'));

const isRemoved = ({ acts }: StepFlow, { path, where }: PathAct): boolean =>
  acts.some(
    ({ kind, path: deleted, certainty, where: at, touches }) =>
      kind === 'delete' &&
      at.start > where.start &&
      (certainty === 'anywhere' ||
        certainty === 'below' ||
        deleted.startsWith(`${path}/.g`) ||
        (certainty === 'pattern' && deleted.includes('/.git')) ||
        touches.some((touch) => touch.how !== 'above' && touch.act.path === path)),
  );

/** What reads the history: git itself, and builds that ask it for a version. */
const ASKS_GIT = new Set(['git', 'go', 'pip', 'pip3', 'python', 'python3', 'cargo', 'make', 'npm', 'yarn']);

function isUsedLater(context: RuleContext, step: StepFlow, { path }: PathAct): boolean {
  return context
    .chainOf(step.stage)
    .concat(context.above(step.stage))
    .some((stage) =>
      flowOf(context, stage).some(
        (later) =>
          later.order > step.order &&
          (later.run?.script.commands ?? []).some(
            (command, index) =>
              ASKS_GIT.has(baseName(command) ?? '') &&
              (mentions(command, path) ||
                later.acts.some((act) => act.command === index && isBelow(act.path, path)) ||
                later.instruction.original.value.includes(path)),
          ),
      ),
    );
}

const mentions = ({ args }: ShellCommand, path: string): boolean =>
  args.some(({ text }) => text?.includes(path) === true);
const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

function fixesFor(context: RuleContext, step: StepFlow, act: PathAct, command: ShellCommand): Fix[] {
  const run = runOf(context, step);
  const name = run && quotedPath(run, act);
  if (!run || name === undefined) return [];
  const removal = appendFix(context, run, { clean: `rm -rf ${name}/.git`, most: 'confirm' });
  return removal && command.isPlaced ? [removal] : [];
}
