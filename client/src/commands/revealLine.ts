// Knows: Go to Instruction: the line that a row or a lens speaks about, in the editor that already shows it if there is one.
import { Range, Uri, window } from 'vscode';
import type { AppContext } from '../feature';
import { rangeArgument } from './arguments';
import { subject } from './subject';

export async function revealLine(context: AppContext, given?: unknown, where?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  const range = rangeArgument(where);
  const shown = window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri);
  await window.showTextDocument(Uri.parse(uri), {
    ...(shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn }),
    ...(range
      ? { selection: new Range(range.start.line, range.start.character, range.end.line, range.end.character) }
      : {}),
  });
}
