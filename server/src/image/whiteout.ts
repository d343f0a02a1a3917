// Knows: the names by which a layer says that something of the layers below is gone. Source: OCI image spec, layer.md.

const PREFIX = '.wh.';

/** `''`: no whiteout. `opaque`: all children of `parent` that stand in lower layers vanish. `removes`: `path` does. */
export type Whiteout =
  | { readonly kind: 'none' }
  | { readonly kind: 'opaque'; readonly parent: string }
  | { readonly kind: 'removes'; readonly path: string }
  /** Metadata of aufs: neither file nor whiteout. */
  | { readonly kind: 'metadata' };

export function whiteoutOf(path: string): Whiteout {
  const cut = path.lastIndexOf('/') + 1;
  const name = path.slice(cut);
  if (name === '.wh..wh..opq') return { kind: 'opaque', parent: path.slice(0, Math.max(0, cut - 1)) };
  if (path.startsWith('.wh..wh.') || path.includes('/.wh..wh.')) return { kind: 'metadata' };
  if (!name.startsWith(PREFIX)) return { kind: 'none' };
  // A bare `.wh.` is invalid.
  return name === PREFIX
    ? { kind: 'metadata' }
    : { kind: 'removes', path: path.slice(0, cut) + name.slice(PREFIX.length) };
}
