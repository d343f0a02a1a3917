// Knows: a stretch of text by UTF-16 offsets. Knows no lines and no files.

/** A stretch of text: UTF-16 offsets into one document, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });
