// Knows: an instruction of an earlier text at another place of a later one. Reading it again would give the same, and take
// several times as long: the test compares the two.
import type { Span } from '../base/span';
import type { ArgItem, Comment, Heredoc, Instruction, Pair, Word } from './model';
import { fromParts, sourcesOf } from './parts';

/** How much further behind it all stands, in UTF-16 units and in lines; either may be negative. */
export interface Shift {
  readonly by: number;
  readonly lines: number;
}

export const shiftedSpan = ({ start, end }: Span, { by }: Shift): Span => ({ start: start + by, end: end + by });

export const shiftedComment = ({ text, span }: Comment, shift: Shift): Comment => ({
  text,
  span: shiftedSpan(span, shift),
});

/** Empty lists stay what they are. */
const each = <T>(list: readonly T[], shift: Shift, shifted: (one: T, shift: Shift) => T): readonly T[] =>
  list.length === 0 ? list : list.map((one) => shifted(one, shift));

const word = ({ text, span }: Word, shift: Shift): Word => ({ text, span: shiftedSpan(span, shift) });

/** Whatever else it has stays. */
const placed = <T extends { readonly span: Span }>(one: T, shift: Shift): T => ({
  ...one,
  span: shiftedSpan(one.span, shift),
});

const heredoc = (one: Heredoc, shift: Shift): Heredoc => ({
  ...one,
  contentSpan: shiftedSpan(one.contentSpan, shift),
});

const pair = ({ key, value, legacy }: Pair, shift: Shift): Pair => ({
  key: word(key, shift),
  value: word(value, shift),
  legacy,
});

const item = ({ name, value }: ArgItem, shift: Shift): ArgItem => ({
  name: word(name, shift),
  ...(value && { value: word(value, shift) }),
});

export function shifted(one: Instruction, shift: Shift): Instruction {
  // In the order of parse.ts, so that whoever reads many of them finds one kind of object.
  const shared = {
    name: one.name,
    span: shiftedSpan(one.span, shift),
    keywordSpan: shiftedSpan(one.keywordSpan, shift),
    line: one.line + shift.lines,
    endLine: one.endLine + shift.lines,
    flags: each(one.flags, shift, placed),
    original: one.original.shifted(shift.by),
    rest: one.rest.shifted(shift.by),
    json: one.json,
    words: each(one.words, shift, word),
    heredocs: each(one.heredocs, shift, heredoc),
    comments: each(one.comments, shift, shiftedComment),
    emptyContinuationLines: each(one.emptyContinuationLines, shift, (line) => line + shift.lines),
  };
  switch (one.keyword) {
    case 'FROM':
      return Object.assign(shared, { keyword: one.keyword }, fromParts(shared.words));
    case 'RUN':
      return Object.assign(shared, { keyword: one.keyword, form: one.form });
    case 'COPY':
    case 'ADD':
      return Object.assign(shared, { keyword: one.keyword }, sourcesOf(shared.words, shared.heredocs));
    case 'ENV':
    case 'LABEL':
      return Object.assign(shared, { keyword: one.keyword, pairs: each(one.pairs, shift, pair) });
    case 'ARG':
      return Object.assign(shared, { keyword: one.keyword, items: each(one.items, shift, item) });
    case 'ONBUILD': {
      const { keyword, expression, trigger } = one;
      return Object.assign(shared, { keyword, expression, ...(trigger && { trigger: shifted(trigger, shift) }) });
    }
    default:
      return Object.assign(shared, { keyword: one.keyword });
  }
}
