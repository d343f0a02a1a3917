// Knows: Add to the Ignore File: the line is an edit of the open editor, so that it is seen and can be undone.
import { Position, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { AppContext } from '../feature';
import { say } from '../log';
import { changeArgument } from './arguments';
import { subject } from './subject';

export async function addToIgnoreFile(context: AppContext, given?: unknown, path?: unknown): Promise<void> {
  const uri = subject(context, given);
  const what = changeArgument(given, path);
  if (uri === undefined || typeof what !== 'string') return;
  const change = await context.server.request('layerlens/ignoreEntry', { uri, path: what });
  if ('unavailable' in change) return say(context.log, change.unavailable);
  const file = Uri.parse(change.uri);
  const edit = new WorkspaceEdit();
  if (change.create) edit.createFile(file, { ignoreIfExists: true });
  edit.insert(file, new Position(change.at.line, change.at.character), change.newText);
  if (!(await workspace.applyEdit(edit))) return say(context.log, `${file.path} could not be edited.`);
  await window.showTextDocument(file, { preview: true });
  say(context.log, `${what} is kept out of the build context once ${file.path.replace(/.*\//, '')} is saved.`);
}
