// Knows: which rules cannot find anything in a text, because it speaks of nothing that they are about. Most files speak of
// few of the programs and instructions that there are rules for; to run a rule for the first time costs as much as to judge
// a line.
import type { BuildGraph, Stage } from '../build/graph';
import { isLong } from './pass';
import type { RuleMeta } from './rule';

/** A word may be cut by the end of a line, with lines behind it that the builder leaves out, or quoted: `ap\⏎t-get`, `"apt"-get`. */
const CUTS = /[\\`][ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*|["'\\`]/g;

/** Tells of a rule whether it may find something. */
export function mentionsIn(graph: BuildGraph): (rule: RuleMeta) => boolean {
  const { text } = graph.model;
  // In a long file nearly everything is spoken of; what a base image triggers, and what JSON spells by numbers, stands in no text.
  const isOpen = isLong(text) || /\\u[\da-f]{4}/i.test(text) || graph.stages.some((stage) => hasTriggers(stage, graph));
  if (isOpen) return () => true;
  const squeezed = text.toLowerCase().replace(CUTS, '');
  const known = new Map<string, boolean>();
  const isThere = (word: string): boolean => {
    const found = known.get(word) ?? squeezed.includes(word);
    known.set(word, found);
    return found;
  };
  return ({ mentions }) => mentions === undefined || mentions.some(isThere);
}

const hasTriggers = ({ base }: Stage, { options }: BuildGraph): boolean =>
  base.kind === 'image' && (options.base(base.reference)?.onBuild ?? []).length > 0;
