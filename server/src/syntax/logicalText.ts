// Knows: text that a builder joins from several stretches of the document, and the way back to the document.
import type { Span } from '../base/span';

interface Piece {
  /** Offset in the joined text. */
  readonly at: number;
  /** Offset in the document. */
  readonly doc: number;
  readonly length: number;
}

/** A joined text. Immutable; slices share the way back. */
export class LogicalText {
  private constructor(
    readonly value: string,
    private readonly pieces: readonly Piece[],
  ) {}

  static readonly empty = new LogicalText('', []);

  /** Joins stretches of `text`, in order. */
  static join(text: string, spans: readonly Span[]): LogicalText {
    const pieces: Piece[] = [];
    let value = '';
    for (const { start, end } of spans) {
      pieces.push({ at: value.length, doc: start, length: end - start });
      value += text.slice(start, end);
    }
    return new LogicalText(value, pieces);
  }

  get length(): number {
    return this.value.length;
  }

  /** The stretches of the document, in order. */
  spans(): Span[] {
    return this.pieces.map(({ doc, length }) => ({ start: doc, end: doc + length }));
  }

  /** Document offset of a character; of the end, the offset just after the last character. */
  docOffset(offset: number): number {
    const piece = this.pieceAt(offset);
    return piece ? piece.doc + Math.min(offset - piece.at, piece.length) : 0;
  }

  /** The stretch of the document from the first to the last character of `start`…`end`. */
  docSpan(start: number, end: number): Span {
    const from = this.docOffset(start);
    return end <= start ? { start: from, end: from } : { start: from, end: this.docOffset(end - 1) + 1 };
  }

  slice(start: number, end: number = this.length): LogicalText {
    if (start === 0 && end === this.length && this.pieces.length > 0) return this;
    const pieces: Piece[] = [];
    for (const piece of this.pieces) {
      const from = Math.max(piece.at, start);
      const to = Math.min(piece.at + piece.length, end);
      if (from < to) pieces.push({ at: from - start, doc: piece.doc + (from - piece.at), length: to - from });
    }
    const first = pieces[0] ?? { at: 0, doc: this.docOffset(start), length: 0 };
    return new LogicalText(this.value.slice(start, end), pieces.length > 0 ? pieces : [first]);
  }

  /** Without white space at both ends (Go: strings.TrimSpace). */
  trim(): LogicalText {
    const start = this.value.length - this.value.trimStart().length;
    return this.slice(start, Math.max(start, this.value.trimEnd().length));
  }

  /** The last piece that starts at or before `offset`. Pieces are few, so a walk from the end is enough. */
  private pieceAt(offset: number): Piece | undefined {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.pieces[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return this.pieces[low];
  }
}
