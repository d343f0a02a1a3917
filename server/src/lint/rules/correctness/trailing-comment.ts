// RULE trailing-comment: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import type { Span } from '../../../base/span';
import type { Instruction } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { insertInstructionBefore } from '../../edits';
import { everyInstruction } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed, safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nEXPOSE 80 # web\n',
    'FROM debian:12 # the base\n',
    'FROM debian:12\nENV A=b # why\n',
    'FROM debian:12\nUSER app # not root\n',
    'FROM debian:12\nLABEL a="b # c" d=e # f\n',
  ],
  fixed: [
    'FROM debian:12\n# web\nEXPOSE 80\n',
    '# the base\nFROM debian:12\n',
    'FROM debian:12\n# why\nENV A=b\n',
    'FROM debian:12\n# not root\nUSER app\n',
    'FROM debian:12\n# f\nLABEL a="b # c" d=e\n',
  ],
  good: [
    'FROM debian:12\nRUN make # build it\n',
    'FROM debian:12\n# web\nEXPOSE 80\n',
    'FROM debian:12\nENV COLOR=#fff TEXT="a # b" C=\\#\n',
    'FROM debian:12\nENV COLOR #fff\n',
    'FROM debian:12\nCOPY a#b /srv/\n',
    'FROM debian:12\nCOPY <<EOF /srv/x\n# text\na # b\nEOF\n',
    'FROM debian:12\nMAINTAINER bob # bob\nCMD run # it\n',
    'FROM debian:12\nENV A=1 \\\n# why\n    B=2\n',
  ],
};

/** Instructions whose words are words: the others’ text is a shell’s, or free. */
const WORDS = new Set([
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'FROM',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);
/** The builder refuses what stands behind `#` there. */
const FAILS = new Set(['ENV', 'EXPOSE', 'FROM', 'LABEL', 'STOPSIGNAL', 'USER']);

export default defineRule({
  id: 'trailing-comment',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['#'],
  fix: 'safe',
  title: '`#` at the end of an instruction is no comment',
  why: 'Only a line that begins with # is one. Behind an instruction the builder takes it for more words: it fails, or copies and names something else.',
  twins: [],
  *check(context) {
    for (const { instruction, onbuild } of everyInstruction(context.model)) {
      const { keyword } = instruction;
      if (!WORDS.has(keyword)) continue;
      const { rest } = instruction;
      if (!rest.value.includes('#')) continue;
      const at = commentStart(rest.value, context.model.escape);
      const isLegacy =
        keyword === 'ENV' || keyword === 'LABEL' ? instruction.pairs.some(({ legacy }) => legacy) : false;
      if (at === undefined || isLegacy) continue;
      const start = rest.docOffset(at);
      const span = rest.docSpan(at, rest.length);
      const fails = FAILS.has(keyword);
      const edits = onbuild ? undefined : moved(context, instruction, { start, end: span.end });
      const title = 'Move the comment above';
      yield {
        span,
        // More names of arguments do no harm.
        ...(keyword === 'ARG' ? { severity: 'info' as const } : {}),
        message: fails
          ? `This is no comment: the builder takes it for more words of ${keyword}, and fails.`
          : `This is no comment: the builder takes it for more words of ${keyword}.`,
        ...(fails ? safely(title, edits) : confirmed(title, edits)),
      };
    }
  },
});

/** The first `#` that begins a word and is followed by a blank or a letter, outside quotes; not the first word. */
function commentStart(text: string, escape: string): number | undefined {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === escape) at++;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (
      char === '#' &&
      at > 0 &&
      /\s/.test(text[at - 1] ?? '') &&
      /^#+(?:\s|[A-Za-z])/.test(text.slice(at, at + 20))
    )
      return at;
  }
  return undefined;
}

/** Only where it ends the instruction, on one line. */
function moved({ model }: RuleContext, instruction: Instruction, { start, end }: Span): TextEdit[] | undefined {
  const comment = model.text.slice(start, end);
  if (/[\r\n]/.test(comment) || instruction.heredocs.length > 0) return undefined;
  const blanks = /[ \t]*$/.exec(model.text.slice(Math.max(0, start - 200), start))?.[0].length ?? 0;
  return [insertInstructionBefore(model, instruction, comment), { span: { start: start - blanks, end }, newText: '' }];
}
