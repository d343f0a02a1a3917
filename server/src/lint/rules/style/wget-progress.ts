// RULE wget-progress: the id is the file name; the examples below are run as tests.
import type { Stage } from '../../../build/graph';
import type { ShellCommand } from '../../../shell/model';
import { optionOf } from '../../../shell/options';
import { fetchOf } from '../../../shell/tools/fetch';
import { managerCall } from '../../../shell/tools/packages';
import { baseOf } from '../../facts/baseImage';
import { commandsOf } from '../../facts/commandIndex';
import type { RuleContext } from '../../context';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN wget https://example.com/a.tgz\n',
    'FROM alpine:3.22\nRUN apk add --no-cache wget && wget https://example.com/a.tgz\n',
    'FROM acme/base:1\nRUN wget https://example.com/a.tgz\n',
  ],
  fixed: [
    'FROM debian:12\nRUN wget --progress=dot:giga https://example.com/a.tgz\n',
    'FROM alpine:3.22\nRUN apk add --no-cache wget && wget --progress=dot:giga https://example.com/a.tgz\n',
  ],
  good: [
    'FROM debian:12\nRUN wget -q https://example.com/a.tgz\n',
    'FROM debian:12\nRUN wget -nv https://example.com/a.tgz && wget -qO- https://example.com/b\n',
    'FROM debian:12\nRUN wget --progress=dot:giga https://example.com/a.tgz\n',
    'FROM debian:12\nRUN wget -o log https://example.com/a.tgz\n',
    'FROM debian:12\nRUN wget https://example.com/a.tgz >/dev/null 2>&1 && wget https://example.com/b 2> log\n',
    'FROM alpine:3.22\nRUN wget https://example.com/a.tgz\n',
  ],
};

export default defineRule({
  id: 'wget-progress',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['wget'],
  fix: 'safe',
  title: '`wget` fills the build’s log with dots',
  why: 'Without a terminal wget prints a line for every 50 kB: thousands for a large file. --progress=dot:giga prints one for every 32 MB.',
  twins: ['hadolint/DL3047', 'droast/DF056'],
  differs:
    'The wget of busybox (Alpine) has no such option, and prints little: no finding there unless GNU wget is installed.',
  *check(context) {
    const gnu = new Map<number, boolean | undefined>();
    for (const { run, command } of commandsOf(context, 'wget')) {
      const fetch = fetchOf(command);
      const { name } = command;
      if (!fetch || !name || fetch.urls.length === 0) continue;
      const quiet = optionOf(
        fetch.given,
        '--progress',
        '-q',
        '--quiet',
        '--no-verbose',
        '-o',
        '-a',
        '--output-file',
        '--append-output',
        '-b',
      );
      if (quiet || isSentElsewhere(command) || command.args.some(({ raw }) => /^-nv|^-\w*nv$|^\$\w/.test(raw)))
        continue;
      const { stage } = run;
      if (!gnu.has(stage.index)) gnu.set(stage.index, hasGnuWget(context, stage));
      const isGnu = gnu.get(stage.index);
      if (isGnu === false) continue;
      yield {
        span: run.docSpan(name.span),
        message: 'This wget prints a line for every 50 kB into the log.',
        ...safely(
          'Insert --progress=dot:giga',
          isGnu ? insertAfter(run, command, name, '--progress=dot:giga') : undefined,
        ),
      };
    }
  },
});

/** What it says of its progress, on the second stream, does not reach the log. */
const isSentElsewhere = ({ redirects }: ShellCommand): boolean =>
  redirects.some(
    ({ operator, descriptor }) =>
      operator.startsWith('&>') ||
      (descriptor === 2 && (operator !== '>&' || redirects.some((other) => (other.descriptor ?? 1) === 1))),
  );

/** Undefined when nobody knows. */
function hasGnuWget(context: RuleContext, stage: Stage): boolean | undefined {
  const installs = context
    .chainOf(stage)
    .some((one) =>
      context
        .runsOf(one)
        .some(({ script }) =>
          script.commands.some(
            (command) => managerCall(command)?.operands.some(({ text }) => /^wget\b/.test(text ?? '')) === true,
          ),
        ),
    );
  if (installs) return true;
  const { family } = baseOf(context, stage);
  if (family === 'alpine' || family === 'busybox') return false;
  return family === 'unknown' ? undefined : true;
}
