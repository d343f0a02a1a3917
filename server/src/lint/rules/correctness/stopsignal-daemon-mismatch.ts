// RULE stopsignal-daemon-mismatch: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { defineRule, type RuleExamples } from '../../rule';

const SIGNALS: ReadonlyMap<string, string> = new Map([
  ['nginx', 'SIGQUIT'],
  ['php-fpm', 'SIGQUIT'],
  ['systemd', 'SIGRTMIN+3'],
]);

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get install -y nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
    'FROM debian:12\nCMD ["/lib/systemd/systemd"]\n',
  ],
  fixed: [],
  good: [
    'FROM nginx:1.27\nCMD ["nginx", "-g", "daemon off;"]\n',
    'FROM debian:12\nSTOPSIGNAL SIGQUIT\nCMD ["nginx", "-g", "daemon off;"]\n',
    'FROM debian:12\nCMD ["sh"]\n',
  ],
};

export default defineRule({
  id: 'stopsignal-daemon-mismatch',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph'],
  mentions: [...SIGNALS.keys()],
  fix: 'none',
  title: 'Daemon that wants another stop signal',
  why: 'It takes SIGTERM for "stop at once": open requests are cut off when the container stops.',
  twins: ['tally/prefer-nginx-sigquit', 'tally/prefer-systemd-sigrtmin-plus-3'],
  *check(context) {
    const stage = context.graph.target;
    if (!stage) return;
    const steps = context.chainOf(stage).flatMap((one) => one.steps);
    if (steps.some(({ keyword }) => keyword === 'STOPSIGNAL')) return;
    const start =
      steps.findLast(({ keyword }) => keyword === 'ENTRYPOINT') ?? steps.findLast(({ keyword }) => keyword === 'CMD');
    const word = start?.json === true ? start.words[0] : undefined;
    const program = word?.text.split('/').pop() ?? '';
    const signal = SIGNALS.get(program);
    // The official images set it themselves.
    if (!word || signal === undefined || /^(?:nginx|php|nginxinc\/.*)$/.test(baseOf(context, stage).repository)) return;
    yield { span: word.span, message: `${program} stops in order on ${signal}; without STOPSIGNAL it gets SIGTERM.` };
  },
});
