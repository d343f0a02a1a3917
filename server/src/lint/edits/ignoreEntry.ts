// Knows: how a line is added to an ignore file, or one is made, so that its other lines and its line ends stay.
import { LineIndex, type LinePosition } from '../../base/lineIndex';
import { compileMatcher } from '../../context/ignoreMatcher';
import type { ContextFact } from '../facts/contextFact';

/** An addition to a file that is not the Dockerfile. */
export interface FileAddition {
  readonly path: string;
  /** As a person calls it. */
  readonly name: string;
  /** The file is not there yet. */
  readonly create: boolean;
  /** Where in the text the file has now: at its end. */
  readonly offset: number;
  readonly at: LinePosition;
  readonly newText: string;
}

/** Undefined when the entries would not do what they say: a later exception lets the path in again, say. */
export function ignoreEntries(context: ContextFact, lines: readonly string[]): FileAddition | undefined {
  const { ignore, ignoreFile, newIgnoreFile } = context;
  if (lines.length === 0 || lines.some((line) => /[\r\n]/.test(line))) return undefined;
  const after = compileMatcher([...ignore.matcher.patterns, ...lines]);
  if (after.problems.length > ignore.matcher.problems.length) return undefined;
  const text = ignoreFile?.text ?? '';
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const begins = text === '' || text.endsWith('\n') ? '' : lineEnd;
  return {
    ...(ignoreFile ? { path: ignoreFile.path, name: ignoreFile.name } : newIgnoreFile),
    create: ignoreFile === undefined,
    offset: text.length,
    at: new LineIndex(text).positionAt(text.length),
    newText: begins + lines.map((line) => line + lineEnd).join(''),
  };
}

/** The pattern that means exactly this path: wildcards in names are escaped (Go: path/filepath, Match). */
export const patternFor = (path: string): string => {
  const escaped = path.replace(/[*?[\\]/g, (char) => `\\${char}`);
  // A leading `#` would be a comment, a leading `!` an exception.
  return /^[#!]/.test(escaped) ? `/${escaped}` : escaped;
};

/** An exception that lets `path` in, and the folders above it where they are kept out too. */
export function exceptionFor(context: ContextFact, path: string): string | undefined {
  const line = `!${patternFor(path)}`;
  const { matcher } = context.ignore;
  const after = compileMatcher([...matcher.patterns, line]);
  return after.verdict(path, undefined).matched ? undefined : line;
}
