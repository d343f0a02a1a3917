// RULE heredoc-without-errexit: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { stopsOnError } from '../../../shell/query';
import { asksToStop, cannotFail } from '../../../shell/tools/harmless';
import { confirmed } from '../../facts/switches';
import { lineEndOf } from '../../facts/placing';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y curl\nEOF\n',
    'FROM debian:12\nRUN <<-EOF\n\tmake\n\tmake install\nEOF\n',
    'FROM debian:12\nRUN <<EOF\n#!/bin/bash\nmake\nmake install\nEOF\n',
  ],
  fixed: [
    'FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF\n',
    'FROM debian:12\nRUN <<-EOF\n\tset -e\n\tmake\n\tmake install\nEOF\n',
    'FROM debian:12\nRUN <<EOF\n#!/bin/bash\nset -e\nmake\nmake install\nEOF\n',
  ],
  good: [
    'FROM debian:12\nRUN <<EOF\nset -eux\napt-get update\napt-get install -y curl\nEOF\n',
    'FROM debian:12\nRUN <<EOF\napt-get update && \\\napt-get install -y curl\nEOF\n',
    'FROM debian:12\nRUN <<EOF\n#!/bin/bash -e\nmake\nmake install\nEOF\n',
    'FROM debian:12\nSHELL ["/bin/sh", "-ec"]\nRUN <<EOF\nmake\nmake install\nEOF\n',
    'FROM debian:12\nRUN <<EOF\nmake\nEOF\n',
    'FROM debian:12\nRUN <<EOF\n#!/usr/bin/env python3\na = 1\nb = 2\nEOF\n',
    'FROM debian:12\nRUN <<EOF\necho one\nmake\nEOF\n',
  ],
};

export default defineRule({
  id: 'heredoc-without-errexit',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['<<'],
  fix: 'confirm',
  title: 'A heredoc script goes on after a failure',
  why: 'Only the last command’s result counts: the build goes on with what is left of a failed step, and keeps it in its cache. A RUN in one line with && stops.',
  twins: [],
  *check(context) {
    for (const stageRun of context.everyRun()) {
      const { run, script } = stageRun;
      const [heredoc] = run.heredocs;
      if (run.form !== 'heredoc' || !heredoc || script.elements.length < 2) continue;
      // The failure of any but the last is lost, unless it is the left side of an operator that looks at it.
      const command = script.commands.find(
        (one) => one.inside.length === 0 && script.elements[one.element + 1]?.joint === ';' && !cannotFail(one),
      );
      if (!command || asksToStop(script) || stopsOnError(stageRun)) continue;
      const first = script.elements[0]?.span.start ?? 0;
      const start = stageRun.docSpan({ start: first, end: first + 1 }).start;
      const lineStart = context.model.text.lastIndexOf('\n', start - 1) + 1;
      const indent = context.model.text.slice(lineStart, start);
      const edits =
        script.parsed && /^[ \t]*$/.test(indent)
          ? [{ span: { start, end: start }, newText: `set -e${lineEndOf(context.model)}${indent}` }]
          : undefined;
      yield {
        span: stageRun.docSpan(command.span),
        message: 'When this fails the script goes on, and the build with it.',
        ...confirmed('Begin the script with set -e', edits),
      };
    }
  },
});
