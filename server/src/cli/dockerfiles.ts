// Knows: which files a person means by paths, folders and patterns. In folders it is the name that tells a Dockerfile.
// Links are not followed.
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isDockerfileName } from '../project/port';
import { Misuse } from './failure';
import { reason } from './io';

const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);

export interface WantedFile {
  readonly path: string;
  /** The user wrote this very path; others were found. */
  readonly named: boolean;
  /** The folder that the user named and in which it was found. */
  readonly folder?: string;
}

/** Files, folders, patterns and `-`, each file once, in the order given. */
export async function wantedFiles(paths: readonly string[]): Promise<readonly WantedFile[]> {
  const files = new Map<string, WantedFile>();
  const add = (path: string, named: boolean, folder?: string): void => {
    const key = path === '-' ? path : resolve(path);
    if (!files.has(key)) files.set(key, { path, named, ...(folder !== undefined && { folder }) });
  };
  for (const path of paths) {
    if (path === '-') {
      add(path, true);
      continue;
    }
    const found = await stat(path).catch((error: unknown) => reason(error));
    if (typeof found !== 'string') {
      if (!found.isDirectory()) add(path, true);
      else for (const file of await filesBelow(path, (_, name) => isDockerfileName(name))) add(file, false, path);
      continue;
    }
    if (!/[*?[{]/.test(path)) throw new Misuse(`Cannot read ${path}: ${found}.`);
    const matching = await filesMatching(path);
    if (matching.length === 0) throw new Misuse(`No file matches ${path}.`);
    for (const file of matching) add(file, false);
  }
  return [...files.values()];
}

/** Files of a pattern that the shell left as it is. */
async function filesMatching(pattern: string): Promise<string[]> {
  const parts = pattern.replaceAll('\\', '/').split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  const folder = parts.slice(0, first).join('/');
  const glob = globOf(parts.slice(first).join('/'));
  const base = folder === '' ? (pattern.startsWith('/') ? '/' : '.') : folder;
  return filesBelow(base, (path) => glob.test(path)).catch((error: unknown) => {
    if (error instanceof Misuse) return [];
    throw error;
  });
}

/** `*`, `?`, `[a-z]`, `{a,b}` within one name; `**` over folders. */
function globOf(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/|\*+|\?|\[!?[^\]/]*\]|\{[^{}]*\}|[\\^$.|+()[\]{}]/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 1 && part.startsWith('[')) return part.replace('[!', '[^').replaceAll('\\', '\\\\');
    if (part.length > 1 && part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(wordOf).join('|')})`;
    return `\\${part}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    throw new Misuse(`The pattern ${pattern} cannot be read.`);
  }
}

const wordOf = (word: string): string => word.replace(/[\\^$.|+()[\]{}]/g, '\\$&').replaceAll('*', '[^/]*');

/** Sorted paths below `folder`; `wanted` is given the path below it, with slashes, and the name. */
async function filesBelow(
  folder: string,
  wanted: (path: string, name: string) => boolean,
  below = '',
): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new Misuse(`Cannot read ${folder}: ${reason(error)}.`);
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const inner = below + entry.name;
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) found.push(...(await filesBelow(path, wanted, `${inner}/`)));
    else if (entry.isFile() && wanted(inner, entry.name)) found.push(path);
  }
  return found;
}
