// RULE escape-trailing-space: the id is the file name; the examples below are run as tests.
import { everyInstruction } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nRUN make && \\  \n    make install\n', '# escape=`\nFROM debian:12\nENV A=1 ` \n    B=2\n'],
  fixed: ['FROM debian:12\nRUN make && \\\n    make install\n', '# escape=`\nFROM debian:12\nENV A=1 `\n    B=2\n'],
  good: [
    'FROM debian:12\nRUN make && \\\n    make install\n',
    'FROM debian:12\nRUN <<EOF\nmake \\ \nmake install\nEOF\n',
    'FROM debian:12\nRUN make && \\\n# a comment \\ \n    make install\n',
  ],
};

export default defineRule({
  id: 'escape-trailing-space',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax', 'run-words'],
  fix: 'safe',
  title: 'A blank behind the continuation character',
  why: 'Docker goes on with the next line all the same; other readers of Dockerfiles, and a shell that the text is copied into, do not.',
  twins: [],
  *check(context) {
    const { text, escape } = context.model;
    if (!/[\\`][ \t]+\r?\n/.test(text)) return;
    for (const { instruction, onbuild } of everyInstruction(context.model)) {
      if (onbuild || instruction.line === instruction.endLine) continue;
      const lines = instruction.original.spans();
      for (const [at, { end }] of lines.entries()) {
        const next = lines[at + 1];
        if (!next) continue;
        if (text[end] !== escape || (text[end + 1] !== ' ' && text[end + 1] !== '\t')) continue;
        const blanks = /^([ \t]+)\r?\n/.exec(text.slice(end + 1, Math.min(next.start, end + 1000)))?.[1];
        if (blanks === undefined) continue;
        const span = { start: end + 1, end: end + 1 + blanks.length };
        yield {
          span,
          message: 'Docker goes on with the next line here; other programs see an escaped blank and stop.',
          ...safely('Delete the blanks', [{ span, newText: '' }]),
        };
      }
    }
  },
});
