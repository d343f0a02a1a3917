// RULE run-effect-lost: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { baseName, type ShellCommand } from '../../../shell/model';
import type { StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN cd /srv\nRUN make\n',
    'FROM debian:12\nRUN export TOOLS=/opt/bin\nRUN tool\n',
    'FROM debian:12\nRUN make && cd /srv\n',
    'FROM debian:12\nRUN service postgresql start\n',
    'FROM debian:12\nRUN make && . ~/.bashrc\n',
    'FROM debian:12\nRUN redis-server &\n',
    'FROM continuumio/miniconda3\nRUN conda activate base\n',
    'FROM debian:12\nRUN umask 027\n',
  ],
  fixed: ['FROM debian:12\nWORKDIR /srv\nRUN make\n', 'FROM debian:12\nENV TOOLS=/opt/bin\nRUN tool\n'],
  good: [
    'FROM debian:12\nRUN cd /srv && make\n',
    'FROM debian:12\nRUN export A=1 && make\n',
    'FROM debian:12\nRUN service postgresql start && createdb x\n',
    'FROM debian:12\nRUN (cd /srv)\nRUN . ./install.sh\n',
    'FROM debian:12\nRUN echo "cd /srv" >> /root/.bashrc\n',
    'FROM debian:12\nRUN su app -c make\n',
    'FROM debian:12\nRUN make & wait\n',
    'FROM debian:12\nRUN cd /srv || exit 1; make\n',
    // Back to where the step began.
    'FROM debian:12\nRUN cd tool && make install && cd ..\n',
    'FROM debian:12\nRUN cd /srv/tool && make install && cd -\n',
  ],
};

/** What changes the shell that ends with the RUN. */
const SHELL_ONLY = new Set(['cd', 'pushd', 'export', 'alias', 'umask', 'ulimit', 'unset']);
/** Files that only set variables. */
const SETTINGS =
  /(?:^|\/)(?:\.?bashrc|\.?profile|\.bash_profile|\.zshrc|activate|nvm\.sh|env|\.env|environment|conda\.sh)$|\/profile\.d\//;

export default defineRule({
  id: 'run-effect-lost',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  fix: 'confirm',
  title: 'The effect of a command ends with its RUN',
  why: 'Each RUN is a shell of its own: its directory, variables and running programs are gone with it; only files stay.',
  twins: [],
  *check(context) {
    for (const run of context.everyRun()) {
      const command = lastCommand(run);
      if (!command || !isLost(command) || goesBack(run, command)) continue;
      yield {
        span: run.docSpan(command.span),
        message: messageOf(command),
        ...confirmed(command.name?.text === 'cd' ? 'Use WORKDIR' : 'Use ENV', asInstruction(run, command)),
      };
    }
  },
});

/** The command that ends the script, when nothing is nested. */
function lastCommand({ script }: StageRun): ShellCommand | undefined {
  const last = script.commands[script.commands.length - 1];
  if (!last || last.inside.length > 0 || last.pipe.of > 1 || last.joint === '||' || !script.parsed) return undefined;
  return last;
}

function isLost(command: ShellCommand): boolean {
  const name = baseName(command) ?? '';
  const texts = command.args.map(({ text }) => text ?? '');
  if (command.isBackground) return true;
  if (SHELL_ONLY.has(name)) return name !== 'alias' || texts.length > 0;
  if (name === 'source' || name === '.') return texts.length === 1 && SETTINGS.test(texts[0] ?? '');
  if (name === 'nvm') return texts[0] === 'use';
  if (name === 'conda') return texts[0] === 'activate';
  if (name === 'su') return !texts.some((text) => /^-\w*c$|^--command|^--session-command/.test(text));
  return name === 'service' && texts[1] === 'start';
}

/** `cd tool && make && cd ..`: where the step began, the next one does too. */
const goesBack = ({ script }: StageRun, command: ShellCommand): boolean =>
  command.name?.text === 'cd' &&
  /^(?:-|(?:\.\.\/?)+)$/.test(command.args[0]?.text ?? '') &&
  script.commands.some((other) => other !== command && /^(?:cd|pushd)$/.test(other.name?.text ?? ''));

function messageOf(command: ShellCommand): string {
  const name = baseName(command) ?? '';
  if (command.isBackground || name === 'service')
    return 'The program ends with this RUN: nothing runs in an image. Start it where it is used, or in ENTRYPOINT.';
  if (name === 'cd' || name === 'pushd') return 'The next step starts in the directory of WORKDIR again, not here.';
  if (name === 'su') return 'The next step runs as the user of USER again.';
  return 'The next step does not see this: it has a shell of its own.';
}

/** The whole RUN as WORKDIR or ENV. */
function asInstruction({ run, script, onbuild }: StageRun, { name, args }: ShellCommand): TextEdit[] | undefined {
  const [word] = args;
  if (script.commands.length !== 1 || run.form !== 'shell' || run.flags.length > 0 || onbuild || args.length !== 1)
    return undefined;
  if (run.endLine !== run.line || !word) return undefined;
  if (name?.text === 'cd' && word.text !== undefined && /^[\w./-]+$/.test(word.text) && word.text !== '-')
    return [{ span: run.span, newText: `WORKDIR ${word.text}` }];
  if (name?.text === 'export' && /^[A-Za-z_]\w*=[\w./:@%+-]*$/.test(word.raw))
    return [{ span: run.span, newText: `ENV ${word.raw}` }];
  return undefined;
}
