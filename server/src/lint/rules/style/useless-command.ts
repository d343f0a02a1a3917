// RULE useless-command: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN top -b -n 1\n',
    'FROM debian:12\nRUN make && service nginx reload\n',
    'FROM debian:12\nRUN shutdown -h now\n',
    'FROM debian:12\nRUN vim /etc/hosts\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y vim less mount procps\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/x make\n',
    'FROM debian:12\nRUN mkdir /etc/service && touch /bin/top\n',
    'FROM debian:12\nRUN service postgresql start && createdb x\n',
    'FROM debian:12\nRUN ./server & ./test && kill $!\n',
  ],
};

const USELESS = [
  'free',
  'htop',
  'ifconfig',
  'kill',
  'less',
  'mount',
  'nano',
  'ps',
  'service',
  'shutdown',
  'ssh',
  'top',
  'vi',
  'vim',
];

export default defineRule({
  id: 'useless-command',
  group: 'style',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell'],
  mentions: USELESS,
  fix: 'none',
  title: 'A command that makes no sense in a build',
  why: 'A build has no running system, no terminal and nobody to look: the command shows or changes something that is gone with its RUN.',
  twins: ['hadolint/DL3001', 'slim/ID.20022', 'semgrep/nonsensical-command', 'buddy/ER0005', 'droast/DF060'],
  differs: '`service x start` with commands behind it, and `kill` of what the RUN itself started, are no findings.',
  *check(context) {
    for (const { run, command } of commandsOf(context, ...USELESS)) {
      const { name, args } = command;
      const { commands } = run.script;
      if (!name || name.text?.includes('/') === true) continue;
      const isUsed =
        (name.text === 'service' && /^(?:start|stop|restart)$/.test(args[1]?.text ?? '')) ||
        (name.text === 'kill' && commands.some(({ isBackground }) => isBackground));
      if (isUsed) continue;
      yield {
        span: run.docSpan(name.span),
        message: `${name.text ?? ''} has nothing to do in a build: what it shows or changes is gone with this RUN.`,
      };
    }
  },
});
