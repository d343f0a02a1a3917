// Knows: which Dockerfile a command is about: the one it was given, else the one in front, else the one that was.
import { Uri } from 'vscode';
import type { AppContext } from '../feature';
import { say } from '../log';
import { uriArgument } from './arguments';

/** The document's uri as VS Code writes it. Without a Dockerfile the user is told so and the answer is `undefined`. */
export function subject(context: AppContext, given: unknown): string | undefined {
  const uri = uriArgument(given);
  if (uri !== undefined) return Uri.parse(uri).toString();
  if (context.dockerfiles.last === undefined) say(context.log, 'Open a Dockerfile first.');
  return context.dockerfiles.last;
}
