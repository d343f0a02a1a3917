// Knows: all files of a stub image as a tree, read from its layers in the plainest way: what the rig's own tar writer
// wrote. The product's reader of archives is another one.
import { gunzipSync } from 'node:zlib';
import type { StoredImage } from '../../../scripts/rig/baseImages.mjs';
import { withNodes } from '../../src/context/patch';
import { directory, nodeAt, type ContextNode, type DirectoryNode } from '../../src/context/tree';
import { nodePlatform } from '../../src/host/nodePlatform';

const BLOCK = 512;
const trees = new WeakMap<StoredImage, DirectoryNode>();

export function filesOfBase(image: StoredImage): DirectoryNode {
  const known = trees.get(image);
  if (known) return known;
  const manifest = JSON.parse(image.manifest.toString()) as { layers: readonly { digest: string }[] };
  const tree = manifest.layers.reduce(
    (below, { digest }) => withLayer(below, gunzipSync(image.blobs.get(digest) ?? Buffer.alloc(0))),
    directory([]),
  );
  trees.set(image, tree);
  return tree;
}

function withLayer(below: DirectoryNode, tar: Buffer): DirectoryNode {
  const nodes = new Map<string, ContextNode>();
  let tree = below;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const text = (from: number, width: number): string =>
      tar.toString('utf8', at + from, at + from + width).replace(/\0.*$/s, '');
    const number = (from: number, width: number): number => Number.parseInt(text(from, width) || '0', 8);
    const path = [text(345, 155), text(0, 100)]
      .filter((part) => part !== '')
      .join('/')
      .replace(/\/$/, '');
    const size = number(124, 12);
    const header = { mode: number(100, 8), uid: number(108, 8), gid: number(116, 8), mtime: '' };
    const body = tar.subarray(at + BLOCK, at + BLOCK + size);
    const type = text(156, 1);
    const linked = type === '1' ? (nodes.get(text(157, 100)) ?? nodeAt(tree, text(157, 100))) : undefined;
    if (type === '5') {
      // Folders stand before what is in them: their headers are put in at once.
      const there = nodeAt(tree, path);
      const children = there?.kind === 'directory' ? there.children : directory([]).children;
      tree = withNodes(tree, new Map([[path, { kind: 'directory', ...header, children }]]));
    } else if (type === '2') nodes.set(path, { kind: 'symlink', target: text(157, 100), ...header });
    else nodes.set(path, linked ?? { kind: 'file', ...header, size, digest: nodePlatform.sha256(body) });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return withNodes(tree, nodes);
}
