// Knows: a project's state on the disk, and a context read from there in the plainest way: the product's own reader is
// another one, so that a fault in it does not hide itself here.
import {
  chmodSync,
  chownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeTar, type TarEntry } from '../../../scripts/rig/tar.mjs';
import { ok } from '../../src/base/outcome';
import { isNoArchive } from '../../src/context/archiveBytes';
import type { ContextReader } from '../../src/context/port';
import { directory, nodeAt, type ContextNode, type DirectoryNode } from '../../src/context/tree';
import { nodePlatform } from '../../src/host/nodePlatform';
import { withSalt, type Content, type Entry, type ProjectState } from './cacheProject';

/** One project's folder: contexts side by side below it. */
export class ProjectDisk {
  #known = new Map<string, Entry>();
  #folder = '';

  /** `epoch`: milliseconds; times of files follow it, so that no two projects share one. */
  constructor(
    readonly root: string,
    private readonly salt: string,
    private readonly epoch: number,
  ) {}

  context(state: ProjectState): string {
    return join(this.root, this.#folderName(state));
  }

  named(name: string): string {
    return join(this.root, `@${name}`);
  }

  /** Base names are unlike those of any other project, as the builder keeps a copy for each. */
  #folderName({ folder }: ProjectState): string {
    return `${folder}-${this.salt}`;
  }

  write(state: ProjectState): void {
    if (this.#folder !== '' && this.#folder !== state.folder) {
      this.#known = new Map();
      rmSync(this.root, { recursive: true, force: true });
    }
    this.#folder = state.folder;
    mkdirSync(this.context(state), { recursive: true });
    const place = (path: string): string => join(path.startsWith('@') ? this.root : this.context(state), path);
    const gone = [...this.#known].filter(([path, entry]) => state.entries.get(path)?.kind !== entry.kind);
    for (const [path] of gone) {
      rmSync(place(path), { recursive: true, force: true });
      this.#known.delete(path);
    }
    for (const [path, entry] of [...state.entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const known = this.#known.get(path);
      if (known === entry) continue;
      this.#put(place(path), basename(path), entry, known);
    }
    this.#known = new Map(state.entries);
  }

  #put(path: string, name: string, entry: Entry, known: Entry | undefined): void {
    mkdirSync(dirname(path), { recursive: true });
    const stamp = 'stamp' in entry ? (this.epoch + entry.stamp * 10) / 1000 : 0;
    switch (entry.kind) {
      case 'folder':
        mkdirSync(path, { recursive: true });
        chmodSync(path, entry.mode);
        return;
      case 'link':
        rmSync(path, { recursive: true, force: true });
        symlinkSync(entry.target, path);
        lutimesSync(path, stamp, stamp);
        return;
      case 'file': {
        if (known?.kind !== 'file' || known.content !== entry.content || known.stamp !== entry.stamp)
          writeFileSync(path, this.bytes(name, entry.content));
        chownSync(path, entry.owner ?? 0, entry.owner ?? 0);
        // An owner that changes takes a setuid bit away, so the mode comes after it.
        chmodSync(path, entry.mode);
        utimesSync(path, stamp, stamp);
      }
    }
  }

  /** Texts end with the salt, so that equal files of two projects are not equal to a builder that keeps both. */
  bytes(name: string, content: Content): string | Buffer {
    if (typeof content !== 'string') {
      const entries = Object.entries(content.tar).map(([path, body]): TarEntry => ({
        path,
        body: `${body}\n${this.salt}\n`,
      }));
      return withTime(writeTar(entries), content.time ?? 0);
    }
    const text = withSalt(content, this.salt);
    return text === '' || /dockerfile|dockerignore/i.test(name) ? text : `${text}\n# ${this.salt}\n`;
  }
}

/** The archive with this time, in seconds, at all its entries. */
function withTime(tar: Buffer, time: number): Buffer {
  if (time === 0) return tar;
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    tar.write(time.toString(8).padStart(11, '0'), at + 136);
    tar.fill(' ', at + 148, at + 156);
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return tar;
}

/** Reads everything, remembers nothing. */
export function plainReader(root: string): ContextReader {
  return {
    list: () => Promise.resolve(ok(listed(root))),
    async *hash(paths) {
      for (const path of paths) yield await Promise.resolve([{ path, node: hashed(join(root, path)) }]);
    },
    stat: (path) => Promise.resolve(nodeAt(listed(root), path)),
    refresh: () => Promise.resolve(ok(undefined)),
    dispose: () => undefined,
  };
}

function listed(path: string): DirectoryNode {
  const { mode, mtimeNs } = lstatSync(path, { bigint: true });
  return directory(
    readdirSync(path).flatMap((name) => {
      const node = nodeOf(join(path, name));
      return node ? [[name, node] as const] : [];
    }),
    { mode: Number(mode) & 0o7777, mtime: String(mtimeNs) },
  );
}

function nodeOf(path: string): ContextNode | undefined {
  const stat = lstatSync(path, { bigint: true });
  const header = { mode: Number(stat.mode) & 0o7777, uid: 0, gid: 0, mtime: String(stat.mtimeNs) };
  if (stat.isDirectory()) return listed(path);
  if (stat.isSymbolicLink()) return { kind: 'symlink', ...header, target: readlinkSync(path) };
  if (stat.isFile()) return { kind: 'file', ...header, size: Number(stat.size), digest: undefined };
  return { kind: 'other', ...header };
}

function hashed(path: string): ContextNode | undefined {
  const node = nodeOf(path);
  if (node?.kind !== 'file') return node;
  const bytes = readFileSync(path);
  return { ...node, digest: nodePlatform.sha256(bytes), ...(isNoArchive(bytes) && { isNoArchive: true as const }) };
}
