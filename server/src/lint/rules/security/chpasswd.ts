// RULE chpasswd: the id is the file name; the examples below are run as tests.
import type { ShellCommand } from '../../../shell/model';
import { optionNames, readArguments } from '../../../shell/options';
import type { StageRun } from '../../context';
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN echo "app:changeme" | chpasswd\n',
    'FROM fedora:42\nRUN echo changeme | passwd --stdin app\n',
    'FROM debian:12\nRUN useradd -m -p "$(openssl passwd changeme)" app\n',
    'FROM debian:12\nRUN usermod -p x app\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN useradd -m app\n',
    'FROM debian:12\nRUN mkdir -p /srv/passwd && passwd -l app\n',
    "FROM debian:12\nRUN useradd -m -p '*' app\n",
    // Nobody can read it: it is random, or a secret that a mount shows.
    'FROM debian:12\nRUN --mount=type=secret,id=p echo "app:$(cat /run/secrets/p)" | chpasswd\n',
    'FROM debian:12\nRUN useradd -m --password $(head -c32 /dev/urandom | base64) app\n',
  ],
};

const VALUED = optionNames(
  '-b -c -d -e -f -g -G -k -K -p -P -R -s -u -Z -l -L --password --comment --home-dir --uid --gid --groups --shell',
);
/** Of a substitution only what it says is stored, as a hash; one that hashes what is written here hides nothing. */
const isMade = (text: string): boolean => /^[^\s]*(?:\$\(|`)/.test(text) && !/passwd\b.*-?\w|mkpasswd|crypt/.test(text);

/** What the program in front of it in the pipe prints. */
const isMadeByPipe = ({ script }: StageRun, { pipe }: ShellCommand): boolean =>
  script.commands.some(
    (one) =>
      one.pipe.span.start === pipe.span.start &&
      one.pipe.at === pipe.at - 1 &&
      one.args.some(({ raw }) => /\$\(|`/.test(raw) && !/passwd|crypt/.test(raw)),
  );

/** No password can give one of these. */
const LOCKED = /^[!*]+$/;

export default defineRule({
  id: 'chpasswd',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['passwd', 'useradd', 'usermod'],
  fix: 'none',
  title: 'A password is set in the image',
  why: 'Whoever can pull the image can read it, in the history or in /etc/shadow, and it is the same in every container.',
  twins: ['checkov/CKV2_DOCKER_17'],
  *check(context) {
    const message = 'This password is in the image and its history for everyone who can pull it.';
    for (const { run, command } of commandsOf(context, 'chpasswd'))
      if (!isMadeByPipe(run, command)) yield { span: run.docSpan(command.span), message };
    for (const { run, command } of commandsOf(context, 'passwd'))
      if (command.args.some(({ text }) => text === '--stdin')) yield { span: run.docSpan(command.span), message };
    for (const { run, command } of commandsOf(context, 'useradd', 'usermod')) {
      for (const { name, value, word } of readArguments(command.args, VALUED).options) {
        if ((name !== '-p' && name !== '--password') || LOCKED.test(value ?? '')) continue;
        if (isMade(run.script.text.slice(word.span.start, command.span.end).replace(/^\S+\s+/, ''))) continue;
        yield { span: run.docSpan(word.span), message };
      }
    }
  },
});
