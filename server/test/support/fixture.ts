// Knows: marked text. `<|>` is the cursor, `<|…|>` a range, a line `#    ^^^^ message` an expected finding on the line
// above it. Caret lines are removed before parsing: a comment above a directive would cancel it, in a heredoc it is text.

export interface ExpectedFinding {
  /** Zero-based, in the text without marks. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Fixture {
  readonly text: string;
  /** Offset of `<|>`, when there is one. */
  readonly cursor?: number;
  /** Offsets of `<|…|>`, in order. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  readonly expected: readonly ExpectedFinding[];
}

export function fixture(marked: string): Fixture {
  const expected: ExpectedFinding[] = [];
  const kept: string[] = [];
  for (const line of marked.split('\n')) {
    const caret = /^#(\s*)(\^+)\s*(.*)$/.exec(line);
    if (caret) {
      const start = 1 + (caret[1]?.length ?? 0);
      expected.push({ line: kept.length - 1, start, end: start + (caret[2]?.length ?? 0), message: caret[3] ?? '' });
    } else kept.push(line);
  }
  let text = kept.join('\n');
  let cursor: number | undefined;
  const ranges: { start: number; end: number }[] = [];
  for (;;) {
    const start = text.indexOf('<|');
    if (start === -1) break;
    text = text.slice(0, start) + text.slice(start + 2);
    if (text[start] === '>') {
      text = text.slice(0, start) + text.slice(start + 1);
      cursor = start;
      continue;
    }
    const end = text.indexOf('|>', start);
    if (end === -1) throw new Error('a range is opened and never closed');
    text = text.slice(0, end) + text.slice(end + 2);
    ranges.push({ start, end });
  }
  return { text, ranges, expected, ...(cursor === undefined ? {} : { cursor }) };
}
