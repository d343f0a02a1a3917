// Knows: changing single words of a command, letters of its options too. Undefined where the place of the words in the document is not certain.
import type { Span } from '../../base/span';
import type { TextEdit } from '../../base/textEdit';
import type { ShellCommand, ShellWord } from '../../shell/model';
import type { DockerfileModel } from '../../syntax/model';
import type { StageRun } from '../context';
import { deletion } from './deletion';
import { escapeIn } from './joining';

/** False where the place of the words in the document is not certain. */
export const canEdit = ({ script }: StageRun, command: ShellCommand): boolean => script.parsed && command.isPlaced;

export const replaceWord = (
  run: StageRun,
  command: ShellCommand,
  word: ShellWord,
  newText: string,
): TextEdit[] | undefined => (canEdit(run, command) ? [{ span: run.docSpan(word.span), newText }] : undefined);

/** Puts a blank and `text` behind a word, on its line. */
export function insertAfter(
  run: StageRun,
  command: ShellCommand,
  word: ShellWord,
  text: string,
): TextEdit[] | undefined {
  if (!canEdit(run, command)) return undefined;
  const { end } = run.docSpan(word.span);
  return [{ span: { start: end, end }, newText: ` ${text}` }];
}

/** Takes arguments out of a command, lines that hold nothing else too. */
export function removeWords(
  model: DockerfileModel,
  run: StageRun,
  command: ShellCommand,
  words: readonly ShellWord[],
): TextEdit[] | undefined {
  if (!canEdit(run, command)) return undefined;
  const edits: TextEdit[] = [];
  for (const stretch of stretches(command.args, words)) {
    const deleted = deletion(model.text, escapeIn(model, run), run.docSpan(stretch));
    if (!deleted) return undefined;
    edits.push(...deleted);
  }
  return edits.length > 0 ? edits : undefined;
}

export const removeWord = (
  model: DockerfileModel,
  run: StageRun,
  command: ShellCommand,
  word: ShellWord,
): TextEdit[] | undefined => removeWords(model, run, command, [word]);

/** Takes an option out: the whole word, or its letter out of a cluster such as `-fsSk`. */
export function dropOption(
  model: DockerfileModel,
  run: StageRun,
  command: ShellCommand,
  word: ShellWord,
  name: string,
): TextEdit[] | undefined {
  const isCluster = name.length === 2 && /^-[A-Za-z]{2,}$/.test(word.raw);
  if (!isCluster) return removeWord(model, run, command, word);
  if (!canEdit(run, command)) return undefined;
  return [{ span: run.docSpan(word.span), newText: word.raw.replace(name.slice(1), '') }];
}

/** Adds a letter to the options in front, `-sSL` becoming `-fsSL`; else as an option of its own behind the program. */
export function addLetter(run: StageRun, command: ShellCommand, letter: string): TextEdit[] | undefined {
  const { name, args } = command;
  if (!name || !canEdit(run, command)) return undefined;
  const [first] = args;
  if (first && /^-[sSLfgGnNqvijk#]+$/.test(first.raw)) {
    const at = run.docSpan(first.span).start + 1;
    return [{ span: { start: at, end: at }, newText: letter }];
  }
  const { end } = run.docSpan(name.span);
  return [{ span: { start: end, end }, newText: ` -${letter}` }];
}

/** Words that stand side by side are one stretch. */
function stretches(args: readonly ShellWord[], words: readonly ShellWord[]): Span[] {
  const wanted = new Set(words);
  const found: { start: number; end: number }[] = [];
  let last: { start: number; end: number } | undefined;
  for (const arg of args) {
    if (!wanted.has(arg)) {
      last = undefined;
      continue;
    }
    if (last) last.end = arg.span.end;
    else found.push((last = { ...arg.span }));
  }
  return found;
}
