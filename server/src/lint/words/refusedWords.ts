// Knows: words that the builder's own lexer refuses, whatever the variables are: quotes that do not close, `${` that it
// does not know. Source: moby/buildkit: frontend/dockerfile/shell/lex.go.
import { expand } from '../../syntax/expand';
import { flagOf, type DockerfileModel, type Instruction, type Word } from '../../syntax/model';
import { expandedWords } from '../facts/dispatch';
import { everyInstruction } from '../facts/instructions';

export interface RefusedWord {
  readonly instruction: Instruction;
  readonly word: Word;
  /** `quote`: one is never closed. `substitution`: `${…}` in a form that there is not, or never closed. */
  readonly kind: 'quote' | 'substitution';
  /** The builder's words. */
  readonly reason: string;
}

/** Every variable has a value here: what `${A:?}` asks for is nobody's fault. */
const EVERYTHING_SET = { get: () => 'x' };

const known = new WeakMap<DockerfileModel, readonly RefusedWord[]>();

/** In order of text. */
export function refusedWords(model: DockerfileModel): readonly RefusedWord[] {
  let found = known.get(model);
  if (!found) known.set(model, (found = [...findRefused(model)]));
  return found;
}

function* findRefused(model: DockerfileModel): Iterable<RefusedWord> {
  for (const { instruction } of everyInstruction(model)) {
    for (const word of wordsOf(instruction)) {
      if (!/["'$]/.test(word.text)) continue;
      const { error } = expand(word.text, EVERYTHING_SET, { escape: model.escape });
      if (error === undefined) continue;
      const isQuote = /matching (?:single|double)-quote/.test(error);
      if (isQuote || /modifier|substitution|missing/.test(error))
        yield { instruction, word, kind: isQuote ? 'quote' : 'substitution', reason: error };
    }
  }
}

function wordsOf(instruction: Instruction): readonly Word[] {
  switch (instruction.keyword) {
    case 'ARG':
      return instruction.items.flatMap(({ value }) => (value ? [value] : []));
    case 'EXPOSE':
      return instruction.words;
    case 'FROM': {
      const platform = flagOf(instruction, 'platform');
      const { image } = instruction;
      return [...(image ? [image] : []), ...(platform?.value ? [{ text: platform.value, span: platform.span }] : [])];
    }
    default:
      return expandedWords(instruction);
  }
}
