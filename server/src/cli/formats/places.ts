// Knows: what the formats of findings share: places counted from 1, relative paths, a fingerprint that stays when lines move.
import { relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LineIndex } from '../../base/lineIndex';
import type { Span } from '../../base/span';
import { sha256 } from '../../host/nodePlatform';
import { fingerprints as fingerprintsOf } from '../../lint/baseline';
import type { RuleFinding } from '../../lint/rule';
import type { FileFindings } from '../lintFile';

export interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
}

/** Counted from 1; never empty lines before the first, never an end before the start. */
export function regionOf({ start, end }: Span, lines: LineIndex): Region {
  const from = lines.positionAt(start);
  const to = lines.positionAt(Math.max(start, end));
  return {
    startLine: from.line + 1,
    startColumn: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

/** Relative to the working directory, with forward slashes; absolute only for what lies elsewhere. */
export function shownPath(path: string, cwd = process.cwd()): string {
  const inner = relative(cwd, resolve(cwd, path));
  return inner.startsWith('..') || inner === '' ? path.split(sep).join('/') : inner.split(sep).join('/');
}

/** A relative reference where there is one (RFC 3986), else a file: address. */
export function uriOf(path: string, cwd = process.cwd()): string {
  const shown = shownPath(path, cwd);
  if (shown.startsWith('/') || /^[A-Za-z]:\//.test(shown) || shown.startsWith('..'))
    return pathToFileURL(resolve(cwd, path)).href;
  // A colon in the first part would read as a scheme.
  return shown.split('/').map(encodeURIComponent).join('/');
}

/** As a report has them: of the file by its shown name. */
export const fingerprints = ({ path, text, findings }: FileFindings): ReadonlyMap<RuleFinding, string> =>
  fingerprintsOf(findings, text, shownPath(path), sha256);

export const linesOf = ({ text }: FileFindings): LineIndex => new LineIndex(text);
