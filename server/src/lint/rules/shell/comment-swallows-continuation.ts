// RULE comment-swallows-continuation: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { Span } from '../../../base/span';
import type { RuleContext } from '../../context';
import { insertInstructionBefore } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && \\\n    apt-get install -y curl \\\n      jq # for the script \\\n    && make\n',
    'FROM debian:12\nRUN make # build it \\\n && make install\n',
  ],
  fixed: [
    'FROM debian:12\n# for the script\nRUN apt-get update && \\\n    apt-get install -y curl \\\n      jq \\\n    && make\n',
    'FROM debian:12\n# build it\nRUN make \\\n && make install\n',
  ],
  good: [
    'FROM debian:12\nRUN make \\\n# build it\n && make install\n',
    'FROM debian:12\nRUN make # build it\n',
    'FROM debian:12\nRUN echo "a # b" \\\n && make\n',
    'FROM debian:12\nRUN echo a#b \\\n && make\n',
    'FROM debian:12\nRUN <<EOF\nmake # build it\nmake install\nEOF\n',
  ],
};

export default defineRule({
  id: 'comment-swallows-continuation',
  group: 'shell',
  severity: 'error',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['#'],
  fix: 'confirm',
  title: 'A comment takes the lines behind it along',
  why: 'The builder joins continued lines into one before the shell reads it: everything behind the # is a comment then, and is never run. Only lines that begin with # are taken out before.',
  twins: [],
  *check(context) {
    for (const run of context.everyRun()) {
      if (run.run.form !== 'shell' || run.run.heredocs.length > 0 || run.run.line === run.run.endLine) continue;
      for (const comment of run.script.comments) {
        const all = run.docSpan(comment);
        const text = context.model.text.slice(all.start, all.end);
        const lineEnd = text.search(/[\\`]?[ \t]*\r?\n/);
        if (lineEnd === -1) continue;
        const span = { start: all.start, end: all.start + text.slice(0, lineEnd).trimEnd().length };
        const lines = text.split('\n').length - 1;
        yield {
          span,
          message: `The ${lines === 1 ? 'line' : `${lines} lines`} behind this comment ${lines === 1 ? 'is' : 'are'} part of it, and never run.`,
          ...confirmed(
            'Move the comment above (what it hid will then run)',
            run.onbuild ? undefined : moved(context, run.run, span),
          ),
        };
        break;
      }
    }
  },
});

function moved(
  { model }: RuleContext,
  at: Parameters<typeof insertInstructionBefore>[1],
  span: Span,
): TextEdit[] | undefined {
  const before = /[ \t]*$/.exec(model.text.slice(Math.max(0, span.start - 200), span.start))?.[0].length ?? 0;
  return [
    insertInstructionBefore(model, at, model.text.slice(span.start, span.end)),
    { span: { start: span.start - before, end: span.end }, newText: '' },
  ];
}
