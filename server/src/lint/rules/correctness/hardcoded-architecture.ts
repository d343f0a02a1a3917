// RULE hardcoded-architecture: the id is the file name; the examples below are run as tests.
import { fetchOf } from '../../../shell/tools/fetch';
import { commandsOf } from '../../facts/commandIndex';
import type { RuleContext } from '../../context';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nARG TARGETARCH\nRUN echo $TARGETARCH && curl -fsSLO https://example.com/tool-linux-amd64.tgz\n',
    'FROM --platform=$BUILDPLATFORM golang:1.25\nADD https://example.com/x86_64/tool /usr/bin/tool\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN curl -fsSLO https://example.com/tool-linux-amd64.tgz\n',
    'FROM debian:12\nARG TARGETARCH\nRUN curl -fsSLO https://example.com/tool-linux-$TARGETARCH.tgz\n',
    'FROM debian:12\nARG TARGETARCH\nRUN case $TARGETARCH in amd64) curl -fsSLO https://example.com/tool-amd64.tgz;; esac\n',
    'FROM debian:12\nARG TARGETARCH\nRUN if [ $TARGETARCH = amd64 ]; then curl -fsSLO https://example.com/tool-amd64.tgz; fi\n',
  ],
};

const ARCHITECTURE = /(?:^|[-_./])(amd64|x86_64|x86-64|arm64|aarch64|armv7|armhf)(?=[-_./]|$)/;
const SPEAKS_OF_PLATFORMS = /\b(?:TARGETARCH|TARGETPLATFORM|TARGETVARIANT|BUILDPLATFORM|BUILDARCH)\b/;

export default defineRule({
  id: 'hardcoded-architecture',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'syntax'],
  mentions: ['amd64', 'x86_64', 'x86-64', 'arm64', 'aarch64', 'armv7', 'armhf'],
  fix: 'none',
  title: 'One architecture is written into a file for several',
  why: 'This file is built for several platforms, and takes this one’s program for all of them: it does not start on the others.',
  twins: [],
  *check(context) {
    if (!isForSeveral(context)) return;
    const message = (architecture = ''): string =>
      `This is for ${architecture} on every platform that this file is built for.`;
    for (const { run, command } of commandsOf(context, 'curl', 'wget')) {
      // A branch is taken for one architecture only.
      if (command.inside.includes('branch')) continue;
      for (const { text, span } of fetchOf(command)?.urls ?? []) {
        const found = ARCHITECTURE.exec(text ?? '');
        if (found) yield { span: run.docSpan(span), message: message(found[1]) };
      }
    }
    for (const { step } of stepsWith(context, 'ADD')) {
      for (const { text, span } of step.sources) {
        const found = /^https?:/.test(text) && !text.includes('$') ? ARCHITECTURE.exec(text) : null;
        if (found) yield { span, message: message(found[1]) };
      }
    }
  },
});

const isForSeveral = ({ model, facts }: RuleContext): boolean =>
  (facts.project?.platforms.length ?? 0) > 1 ||
  model.instructions.some(({ original }) => SPEAKS_OF_PLATFORMS.test(original.value));
