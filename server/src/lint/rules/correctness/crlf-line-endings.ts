// RULE crlf-line-endings: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\r\nRUN <<EOF\r\nmake\r\nEOF\r\n',
    'FROM debian:12\r\nCOPY <<EOF /run.sh\r\n#!/bin/sh\r\nEOF\r\n',
  ],
  fixed: [],
  good: ['FROM debian:12\nRUN <<EOF\nmake\nEOF\n', 'FROM debian:12\r\nRUN make && \\\r\n    make install\r\n'],
};

export default defineRule({
  id: 'crlf-line-endings',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['<<'],
  fix: 'none',
  title: 'Line ends of Windows in a heredoc',
  why: 'The builder passes a heredoc on as it is: the shell sees a carriage return at the end of each word, and a script’s first line names an interpreter that does not exist. Save the file with LF.',
  twins: [],
  *check(context) {
    const { text, instructions } = context.model;
    for (const { heredocs, keyword, keywordSpan } of instructions) {
      const heredoc = heredocs.find(({ contentSpan }) =>
        text.slice(contentSpan.start, contentSpan.end).includes('\r\n'),
      );
      if (!heredoc || context.graph.options.platform.os === 'windows') continue;
      yield {
        span: keywordSpan,
        message:
          keyword === 'RUN'
            ? `The shell sees a carriage return at the end of each line of ${heredoc.name}.`
            : `Each line of ${heredoc.name} ends with a carriage return in the image too.`,
      };
      // One is enough: it is the whole file.
      return;
    }
  },
});
