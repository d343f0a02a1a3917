// Knows: which of an instruction's words are what: image and stage name of FROM, sources and destination of COPY and ADD.
import { heredocMark } from './heredoc';
import type { FromInstruction, Heredoc, HeredocSource, Word } from './model';

export function fromParts([image, as, stageName]: readonly Word[]): Pick<
  FromInstruction,
  'image' | 'as' | 'stageName'
> {
  return { ...(image && { image }), ...(as && { as }), ...(stageName && { stageName }) };
}

/** Plain sources, inline files and the destination; an inline file cannot be the destination. */
export function sourcesOf(
  words: readonly Word[],
  heredocs: readonly Heredoc[],
): { sources: Word[]; heredocSources: HeredocSource[]; destination?: Word } {
  const destination = words.length > 1 ? words[words.length - 1] : undefined;
  const sources: Word[] = [];
  const heredocSources: HeredocSource[] = [];
  for (const word of destination ? words.slice(0, -1) : words) {
    const mark = heredocMark(word.text);
    // Of two inline files with one name the later body counts for both (BuildKit: parseSourcesAndDest).
    const heredoc = mark && heredocs.findLast((candidate) => candidate.name === mark.name);
    if (heredoc) heredocSources.push({ word, heredoc });
    else sources.push(word);
  }
  return { sources, heredocSources, ...(destination && { destination }) };
}
