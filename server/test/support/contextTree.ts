// Knows: writing a context down in one line: `a=text d/ d/b=text!755 l->d p|`, for tests.
import { createHash } from 'node:crypto';
import { directory, withNode, type ContextNode, type DirectoryNode, type Sha256 } from '../../src/context/tree';

export const sha256: Sha256 = (data) => `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** `path=bytes`, `path?` (not read), `path/`, `path->target`, `path|` (pipe); `!mode` and `@time` may follow. */
export function tree(text: string): DirectoryNode {
  let root = directory([]);
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const [, path = '', kind = '', value = '', mode, time = '1'] =
      /^(.+?)(=|\?|\/(?![^!@ ])|->|\|)([^!@]*)(?:!(\d+))?(?:@(\d+))?$/.exec(word) ?? [];
    if (path === '') throw new Error(`not understood: ${word}`);
    root = withNode(root, path, nodeOf(kind, value, mode, time));
  }
  return root;
}

function nodeOf(kind: string, value: string, mode: string | undefined, mtime: string): ContextNode {
  const header = { mode: Number.parseInt(mode ?? (kind === '/' ? '755' : '644'), 8), uid: 0, gid: 0, mtime };
  switch (kind) {
    case '/':
      return directory([], header);
    case '->':
      return { kind: 'symlink', ...header, mode: 0o777, target: value };
    case '|':
      return { kind: 'other', ...header };
    case '?':
      return { kind: 'file', ...header, size: 1, digest: undefined };
    default:
      return { kind: 'file', ...header, size: value.length, digest: sha256(new TextEncoder().encode(value)) };
  }
}
