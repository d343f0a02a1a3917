// RULE time-varying-run: the id is the file name; the examples below are run as tests.
import { baseName, type ShellCommand } from '../../../shell/model';
import { commandsOf } from '../../facts/commandIndex';
import type { StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN date > /build-date\n',
    'FROM debian:12\nRUN echo "built $(date -u)" > /build-info\n',
    'FROM debian:12\nRUN openssl rand -hex 32 > /etc/key\n',
    'FROM debian:12\nRUN sed -i "s/@ID@/$(uuidgen)/" /etc/app.conf\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN date\n',
    'FROM debian:12\nRUN echo "built $(date -u)"\n',
    'FROM debian:12\nRUN date -u -d @0 > /build-date\n',
    'FROM debian:12\nRUN date -r /srv/app +%s > /build-date\n',
    'FROM debian:12\nRUN hostname && make\n',
    'FROM debian:12\nRUN date > /dev/null\n',
  ],
};

export default defineRule({
  id: 'time-varying-run',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['date', 'uuidgen', 'hostname', 'openssl'],
  fix: 'none',
  title: 'A step whose result is another one at each build',
  why: 'Equal inputs give another layer each time, so that nobody can tell whether anything changed; and where the step comes from the cache, the value is an old one. An ARG given to the build says when it shall change.',
  twins: [],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'date', 'uuidgen', 'hostname', 'openssl')) {
      if (!varies(command) || !isKept(run, command)) continue;
      yield {
        span: run.docSpan(command.span),
        message: `What ${baseName(command) ?? ''} says goes into this layer: it is another one at each build that the cache does not answer.`,
      };
    }
  },
});

function varies(command: ShellCommand): boolean {
  const texts = command.args.map(({ text, raw }) => text ?? raw);
  switch (baseName(command)) {
    case 'date':
      return !texts.some(
        (text) =>
          /^(?:-[A-Za-z]*[dr]|--date.*|--reference.*|--version|--set.*|-s)$/.test(text) ||
          text.includes('SOURCE_DATE_EPOCH'),
      );
    case 'openssl':
      return texts[0] === 'rand';
    default:
      return texts.length === 0;
  }
}

/** Written to a file, by itself or by the command whose word it is. */
function isKept({ script }: StageRun, command: ShellCommand): boolean {
  if (writesFile(command)) return true;
  if (!command.inside.includes('substitution')) return false;
  const outer = script.commands.findLast(
    (other) =>
      other !== command &&
      other.element === command.element &&
      other.span.start <= command.span.start &&
      other.span.end >= command.span.end,
  );
  return (
    outer !== undefined &&
    (writesFile(outer) || (baseName(outer) === 'sed' && outer.args.some(({ text }) => /^-\w*i/.test(text ?? ''))))
  );
}

const writesFile = ({ redirects }: ShellCommand): boolean =>
  redirects.some(
    ({ operator, target }) => operator.includes('>') && operator !== '>&' && target?.text?.startsWith('/dev/') !== true,
  );
