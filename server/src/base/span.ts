// Knows: a stretch of text by UTF-16 offsets. Knows no lines and no files.

/** A stretch of text: UTF-16 offsets into one document, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** True when `inner` lies within `outer` (equal ends count as within). */
export const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** True when `offset` lies in the span; the end itself counts, so that a cursor after the last letter is "in" it. */
export const touches = (where: Span, offset: number): boolean => where.start <= offset && offset <= where.end;
