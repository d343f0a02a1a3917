// Knows: what can be wrong with the words of ENV, LABEL and ARG around their equals signs. One fault each: blanks around
// the sign, a word without one, a sign without a name.
import type { Span } from '../../base/span';
import { quotedWords } from '../../syntax/words';
import type { Instruction, Word } from '../../syntax/model';

export interface PairFault {
  readonly kind: 'blank' | 'equals' | 'name';
  readonly words: readonly Word[];
  readonly span: Span;
  /** How many words the instruction has. */
  readonly of: number;
}

export function pairFaults(instruction: Instruction, escape: string): readonly PairFault[] {
  const { keyword } = instruction;
  if (keyword !== 'ENV' && keyword !== 'LABEL' && keyword !== 'ARG') return NONE;
  const words = quotedWords(instruction.rest, escape);
  const comment = words.findIndex(({ text }) => text.startsWith('#'));
  // A comment behind the instruction is another fault.
  const told = comment === -1 ? words : words.slice(0, comment);
  const isOldForm = keyword !== 'ARG' && words[0]?.text.includes('=') === false;
  if (isOldForm) return words[1]?.text.startsWith('=') ? [fault('blank', told.slice(0, 3), words.length)] : [];
  const faults: PairFault[] = [];
  for (let i = 0; i < told.length; i++) {
    const [word, next, third] = told.slice(i, i + 3);
    if (!word) break;
    const isBare = !word.text.includes('=');
    if (isBare && next?.text.startsWith('=')) {
      // `A = b` or `A =b`.
      const taken = next.text === '=' && third ? [word, next, third] : [word, next];
      faults.push(fault('blank', taken, words.length));
      i += taken.length - 1;
    } else if (
      /^[^=]+=$/.test(word.text) &&
      next &&
      !next.text.includes('=') &&
      (keyword !== 'ARG' || /^["']/.test(next.text))
    ) {
      faults.push(fault('blank', [word, next], words.length));
      i++;
    } else if (isBare && keyword !== 'ARG') faults.push(fault('equals', [word], words.length));
    else if (word.text.startsWith('=')) faults.push(fault('name', [word], words.length));
  }
  return faults;
}

const NONE: readonly PairFault[] = [];

function fault(kind: PairFault['kind'], words: readonly Word[], of: number): PairFault {
  const [first, last] = [words[0], words.at(-1)];
  return { kind, words, of, span: { start: first?.span.start ?? 0, end: last?.span.end ?? 0 } };
}
