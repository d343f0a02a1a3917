// RULE useradd-log-init: the id is the file name; the examples below are run as tests.
import { optionNames, optionOf, readArguments } from '../../../shell/options';
import { commandsOf } from '../../facts/commandIndex';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN useradd -u 1000000 app\n',
    'FROM debian:12\nRUN useradd -m --uid=4294967 app\n',
    'FROM debian:12\nARG ID\nRUN useradd -u $ID app\n',
  ],
  fixed: [
    'FROM debian:12\nRUN useradd --no-log-init -u 1000000 app\n',
    'FROM debian:12\nRUN useradd --no-log-init -m --uid=4294967 app\n',
    'FROM debian:12\nARG ID\nRUN useradd --no-log-init -u $ID app\n',
  ],
  good: [
    'FROM debian:12\nRUN useradd -u 10001 app\n',
    'FROM debian:12\nRUN useradd -l -u 1000000 app\n',
    'FROM debian:12\nRUN useradd -lmu 1000000 app\n',
    'FROM debian:12\nRUN useradd app\n',
    'FROM alpine:3.22\nRUN adduser -u 1000000 app\n',
    'FROM debian:12\nARG ID=1000\nRUN useradd -u $ID app\n',
  ],
};

const VALUED = optionNames(
  '-b -c -d -e -f -g -G -k -K -p -R -s -u -Z --uid --gid --comment --home-dir --shell --groups --base-dir',
);

export default defineRule({
  id: 'useradd-log-init',
  group: 'size',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['useradd'],
  fix: 'safe',
  title: 'A high user number makes huge log files',
  why: 'The program puts the user into /var/log/lastlog and faillog at the place of its number: the files seem to be as many gigabytes long, and layers store the holes.',
  twins: ['hadolint/DL3046', 'droast/DF064', 'parfum/DL3046'],
  differs: 'A number from a variable that is not known is found with severity hint.',
  *check(context) {
    for (const { run, command } of commandsOf(context, 'useradd')) {
      const given = readArguments(command.args, VALUED);
      const uid = optionOf(given, '-u', '--uid');
      const { name } = command;
      if (!uid || !name || optionOf(given, '-l', '--no-log-init')) continue;
      const number = uid.value ?? context.scopeBefore(run.stage, run.index).resolve((uid.valueWord ?? uid.word).raw);
      if (number !== undefined && !/^\d{6,}$/.test(number)) continue;
      yield {
        span: run.docSpan({ start: uid.word.span.start, end: (uid.valueWord ?? uid.word).span.end }),
        message:
          number === undefined
            ? 'Should this number be a high one, useradd makes log files that seem gigabytes long.'
            : `With the number ${number} useradd makes log files that seem gigabytes long.`,
        ...(number === undefined ? { severity: 'hint' as const } : {}),
        ...safely('Insert --no-log-init', insertAfter(run, command, name, '--no-log-init')),
      };
    }
  },
});
