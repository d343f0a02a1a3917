// Knows: a build context made of a few files in memory, as rules see it.
import { parseIgnoreFile } from '../../src/context/ignoreFile';
import { withNodes } from '../../src/context/patch';
import { directory, type ContextNode } from '../../src/context/tree';
import type { ContextFact } from '../../src/lint/facts/contextFact';
import type { ExampleFile } from '../../src/lint/rule';
import { fileNode, sha256 } from './cacheBuild';

/** Path → content, or how many bytes it has; `.dockerignore` is the ignore file in effect. */
export function contextOf(files: Readonly<Record<string, ExampleFile>>, assumed = false): ContextFact {
  const nodes = Object.entries(files).map(([path, content]): [string, ContextNode] => [
    path,
    typeof content === 'object'
      ? fileNode(content.text, content.mode)
      : typeof content === 'string'
        ? fileNode(content)
        : { ...fileNode(''), kind: 'file', size: content, digest: undefined },
  ]);
  const text = files['.dockerignore'];
  const place = { name: '.dockerignore', path: '/w/.dockerignore' };
  return {
    label: '.',
    folder: '/w',
    assumed,
    listed: withNodes(directory([]), new Map(nodes)),
    ignore: parseIgnoreFile(typeof text === 'string' ? text : ''),
    ...(typeof text === 'string' && { ignoreFile: { ...place, text } }),
    newIgnoreFile: place,
    sha256,
  };
}
