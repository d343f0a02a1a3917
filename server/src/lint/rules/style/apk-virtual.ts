// RULE apk-virtual: the id is the file name; the examples below are run as tests.
import { managerCallsOf } from '../../facts/commandIndex';
import type { StageRun } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine:3.20\nRUN apk add --no-cache gcc make && make install && apk del gcc make\n'],
  fixed: [],
  good: [
    'FROM alpine:3.20\nRUN apk add --no-cache --virtual .deps gcc make && make install && apk del .deps\n',
    'FROM alpine:3.20\nRUN apk add --no-cache gcc && make && apk del gcc\n',
    'FROM alpine:3.20\nRUN apk add --no-cache gcc make\n',
  ],
};

export default defineRule({
  id: 'apk-virtual',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['del'],
  fix: 'none',
  title: 'Packages added and deleted by name in one RUN',
  why: 'A virtual group (`apk add --virtual .deps …`, `apk del .deps`) takes away the same packages, and those they brought, with one word.',
  twins: ['dockerfilelint/apkadd-missing-virtual'],
  *check(context) {
    const added = new Map<StageRun, ReadonlySet<string>>();
    for (const { run, call } of managerCallsOf(context, 'apk')) {
      const names = call.operands.flatMap(({ text }) => (text === undefined ? [] : [text.replace(/[=~<>@].*$/, '')]));
      if (call.verb === 'install' && !call.flag('-t', '--virtual'))
        added.set(run, new Set([...(added.get(run) ?? []), ...names]));
      if (call.verb !== 'remove' || names.filter((name) => added.get(run)?.has(name)).length < 2) continue;
      yield {
        span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
        message:
          'These were added by name in this RUN: a virtual group takes them and what they brought away with one word.',
      };
    }
  },
});
