// RULE install-as-non-root: the id is the file name; the examples below are run as tests.
import { managerCallsOf } from '../../facts/commandIndex';
import type { RuleContext, StageRun } from '../../context';
import { lineEndOf } from '../../facts/placing';
import type { Fix } from '../../rule';
import { defineRule, type RuleExamples } from '../../rule';

const SYSTEM = ['apt', 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper', 'pacman'] as const;
const PRIVILEGED = /^(?:sudo|doas|gosu|su-exec|fakeroot)/;

/** The user comes from a USER of this file, and no variable of unknown value is in it. */
const isWritten = (context: RuleContext, { stage, index }: StageRun): boolean => {
  for (const one of [...context.chainOf(stage)].reverse()) {
    const steps = one === stage ? one.steps.slice(0, index) : one.steps;
    const last = steps.findLast(({ keyword }) => keyword === 'USER');
    if (last) return !last.rest.value.includes('$');
  }
  return false;
};

function asRoot({ model }: RuleContext, { run }: StageRun, user: string): Fix[] {
  const { text } = model;
  const start = text.lastIndexOf('\n', run.span.start - 1) + 1;
  const lineEnd = lineEndOf(model);
  const end = text.indexOf('\n', run.span.end);
  const back = end === -1 ? `${lineEnd}USER ${user}` : `USER ${user}${lineEnd}`;
  const after = end === -1 ? text.length : end + 1;
  return [
    {
      class: 'confirm',
      title: `Run it as root, and go back to ${user}`,
      edits: [
        { span: { start, end: start }, newText: `USER root${lineEnd}` },
        { span: { start: after, end: after }, newText: back },
      ],
    },
  ];
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nUSER app\nRUN apt-get update && apt-get install -y curl\n',
    'FROM alpine:3.20\nUSER 1000:1000\nRUN apk add --no-cache curl\nCMD ["sh"]\n',
  ],
  fixed: [
    'FROM debian:12\nUSER app\nUSER root\nRUN apt-get update && apt-get install -y curl\nUSER app\n',
    'FROM alpine:3.20\nUSER 1000:1000\nUSER root\nRUN apk add --no-cache curl\nUSER 1000:1000\nCMD ["sh"]\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get install -y curl\nUSER app\n',
    'FROM debian:12\nUSER app\nRUN sudo apt-get install -y curl\n',
    'FROM debian:12\nUSER root:root\nRUN apt-get install -y curl\n',
    'FROM debian:12\nARG WHO\nUSER $WHO\nRUN apt-get install -y curl\n',
    'FROM debian:12\nUSER app\nRUN apt-get download curl && apt-get --version\n',
  ],
};

export default defineRule({
  id: 'install-as-non-root',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['user'],
  fix: 'confirm',
  title: 'System packages installed by a user who may not',
  why: 'Only root may write where the package manager writes: the build stops.',
  twins: [],
  *check(context) {
    const told = new Set<StageRun>();
    for (const { run, call } of managerCallsOf(context, ...SYSTEM)) {
      if (told.has(run) || run.onbuild || (call.verb !== 'install' && call.verb !== 'upgrade')) continue;
      if (
        call.command.wrappers.some((word) => PRIVILEGED.test(word)) ||
        call.flag('-s', '--simulate', '--root', '--installroot', '-p')
      )
        continue;
      const { user } = context.scopeBefore(run.stage, run.index);
      const name = user.split(':')[0] ?? '';
      if (name === '' || name === 'root' || name === '0' || name.includes('$') || !isWritten(context, run)) continue;
      told.add(run);
      yield {
        span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
        message: `This runs as ${name}, who may not install packages: the build stops.`,
        fixes: asRoot(context, run, user),
      };
    }
  },
});
