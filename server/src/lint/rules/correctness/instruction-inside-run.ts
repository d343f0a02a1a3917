// RULE instruction-inside-run: the id is the file name; the examples below are run as tests.
import { KEYWORDS, type DockerfileModel, type RunInstruction } from '../../../syntax/model';
import type { Span } from '../../../base/span';
import type { TextEdit } from '../../../base/textEdit';
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

/** Most RUNs are left at this: their lines need not be looked at one by one. */
const SWALLOWED = new RegExp(`\\n(?:${KEYWORDS.join('|')})[ \\t]`);
const LINE = new RegExp(`^(?:${KEYWORDS.join('|')})(?=[ \\t]+\\S)`);

export const examples: RuleExamples = {
  bad: ['FROM alpine\nRUN apk add curl && \\\nCOPY a /b\n', 'FROM alpine\nRUN apk add \\\n    curl \\\nENV A=1\n'],
  fixed: ['FROM alpine\nRUN apk add curl\nCOPY a /b\n', 'FROM alpine\nRUN apk add \\\n    curl\nENV A=1\n'],
  good: [
    'FROM alpine\nRUN apk add curl && \\\n    COPY=1 make\n',
    'FROM alpine\nRUN make\nCOPY a /b\n',
    'FROM alpine\nRUN echo \\\n    COPY a b\n',
    'FROM alpine\nRUN <<E\nCOPY a b\nE\n',
  ],
};

export default defineRule({
  id: 'instruction-inside-run',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  fix: 'confirm',
  title: 'An instruction swallowed by a continued RUN',
  why: 'The line before ends with the continuation character, so that this one is part of the RUN and a shell gets to see it.',
  twins: [],
  *check({ model }) {
    for (const run of instructionsOf(model, 'RUN')) {
      if (run.form !== 'shell' || run.heredocs.length > 0) continue;
      const swallowed = swallowedAt(model, run);
      if (!swallowed) continue;
      const { keyword, before } = swallowed;
      yield {
        span: keyword,
        message: `${model.text.slice(keyword.start, keyword.end)} is part of the RUN in line ${String(run.line + 1)}: the line before it goes on.`,
        related: [{ span: run.keywordSpan, message: 'The RUN that goes on' }],
        fixes: [{ class: 'confirm', title: 'End the RUN before it', edits: [endOfRun(model, before)] }],
      };
    }
  },
});

/** A line at the left margin that reads like an instruction, and the line that leads to it. */
function swallowedAt({ text }: DockerfileModel, run: RunInstruction): { keyword: Span; before: Span } | undefined {
  if (!SWALLOWED.test(text.slice(run.span.start, run.span.end))) return undefined;
  const lines = run.original.spans();
  for (const [i, { start, end }] of lines.entries()) {
    const before = lines[i - 1];
    const word = before && LINE.exec(text.slice(start, end))?.[0];
    if (word !== undefined && before) return { keyword: { start, end: start + word.length }, before };
  }
  return undefined;
}

function endOfRun({ text }: DockerfileModel, { start, end }: Span): TextEdit {
  const words = text.slice(start, end).replace(/\s*(?:&&)?\s*$/, '');
  const found = text.slice(end).search(/\r?\n/);
  return { span: { start: start + words.length, end: found === -1 ? text.length : end + found }, newText: '' };
}
