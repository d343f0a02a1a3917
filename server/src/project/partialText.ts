// Knows: a text of which parts may be unknown, such as a shell word with a variable that nobody can look up.
import { settled, unsettled, type Settled } from './buildTarget';

/** A stretch that cannot be known. */
export interface Hole {
  readonly written: string;
  readonly why: string;
}

export type PartialText = readonly (string | Hole)[];

export const plainText = (text: string): PartialText => [text];

export function settle(text: PartialText): Settled<string> {
  const hole = text.find((piece) => typeof piece !== 'string');
  if (hole !== undefined && typeof hole !== 'string') return unsettled(hole.why, asWritten(text));
  return settled(asWritten(text));
}

export const asWritten = (text: PartialText): string =>
  text.map((piece) => (typeof piece === 'string' ? piece : piece.written)).join('');

/** The known beginning: flags are told by it, as in `--build-arg=VERSION=$VERSION`. */
export function knownStart(text: PartialText): string {
  let start = '';
  for (const piece of text) {
    if (typeof piece !== 'string') break;
    start += piece;
  }
  return start;
}

/** What follows the first `count` characters, which must lie in the known beginning. */
export function textFrom(text: PartialText, count: number): PartialText {
  let left = count;
  const rest: (string | Hole)[] = [];
  for (const piece of text) {
    if (typeof piece !== 'string') {
      rest.push(piece);
      continue;
    }
    const cut = Math.min(left, piece.length);
    left -= cut;
    if (cut < piece.length) rest.push(piece.slice(cut));
  }
  return rest;
}

/** Cut at the first `separator` of the known beginning; undefined when it is not there. */
export function cutText(text: PartialText, separator: string): readonly [string, PartialText] | undefined {
  const at = knownStart(text).indexOf(separator);
  if (at === -1) return undefined;
  return [knownStart(text).slice(0, at), textFrom(text, at + separator.length)];
}
