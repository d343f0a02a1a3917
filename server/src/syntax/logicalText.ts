// Knows: text that a builder joins from several stretches of the document, and the way back to the document.
import type { Span } from '../base/span';

interface Piece {
  /** Offset in the joined text. */
  readonly at: number;
  /** Offset in the document. */
  readonly doc: number;
  readonly length: number;
}

/** A joined text. Immutable; slices share the way back. Nearly all are one stretch: these have no list of pieces. */
export class LogicalText {
  private constructor(
    readonly value: string,
    /** Document offset of the first character. */
    private readonly doc: number,
    private readonly pieces?: readonly Piece[],
  ) {}

  /** Joins stretches of `text`, in order. */
  static join(text: string, spans: readonly Span[]): LogicalText {
    const [only] = spans;
    if (only && spans.length === 1) return new LogicalText(text.slice(only.start, only.end), only.start);
    const pieces: Piece[] = [];
    let value = '';
    for (const { start, end } of spans) {
      pieces.push({ at: value.length, doc: start, length: end - start });
      value += text.slice(start, end);
    }
    return new LogicalText(value, only?.start ?? 0, pieces);
  }

  get length(): number {
    return this.value.length;
  }

  /** The stretches of the document, in order. */
  spans(): Span[] {
    if (!this.pieces) return [{ start: this.doc, end: this.doc + this.value.length }];
    return this.pieces.map(({ doc, length }) => ({ start: doc, end: doc + length }));
  }

  /** Document offset of a character; of the end, the offset just after the last character. */
  docOffset(offset: number): number {
    if (!this.pieces) return this.doc + Math.min(offset, this.value.length);
    const piece = this.pieceAt(offset, this.pieces);
    return piece ? piece.doc + Math.min(offset - piece.at, piece.length) : 0;
  }

  /** The stretch of the document from the first to the last character of `start`…`end`. */
  docSpan(start: number, end: number): Span {
    const from = this.docOffset(start);
    return end <= start ? { start: from, end: from } : { start: from, end: this.docOffset(end - 1) + 1 };
  }

  slice(start: number, end: number = this.length): LogicalText {
    if (!this.pieces) {
      if (start === 0 && end === this.value.length) return this;
      return new LogicalText(this.value.slice(start, end), this.docOffset(start));
    }
    const pieces: Piece[] = [];
    for (const piece of this.pieces) {
      const from = Math.max(piece.at, start);
      const to = Math.min(piece.at + piece.length, end);
      if (from < to) pieces.push({ at: from - start, doc: piece.doc + (from - piece.at), length: to - from });
    }
    const [only] = pieces;
    const value = this.value.slice(start, end);
    if (pieces.length <= 1) return new LogicalText(value, only?.doc ?? this.docOffset(start));
    return new LogicalText(value, only?.doc ?? 0, pieces);
  }

  /** The same text at another place of the document. */
  shifted(by: number): LogicalText {
    const pieces = this.pieces?.map(({ at, doc, length }) => ({ at, doc: doc + by, length }));
    return new LogicalText(this.value, this.doc + by, pieces);
  }

  /** Without white space at both ends (Go: strings.TrimSpace). */
  trim(): LogicalText {
    const start = this.value.length - this.value.trimStart().length;
    return this.slice(start, Math.max(start, this.value.trimEnd().length));
  }

  /** The last piece that starts at or before `offset`. Pieces are few, so a walk from the end is enough. */
  private pieceAt(offset: number, pieces: readonly Piece[]): Piece | undefined {
    let low = 0;
    let high = pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return pieces[low];
  }
}
