// Knows: where an instruction asks for heredocs, and what a `<<WORD` means.
// Source of the rules: moby/buildkit: frontend/dockerfile/parser/parser.go (heredocsFromLine, heredocFromMatch).
import { expand, NO_VARIABLES } from './expand';

export interface HeredocMark {
  readonly name: string;
  readonly chomp: boolean;
  readonly expand: boolean;
}

/** Reads one word: `<<EOF`, `3<<-"EOF"`. Undefined when it is not a heredoc. */
export function heredocMark(word: string): HeredocMark | undefined {
  const match = /^(\d*)<<(-?)\s*([^<]*)$/.exec(word);
  const rest = match?.[3];
  if (rest === undefined || rest === '') return undefined;
  const options = { escape: '\\', keepUnset: true } as const;
  const plain = expand(rest, NO_VARIABLES, options);
  const raw = expand(rest, NO_VARIABLES, { ...options, rawQuotes: true });
  const name = plain.words[0];
  if (plain.error !== undefined || plain.words.length !== 1 || name === undefined || raw.words.length !== 1)
    return undefined;
  const quotes = (text: string | undefined): number => text?.match(/['"]/g)?.length ?? 0;
  return { name, chomp: match?.[2] === '-', expand: quotes(name) === quotes(raw.words[0]) };
}

/** The heredocs of a logical line, in order. A line whose quotes do not close has none. */
export function heredocMarks(line: string): HeredocMark[] {
  if (!line.includes('<<')) return [];
  const lexed = expand(line, NO_VARIABLES, { escape: '\\', rawQuotes: true, rawEscapes: true, keepUnset: true });
  return lexed.words.map(heredocMark).filter((mark) => mark !== undefined);
}

/** What `<<-` leaves of a body: leading tabs of each line are dropped. */
export const chompTabs = (body: string): string => body.replace(/^\t+/gm, '');
