// Knows: sources, destinations and owners of COPY and ADD in the form in which they enter a key.
// Source: moby/buildkit: client/llb/fileop.go, frontend/dockerfile/dockerfile2llb/convert_copy.go, solver/llbsolver/ops/file.go.
import { cleanPath, joinPath } from '../base/posixPath';
import type { ContentQuery } from './vertex';

/** Go's sort of plain paths, those inside another one left out (ops/file.go, dedupeSelectors). */
export function dedupe(queries: readonly ContentQuery[]): ContentQuery[] {
  const isPlain = ({ wildcard, include, exclude }: ContentQuery): boolean =>
    !wildcard && include.length === 0 && exclude.length === 0;
  const plain = queries.filter(isPlain);
  const kept = plain.filter(
    (one, i) =>
      plain.findIndex(({ path, followLinks }) => path === one.path && followLinks === one.followLinks) === i &&
      !plain.some(
        (other) =>
          other.path !== one.path &&
          other.followLinks === one.followLinks &&
          one.path.startsWith(other.path.endsWith('/') ? other.path : `${other.path}/`),
      ),
  );
  return [...kept, ...queries.filter((one) => !isPlain(one))].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
  );
}

export const query = (path: string): ContentQuery => ({
  path,
  wildcard: false,
  followLinks: true,
  include: [],
  exclude: [],
});

export const hasWildcards = (text: string): boolean => /(?:^|[^\\])(?:\\\\)*[*?[]/.test(text);

export function sourceQuery(source: string, parents: boolean, exclude: readonly string[]): ContentQuery {
  let path = source;
  let include: string[] = [];
  if (parents) {
    const pivot = source.indexOf('/./');
    const pattern = pivot === -1 ? source : source.slice(pivot + 3);
    path = pivot === -1 ? '/' : source.slice(0, pivot);
    include = [joinPath('/', pattern).slice(1)];
  }
  path = joinPath('/', path);
  return { path: path === '' ? '/' : path, wildcard: hasWildcards(path), followLinks: true, include, exclude };
}

export const baseName = (path: string): string => (path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1));

/** Absolute, cleaned, a trailing slash or `/.` kept (client/llb/fileop.go, normalizePath). */
export function destinationOf(destination: string, workdir: string): string {
  const written = destination === '' || destination === '.' ? './' : destination;
  const path = written.startsWith('/') ? cleanPath(written) : joinPath('/', workdir, written);
  if (written.endsWith('/')) return path.endsWith('/') ? path : `${path}/`;
  if (written.endsWith('/.')) return path === '/' ? '/.' : `${path}/.`;
  return path;
}

/** `root` is 0, names and ids stay as written (client/llb/fileop.go, WithUser). */
export function ownerOf(text: string): string {
  if (text === '') return '';
  const at = text.indexOf(':');
  return (at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)])
    .map((id) => (id === 'root' ? '0' : /^[+-]?\d+$/.test(id) ? String(Number(id)) : id))
    .join(':');
}

/** Octal digits without leading zeros, or the symbolic text. */
export const modeOf = (text: string): string => (/^[0-7]+$/.test(text) ? text.replace(/^0+(?=.)/, '') : text);

export const isGit = (source: string): boolean =>
  /^(?:git@|git:\/\/|ssh:\/\/|[\w.-]+@[\w.-]+:)/.test(source) ||
  /^https?:\/\/[^#?]*\.git(?:[#?]|$)/.test(source) ||
  /^(?:github\.com|gitlab\.com|bitbucket\.org)\//.test(source);
export const isRemote = (source: string): boolean => /^https?:\/\//.test(source) || isGit(source);

export function remoteName(url: string): string {
  const path = /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? '';
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return name === '' ? '__unnamed__' : name;
}
