// Knows: replacing stretches of a text. Knows nothing of Dockerfiles.
import type { Span } from './span';

export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Edits in document order; equal positions keep their given order. */
export const sortEdits = (edits: readonly TextEdit[]): TextEdit[] =>
  [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);

/** True when two edits touch the same characters, so that their order would matter. */
export function editsOverlap(edits: readonly TextEdit[]): boolean {
  const sorted = sortEdits(edits);
  return sorted.some((edit, i) => {
    const next = sorted[i + 1];
    return next !== undefined && edit.span.end > next.span.start;
  });
}

/** The text after all edits. Overlapping edits are a fault of the caller: the text comes back unchanged. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  if (editsOverlap(edits)) return text;
  let result = '';
  let at = 0;
  for (const edit of sortEdits(edits)) {
    result += text.slice(at, edit.span.start) + edit.newText;
    at = edit.span.end;
  }
  return result + text.slice(at);
}
