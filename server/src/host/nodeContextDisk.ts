// Knows: looking at the entries of a context on disk and reading its files, with the calls that wait, which are the fast
// ones: runs in a worker. Follows no link below the root. Remembers digests by what the file system says of a file.
import { hash, createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type BigIntStats,
} from 'node:fs';
import { join } from 'node:path';
import { isNoArchive } from '../context/archiveBytes';
import { byteOrder } from '../context/byteOrder';
import { compileMatcher, type ContextMatcher, type MatchState } from '../context/ignoreMatcher';
import { below } from '../context/tree';
import { lineOf, NO_HEADER, type Block, type Entries, type EntryHeader, type Fault } from './nodeContextWire';
import { RememberedDigests, type Learned } from './rememberedDigests';

/** Files are read in pieces of this size, so that memory does not grow with them. */
const PIECE = 1024 * 1024;
/** Digests remembered beyond it are forgotten, oldest first. */
const MOST_REMEMBERED = 500_000;
/** Entries of one block: larger folders come in several. */
const BLOCK = 2000;
const WINDOWS = process.platform === 'win32';
/** Neither a link at the end of the path nor a pipe without a writer can hold up a reader. */
const OPEN_FLAGS = constants.O_RDONLY | (WINDOWS ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK);

export interface Pace {
  /** Lets others in; called between pieces of work. Returns true when the work shall stop. */
  pause(): Promise<boolean> | boolean;
  /** Counts what was read, for whoever shows it. */
  count(entries: number, bytes: number): void;
}

interface Named {
  readonly name: string;
  /** Known to be a plain file; false also when nobody asked. */
  readonly isFile: boolean;
}

export class ContextDisk {
  readonly #remembered = new RememberedDigests(MOST_REMEMBERED);
  #buffer: Buffer | undefined;

  constructor(private readonly root: string) {}

