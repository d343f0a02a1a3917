// Knows: Open File: a file of the build context, in whatever editor VS Code has for it.
import { commands, Uri } from 'vscode';
import type { AppContext } from '../feature';
import { uriArgument } from './arguments';

export async function openContextFile(_context: AppContext, given?: unknown): Promise<void> {
  const uri = uriArgument(given);
  if (uri !== undefined) await commands.executeCommand('vscode.open', Uri.parse(uri));
}
