// Knows: what COPY and ADD of a stage bring, told by the words alone: whole contexts, named files, patterns.
import type { Stage } from '../../build/graph';
import { flagOf, type AddInstruction, type CopyInstruction, type Word } from '../../syntax/model';

export interface StageCopy {
  readonly instruction: CopyInstruction | AddInstruction;
  readonly stage: Stage;
  /** Index among the stage's steps. */
  readonly index: number;
}

/** COPY and ADD from the build context, in order. */
export const contextCopies = (stage: Stage): StageCopy[] =>
  stage.steps.flatMap((step, index) =>
    (step.keyword === 'COPY' || step.keyword === 'ADD') && !flagOf(step, 'from')
      ? [{ instruction: step, stage, index }]
      : [],
  );

const WHOLE = new Set(['.', './', '/', '*', './*']);

/** The source that takes the whole context; undefined: none does. */
export const wholeSource = ({ instruction }: StageCopy): Word | undefined =>
  instruction.sources.find(({ text }) => WHOLE.has(text));

/** The source that names a file of that name, or a pattern that fits it: `package*.json`. Folders are not looked into. */
export function sourceNaming({ instruction }: StageCopy, file: string): Word | undefined {
  return instruction.sources.find(({ text }) => {
    const name = text.slice(text.lastIndexOf('/') + 1);
    return name === file || (/[*?[]/.test(name) && patternFits(name, file));
  });
}

/** `*` and `?` only; other patterns count as fitting, so that rules stay silent. */
function patternFits(pattern: string, name: string): boolean {
  if (pattern.includes('[') || pattern.includes('\\') || pattern.length > 100) return true;
  const parts = pattern.split('*');
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === 0 ? (fitsAt(name, part, 0) ? 0 : -1) : search(name, part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  const last = parts[parts.length - 1] ?? '';
  return parts.length === 1 ? at === name.length : fitsAt(name, last, name.length - last.length);
}

const fitsAt = (name: string, part: string, at: number): boolean =>
  at >= 0 &&
  at + part.length <= name.length &&
  Array.from(part).every((char, i) => char === '?' || char === name[at + i]);

function search(name: string, part: string, from: number): number {
  for (let at = from; at + part.length <= name.length; at++) if (fitsAt(name, part, at)) return at;
  return -1;
}

/** True when the destination is a folder by its words: `.`, `./`, `/app/`. */
export const goesIntoFolder = ({ instruction }: StageCopy): boolean =>
  /(?:^|\/)\.{0,2}$/.test(instruction.destination?.text ?? '');