  /** Node's join is slow for what is a hundred thousand times the same. */
  #whole(path: string): string {
    return WINDOWS ? join(this.root, path) : `${this.root}/${path}`;
  }

  fault(): Fault | undefined {
    try {
      const stats = lstatSync(realpathSync.native(this.root));
      return stats.isDirectory() ? undefined : { code: 'not-a-folder', detail: this.root };
    } catch (error) {
      return { code: faultCode(error), detail: String(error) };
    }
  }

  /** Everything below `at`. */
  async list(
    at: string,
    patterns: readonly string[],
    pace: Pace,
    emit: (block: Block) => void,
    take?: (path: string) => boolean,
  ): Promise<void> {
    const matcher = compileMatcher(patterns);
    let state: MatchState | undefined;
    const parts = at === '' ? [] : at.split('/');
    parts.forEach((_, i) => {
      state = matcher.directory(parts.slice(0, i + 1).join('/'), state).state;
    });
    // Where digests are remembered, a look tells which files need no reading.
    const taking = this.#remembered.isEmpty ? take : undefined;
    const names = this.#names(at, taking !== undefined);
    if (names !== undefined) await this.#listFolder(at, names, state, matcher, pace, emit, taking);
  }

  async #listFolder(
    path: string,
    names: readonly Named[],
    state: MatchState | undefined,
    matcher: ContextMatcher,
    pace: Pace,
    emit: (block: Block) => void,
    take: ((path: string) => boolean) | undefined,
  ): Promise<boolean> {
    let lines: string[] = [];
    const flush = (): void => {
      emit({ path, lines: lines.join('\n'), size: lines.length });
      lines = [];
    };
    for (const { name, isFile } of names) {
      const child = below(path, name);
      // What is read anyway is looked at then.
      if (isFile && take && !name.includes('\ufffd') && !matcher.verdict(child, state).matched && take(child)) continue;
      const { line, kind } = this.#look(child, name);
      if (kind === 'gone') continue;
      lines.push(line);
      if (kind === 'directory') {
        const verdict = matcher.directory(child, state);
        const inside = verdict.matched && matcher.prunesIgnored(child) ? [] : this.#names(child, take !== undefined);
        if (inside === undefined) lines.splice(-1, 1, unreadable(name));
        else if (inside.length > 0 && (await this.#listFolder(child, inside, verdict.state, matcher, pace, emit, take)))
          return true;
      }
      if (lines.length >= BLOCK) flush();
    }
    flush();
    pace.count(names.length, 0);
    const stop = pace.pause();
    return typeof stop === 'boolean' ? stop : await stop;
  }

  /** Sorted; undefined: it cannot be listed. A folder that went meanwhile is empty. */
  #names(path: string, typed: boolean): readonly Named[] | undefined {
    try {
      const names: Named[] = typed
        ? readdirSync(this.#whole(path), { withFileTypes: true }).map((entry) => ({
            name: entry.name,
            isFile: entry.isFile(),
          }))
        : readdirSync(this.#whole(path)).map((name) => ({ name, isFile: false }));
      return names.sort((a, b) => byteOrder(a.name, b.name));
    } catch (error) {
      return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' ? [] : undefined;
    }
  }

  /** Entries as they are now; what is gone is said to be. */
  stat(paths: readonly string[], entries: Entries): void {
    for (const path of paths) {
      const { folder, name } = placeOf(path);
      entries.add(folder, this.#isInside(path) ? this.#look(path, name).line : goneLine(name));
    }
  }

  #look(path: string, name: string): Look {
    const whole = this.#whole(path);
    try {
      const stats = lstatSync(whole, { bigint: true });
      const { header, stamp } = seenOf(stats);
      if (stats.isFile()) {
        const digest = header.size === 0 ? EMPTY : this.#remembered.get(path, stamp);
        return { kind: 'entry', line: lineOf(name, 'f', header, digest) };
      }
      if (stats.isDirectory()) return { kind: 'directory', line: lineOf(name, 'd', header) };
      if (!stats.isSymbolicLink()) return { kind: 'entry', line: lineOf(name, 'o', header) };
      const target = readlinkSync(whole).replaceAll('\\', WINDOWS ? '/' : '\\');
      // Builders see links with all bits set (moby/buildkit: cache/contenthash/filehash.go).
      return { kind: 'entry', line: lineOf(name, 'l', { ...header, mode: 0o777 }, target) };
    } catch (error) {
      const gone = codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
      // A name that is no UTF-8 cannot be asked for again.
      if (gone && !name.includes('\ufffd')) return { kind: 'gone', line: goneLine(name) };
      return { kind: 'entry', line: unreadable(name) };
    }
  }

  rememberAll(learned: Learned): void {
    this.#remembered.rememberAll(learned);
  }

  /** True unless a folder on the way is a link by now: what lies behind it is not of this context. */
  #isInside(path: string): boolean {
    const slash = path.lastIndexOf('/');
    return slash === -1 || this.#isPlainFolder(path.slice(0, slash));
  }

  #isPlainFolder(folder: string): boolean {
    try {
      return realpathSync.native(join(this.root, folder)) === join(realpathSync.native(this.root), folder);
    } catch {
      return false;
    }
  }

  /**
   * Reads files; adds one entry each, and what to remember of them. Returns when done or stopped.
   * A file that changes while it is read is read once more, and then said to be changing.
   */
  async hash(
    paths: readonly string[],
    pace: Pace,
    entries: Entries,
    learned: (path: string, stamp: string, digest: string) => void,
  ): Promise<void> {
    const plain = new Map<string, boolean>();
    for (const path of paths) {
      const { folder, name } = placeOf(path);
      let isPlain = folder === '' || plain.get(folder);
      if (isPlain === undefined) plain.set(folder, (isPlain = this.#isPlainFolder(folder)));
      let read = isPlain ? this.#open(path) : ({ kind: 'gone' } as const);
      if (read.kind === 'file') {
        let file = this.#readAtOnce(path, read) ?? (await this.#readInPieces(read, pace));
        if (file === 'changed') {
          read = this.#open(path);
          file =
            read.kind === 'file' ? (this.#readAtOnce(path, read) ?? (await this.#readInPieces(read, pace))) : 'changed';
        }
        if (file === 'stopped') return;
        pace.count(1, read.kind === 'file' && read.header.size < PIECE ? read.header.size : 0);
        if (read.kind === 'file') {
          if (file === 'changed' || file === 'unreadable')
            entries.add(folder, lineOf(name, 'f', read.header, file === 'changed' ? 'changing' : file));
          else {
            entries.add(folder, lineOf(name, 'f', read.header, file.digest));
            learned(path, read.stamp, file.digest);
          }
        }
      }
      if (read.kind === 'unreadable') entries.add(folder, lineOf(name, 'f', this.#headerOf(path), 'unreadable'));
      else if (read.kind === 'other') this.stat([path], entries);
      else if (read.kind === 'gone') {
        // When all of it went, that is another state than one file less.
        entries.add(folder, this.fault() === undefined ? goneLine(name) : lineOf(name, 'f', NO_HEADER, 'vanished'));
      }
      const stop = pace.pause();
      if (typeof stop === 'boolean' ? stop : await stop) return;
    }
  }

  #headerOf(path: string): EntryHeader {
    try {
      return seenOf(lstatSync(this.#whole(path), { bigint: true })).header;
    } catch {
      // It is no better known then.
      return NO_HEADER;
    }
  }

  #open(path: string): Opened {
    let file: number;
    try {
      file = openSync(this.#whole(path), OPEN_FLAGS);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'gone' };
      return { kind: code === 'ELOOP' || code === 'ENXIO' ? 'other' : 'unreadable' };
    }
    try {
      const stats = fstatSync(file, { bigint: true });
      if (stats.isFile()) return { kind: 'file', file, ...seenOf(stats) };
    } catch {
      closeSync(file);
      return { kind: 'unreadable' };
    }
    closeSync(file);
    return { kind: 'other' };
  }

  /** Undefined: the file is too large, and stays open. */
  #readAtOnce(path: string, { file, header, stamp }: OpenFile): Read | undefined {
    const known = this.#remembered.get(path, stamp);
    if (known === undefined && header.size >= PIECE) return undefined;
    try {
      if (known !== undefined) return { digest: known };
      const buffer = (this.#buffer ??= Buffer.allocUnsafeSlow(PIECE));
      // One byte more than there should be tells that it grew.
      const length = readSync(file, buffer, 0, header.size + 1, 0);
      if (length !== header.size) return 'changed';
      const bytes = buffer.subarray(0, length);
      return { digest: hash('sha256', bytes) + archiveFlag(bytes) };
    } catch {
      return 'unreadable';
    } finally {
      closeSync(file);
    }
  }

  async #readInPieces({ file, header, stamp }: OpenFile, pace: Pace): Promise<Read> {
    try {
      const buffer = (this.#buffer ??= Buffer.allocUnsafeSlow(PIECE));
      const digest = createHash('sha256');
      let [at, flag] = [0, ''];
      for (;;) {
        const length = readSync(file, buffer, 0, PIECE, at);
        if (length === 0) break;
        const bytes = buffer.subarray(0, length);
        if (at === 0) flag = archiveFlag(bytes);
        digest.update(bytes);
        at += length;
        // A log that grows faster than it is read must not keep us.
        if (at > header.size) return 'changed';
        pace.count(0, length);
        const stop = pace.pause();
        if (typeof stop === 'boolean' ? stop : await stop) return 'stopped';
      }
      const unchanged = at === header.size && seenOf(fstatSync(file, { bigint: true })).stamp === stamp;
      return unchanged ? { digest: digest.digest('hex') + flag } : 'changed';
    } catch {
      return 'unreadable';
    } finally {
      closeSync(file);
    }
  }
}

/** Digests are hexadecimal, with a byte behind that says whether ADD may find an archive (context/entryLine.ts). */
type Read = { readonly digest: string } | 'changed' | 'stopped' | 'unreadable';

interface OpenFile extends Seen {
  readonly kind: 'file';
  readonly file: number;
}

type Opened = OpenFile | { readonly kind: 'gone' | 'unreadable' | 'other' };

const archiveFlag = (bytes: Uint8Array): string => (isNoArchive(bytes) ? '01' : '00');

/** SHA-256 of nothing, which is no archive. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85501';

interface Look {
  readonly kind: 'directory' | 'entry' | 'gone';
  readonly line: string;
}

const goneLine = (name: string): string => lineOf(name, '-', NO_HEADER);
const unreadable = (name: string): string => lineOf(name, 'f', NO_HEADER, 'unreadable');

function placeOf(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

interface Seen {
  readonly header: EntryHeader;
  /** Equal: nobody wrote to the file since, as far as a file system can tell. */
  readonly stamp: string;
}

function seenOf(stats: BigIntStats): Seen {
  const size = Number(stats.size);
  const mtime = String(stats.mtimeNs);
  const ctime = stats.ctimeNs === stats.mtimeNs ? mtime : String(stats.ctimeNs);
  return {
    header: { mode: modeOf(Number(stats.mode) & 0o7777), size, mtime },
    stamp: `${String(size)} ${mtime} ${ctime} ${String(Number(stats.ino))}`,
  };
}

/** A client on Windows sends every entry as executable and not writable by others (tonistiigi/fsutil: stat.go, mkstat). */
const modeOf = (mode: number): number => (WINDOWS ? (mode | 0o111) & 0o755 : mode);

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

function faultCode(error: unknown): Fault['code'] {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing';
  return code === 'EACCES' || code === 'EPERM' || code === 'ELOOP' ? 'unreadable' : 'failed';
}
