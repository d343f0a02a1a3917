// RULE empty-continuation: the id is the file name; the examples below are run as tests.
import type { DockerfileModel, Instruction } from '../../../syntax/model';
import type { Span } from '../../../base/span';
import { LineIndex } from '../../../base/lineIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nRUN echo a && \\\n\n    echo b\n',
    'FROM alpine\nENV A=1 \\\n\n\n    B=2 \\\n  \n    C=3\n',
    'FROM alpine\nRUN cat <<A && \\\n\n    true\ntext\n\nA\n',
  ],
  fixed: [
    'FROM alpine\nRUN echo a && \\\n    echo b\n',
    'FROM alpine\nENV A=1 \\\n    B=2 \\\n    C=3\n',
    'FROM alpine\nRUN cat <<A && \\\n    true\ntext\n\nA\n',
  ],
  good: [
    'FROM alpine\nRUN echo a && \\\n    # why\n    echo b\n',
    'FROM alpine\n\nRUN echo a\n\nRUN echo b\n',
    'FROM alpine\nRUN <<A\necho a\n\necho b\nA\n',
  ],
};

export default defineRule({
  id: 'empty-continuation',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'safe',
  title: 'Empty line inside a continued instruction',
  why: 'A later version of BuildKit will stop at it: it cannot be told from an instruction whose end was forgotten.',
  twins: ['buildkit/NoEmptyContinuation', 'dockerfile-utils/EMPTY_CONTINUATION_LINE'],
  *check({ model }) {
    let lines: LineIndex | undefined;
    for (const instruction of model.instructions) {
      const { emptyContinuationLines: empty } = instruction;
      if (empty.length === 0) continue;
      lines ??= new LineIndex(model.text);
      const index = lines;
      const whole = (line: number): Span => {
        const start = index.offsetAt({ line, character: 0 });
        const next = model.text.indexOf('\n', start);
        return { start, end: next === -1 ? model.text.length : next + 1 };
      };
      yield {
        span: lastLine(model, instruction, whole(lastLineOf(instruction, empty, index))),
        message: 'Empty continuation line',
        related: empty.map((line) => ({ span: whole(line), message: 'An empty line' })),
        // What follows is the next instruction: to delete the line would join the two for good.
        fixes:
          /^[ \t]*(?:FROM|RUN|CMD|COPY|ADD|ENV|ARG|LABEL|USER|WORKDIR|ENTRYPOINT|EXPOSE|VOLUME|SHELL|HEALTHCHECK)[ \t]/m.test(
            model.text.slice(whole(empty.at(-1) ?? 0).end, instruction.span.end),
          )
            ? []
            : [
                {
                  class: 'safe',
                  title: empty.length === 1 ? 'Delete the empty line' : 'Delete the empty lines',
                  edits: empty.map((line) => ({ span: whole(line), newText: '' })),
                },
              ],
      };
    }
  },
});

/** BuildKit points at the last line that it read for the instruction, its heredocs left out. */
function lastLineOf(instruction: Instruction, empty: readonly number[], lines: LineIndex): number {
  const body = instruction.heredocs[0]?.contentSpan.start;
  if (body === undefined) return instruction.endLine;
  return Math.max(lines.positionAt(Math.max(0, body - 1)).line, empty.at(-1) ?? 0);
}

function lastLine({ text }: DockerfileModel, instruction: Instruction, { start, end }: Span): Span {
  const words = text.slice(start, end);
  const indent = words.length - words.trimStart().length;
  // Nothing but blanks, when the text ends behind a continuation.
  return indent === words.length ? { start, end } : { start: start + indent, end: start + words.trimEnd().length };
}
