// RULE user-without-explicit-id: the id is the file name; the examples below are run as tests.
import { optionNames, optionOf, readArguments } from '../../../shell/options';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN useradd -m app\n',
    'FROM debian:12\nRUN groupadd -r app\n',
    'FROM alpine:3.22\nRUN adduser -D -H app\n',
    'FROM alpine:3.22\nRUN addgroup -S app\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN groupadd -g 1000 app && useradd -m -u 1000 -g app app\n',
    'FROM alpine:3.22\nRUN addgroup -g 1000 app && adduser -D -u 1000 -G app app\n',
    'FROM alpine:3.22\nRUN addgroup app docker && adduser app docker\n',
    'FROM debian:12\nRUN useradd -ou 1000 app && useradd -D -s /bin/bash\n',
  ],
};

const VALUED = optionNames(
  '-b -c -d -e -f -g -G -h -k -K -p -R -s -u -Z --comment --gecos --gid --home --home-dir --ingroup --shell --uid --groups --key',
);
const ID = new Map([
  ['useradd', ['-u', '--uid']],
  ['adduser', ['-u', '--uid']],
  ['groupadd', ['-g', '--gid']],
  ['addgroup', ['-g', '--gid']],
]);

export default defineRule({
  id: 'user-without-explicit-id',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: [...ID.keys()],
  fix: 'none',
  title: 'A user or group is made without a fixed number',
  why: 'The number then hangs on what the base has: files in volumes change hands with the next base, and nobody can name the user by number.',
  twins: [],
  *check(context) {
    for (const { run, command } of commandsOf(context, ...ID.keys())) {
      const program = command.name?.text?.split('/').pop() ?? '';
      const given = readArguments(command.args, VALUED);
      // Two operands add a user to a group; `useradd -D` changes defaults.
      const isOther =
        given.operands.length !== 1 || (program === 'useradd' && optionOf(given, '-D', '--defaults') !== undefined);
      if (isOther || optionOf(given, ...(ID.get(program) ?? []))) continue;
      const what = program.startsWith('user') || program === 'adduser' ? 'user' : 'group';
      yield {
        span: run.docSpan(command.span),
        message: `The number of this ${what} hangs on what the base image has.`,
      };
    }
  },
});
