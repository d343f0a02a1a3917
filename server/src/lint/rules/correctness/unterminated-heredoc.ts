// RULE unterminated-heredoc: the id is the file name; the examples below are run as tests.
import type { Instruction } from '../../../syntax/model';
import type { Span } from '../../../base/span';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nRUN <<EOF\nmake\n',
    'FROM alpine\nCOPY <<-"A B" /x\ntext\nA B \n',
    'FROM alpine\nRUN cat <<A <<B\na\nA\nb\n',
  ],
  fixed: [],
  good: ['FROM alpine\nRUN <<EOF\nmake\nEOF\n', 'FROM alpine\nRUN <<-EOF\n\tmake\n\tEOF\n'],
};

export default defineRule({
  id: 'unterminated-heredoc',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  mentions: ['<<'],
  fix: 'none',
  title: 'A heredoc without its closing word',
  why: 'Everything to the end of the file belongs to it, and the build stops. The closing word stands alone on its line, without blanks.',
  twins: [],
  *check({ model }) {
    for (const instruction of model.instructions) {
      for (const { name, terminated, chomp } of instruction.heredocs) {
        if (terminated) continue;
        yield {
          span: markOf(instruction, name) ?? instruction.keywordSpan,
          message: `No line is just ${name}${chomp ? ', tabs in front left out' : ''}: the heredoc is never closed, and the build stops here.`,
        };
      }
    }
  },
});

/** The `<<WORD` itself. */
function markOf({ original }: Instruction, name: string): Span | undefined {
  for (const match of original.value.matchAll(/<<-?\s*(?:"([^"]*)"|'([^']*)'|([^\s<"']+))/g)) {
    if ((match[1] ?? match[2] ?? match[3]) === name)
      return original.docSpan(match.index, match.index + match[0].length);
  }
  return undefined;
}
