// Knows: a script inside a script: the word behind `sh -c`, the body of a heredoc. Its text after one level of quotes,
// where each character of it stands, and its commands as commands of the outer script.
import type { Span } from '../base/span';
import type { ShellAssignment, ShellCommand, ShellRedirect, ShellScript, ShellWord } from './model';
import { skipDollar, skipBackticks } from './skip';

export interface NestedText {
  readonly text: string;
  /** Offset in the outer script of a character; of the end, behind the last one. */
  readonly at: (offset: number) => number;
  /** True when each stretch of `text` is a stretch of the outer script, letter by letter. */
  readonly isPlaced: boolean;
}

/** The script that a word holds; undefined for an expansion that is the whole of it: `sh -c "$CMD"`. */
export function wordScript({ raw, parts, span }: ShellWord): NestedText | undefined {
  if (parts.length === 0 || parts.every(({ kind }) => kind !== 'text')) return undefined;
  const quote = raw[0];
  const inner = raw.slice(1, -1);
  const isOne = raw.length >= 2 && raw.endsWith(quote ?? ' ');
  const isPlain =
    (quote === "'" && isOne && !inner.includes("'")) || (quote === '"' && isOne && !/["\\]/.test(inner))
      ? 1
      : /['"\\]/.test(raw)
        ? undefined
        : 0;
  if (isPlain !== undefined) {
    const start = span.start + isPlain;
    return { text: isPlain === 1 ? inner : raw, at: (offset) => start + offset, isPlaced: true };
  }
  const places: number[] = [];
  let text = '';
  const take = (from: number, to: number): void => {
    for (let i = from; i < to; i++) places.push(span.start + i);
    text += raw.slice(from, to);
  };
  let inside: '"' | "'" | '' = '';
  for (let i = 0; i < raw.length;) {
    const c = raw[i] ?? '';
    if (inside === "'" ? c === "'" : inside === '"' ? c === '"' : c === '"' || c === "'") {
      inside = inside === '' ? (c as '"' | "'") : '';
      i++;
    } else if (inside !== "'" && c === '\\' && (inside === '' || '$`"\\\n'.includes(raw[i + 1] ?? ' '))) {
      if (raw[i + 1] !== '\n') take(i + 1, Math.min(i + 2, raw.length));
      i += 2;
    } else if (inside !== "'" && (c === '$' || c === '`')) {
      const end = Math.min(c === '$' ? skipDollar(raw, i) : skipBackticks(raw, i), raw.length);
      take(i, end);
      i = end;
    } else {
      take(i, i + 1);
      i++;
    }
  }
  return { text, at: (offset) => places[offset] ?? span.end, isPlaced: false };
}

/** Where the commands of a nested script are put. */
export interface NestedPlace extends Pick<ShellCommand, 'wrappers' | 'redirects' | 'inside' | 'element'> {
  readonly isBackground: boolean;
  readonly isPlaced: boolean;
}

/** The commands of `script`, read from `nested`, as commands of the script around it. */
export function commandsOf(script: ShellScript, nested: NestedText, place: NestedPlace): ShellCommand[] {
  const { at } = nested;
  const move = ({ start, end }: Span): Span => {
    const from = at(start);
    return { start: from, end: end > start ? Math.max(from, at(end - 1) + 1) : from };
  };
  const word = (given: ShellWord): ShellWord => ({ ...given, span: move(given.span) });
  const assignment = (given: ShellAssignment): ShellAssignment => ({
    ...given,
    value: given.value && word(given.value),
    span: move(given.span),
  });
  const redirect = (given: ShellRedirect): ShellRedirect => ({
    ...given,
    target: given.target && word(given.target),
    span: move(given.span),
  });
  return script.commands.map((command) => ({
    name: command.name && word(command.name),
    wrappers: [...place.wrappers, ...command.wrappers],
    args: command.args.map(word),
    assignments: command.assignments.map(assignment),
    redirects: [...command.redirects.map(redirect), ...place.redirects],
    span: move(command.span),
    joint: command.joint,
    depth: place.inside.length + command.depth,
    inside: [...place.inside, ...command.inside],
    pipe: { ...command.pipe, span: move(command.pipe.span) },
    element: place.element,
    isBackground: place.isBackground || command.isBackground,
    isPlaced: place.isPlaced && command.isPlaced,
  }));
}
