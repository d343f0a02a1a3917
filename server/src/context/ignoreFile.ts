// Knows: the text of an ignore file as patterns with the way back to the text (moby/patternmatcher: ignorefile.go,
// ReadAll), and which file is the one in effect. What a pattern matches: ignoreMatcher.ts.
import { cleanPath, joinPath } from '../base/posixPath';
import type { Problem } from '../base/problem';
import { span, type Span } from '../base/span';
import { leadingSpace, trimSpace } from './goText';
import { compileMatcher, type ContextMatcher } from './ignoreMatcher';
import { utf8 } from './byteOrder';

export interface IgnorePattern {
  /** As the builder has it: cleaned, without a leading slash, with its `!`. */
  readonly text: string;
  /** As written, without the blanks around it. */
  readonly span: Span;
  /** From 1. */
  readonly line: number;
}

export interface IgnoreFile {
  readonly patterns: readonly IgnorePattern[];
  readonly matcher: ContextMatcher;
  readonly problems: readonly Problem[];
}

export const EMPTY_IGNORE_FILE: IgnoreFile = { patterns: [], matcher: compileMatcher([]), problems: [] };

/** Go's bufio.Scanner gives up at this many bytes. */
const LONGEST_LINE = 64 * 1024;
/** A file beyond it was not written by hand. */
const MOST_PATTERNS = 10_000;

export function parseIgnoreFile(text: string): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const problems: Problem[] = [];
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const newline = text.indexOf('\n', start);
    const next = newline === -1 ? text.length : newline + 1;
    let end = newline === -1 ? text.length : newline;
    if (end > start && text[end - 1] === '\r') end--;
    const from = line === 1 && text.startsWith('\ufeff') ? start + 1 : start;
    const raw = text.slice(from, end);
    if (raw.length >= LONGEST_LINE / 3 && utf8(raw).length >= LONGEST_LINE) {
      problems.push({
        code: 'ignore/line-too-long',
        span: span(from, end),
        message: 'The line is longer than the builder reads.',
      });
      break;
    }
    const pattern = raw.startsWith('#') ? undefined : readPattern(raw);
    if (pattern !== undefined) {
      const at = from + leadingSpace(raw);
      patterns.push({ text: pattern, span: span(at, at + trimSpace(raw).length), line });
    }
    if (patterns.length > MOST_PATTERNS) {
      problems.push({
        code: 'ignore/too-many',
        span: span(from, end),
        message: `Only the first ${String(MOST_PATTERNS)} patterns are read.`,
      });
      break;
    }
    start = next;
  }
  const matcher = compileMatcher(patterns.map((pattern) => pattern.text));
  for (const { pattern, kind, message } of matcher.problems)
    problems.push({ code: `ignore/${kind}`, span: patterns[pattern]?.span ?? span(0, 0), message });
  return { patterns, matcher, problems };
}

function readPattern(line: string): string | undefined {
  const trimmed = trimSpace(line);
  if (trimmed === '') return undefined;
  const isException = trimmed.startsWith('!');
  let pattern = isException ? trimSpace(trimmed.slice(1)) : trimmed;
  if (pattern !== '') pattern = cleanPath(pattern);
  if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1);
  return isException ? `!${pattern}` : pattern;
}

/**
 * Paths of the ignore files that a builder tries; the first one that is there wins, and the others are not read.
 * Sources: moby/buildkit: frontend/dockerui/config.go (ReadEntrypoint, dockerIgnorePatterns);
 * docker/cli: cli/command/image/build/dockerignore.go; containers/buildah: pkg/parse/parse.go (ContainerIgnoreFile).
 * A context that is no local folder has none.
 */
export function ignoreFilesOf(
  dockerfile: string,
  contextFolder: string,
  builder: 'buildkit' | 'classic' | 'buildah',
): readonly string[] {
  const inContext = (name: string): string => joinPath(contextFolder, name);
  // BuildKit tries the name it was told, also where it falls back to a lower-case `dockerfile`.
  switch (builder) {
    case 'buildkit':
      return [`${dockerfile}.dockerignore`, inContext('.dockerignore')];
    case 'classic':
      return [inContext('.dockerignore')];
    case 'buildah':
      return [
        `${dockerfile}.dockerignore`,
        `${dockerfile}.containerignore`,
        inContext('.containerignore'),
        inContext('.dockerignore'),
      ];
  }
}
