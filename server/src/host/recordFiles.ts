// Knows: one file of the record store: written whole or not at all, read back without trust.
import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import { RECORD_VERSION, type BuildRecord, type RecordedKeys, type RecordProblem } from '../cache/record';
import { fieldOf, listOf, parseJson, recordOf, textMapOf, textOf, textsOf } from '../image/json';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** A record of a context with a million files is smaller; more is no record of ours. */
const LARGEST = 512 * 1024 * 1024;
const SMALLEST_CHUNK = 16 * 1024;
const LARGEST_CHUNK = 64 * 1024 * 1024;
/** What a writer that was killed left behind is older than this. */
const STALE_MS = 60 * 60 * 1000;
/** Damaged files keep their name, with this behind it, for a month. */
const ASIDE = '.damaged';
const ASIDE_MS = 30 * 24 * 60 * 60 * 1000;

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'absent' }
  /** `detail`: for the log. */
  | { readonly kind: 'problem'; readonly problem: RecordProblem; readonly detail: string };

/** A reader sees the old file or the new one; after a crash too. */
export async function writeRecordFile(path: string, value: unknown): Promise<void> {
  const bytes = await pack(JSON.stringify(value));
  const temporary = `${path}.${String(process.pid)}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The rename itself is on the disk only then. Not every system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Removes what writers that were killed left in a folder, and what was set aside long ago. */
export async function sweepTemporaries(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    const keptMs = name.endsWith('.tmp') ? STALE_MS : name.endsWith(ASIDE) ? ASIDE_MS : undefined;
    if (keptMs === undefined) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < Date.now() - keptMs)
      await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Nobody reads it any more, and nobody lost it: somebody may want to know what was in there. */
export async function setAside(path: string): Promise<void> {
  const aside = `${path}${ASIDE}`;
  const now = new Date();
  // From now on it is kept for its time, however old it is.
  await rename(path, aside)
    .then(() => utimes(aside, now, now))
    .catch(() => undefined);
}

export const namesIn = async (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

export const SUFFIX = '.json.gz';

/** The oldest go first: by their names, where these begin with a time. A newer program's files count, but are not ours. */
export async function pruneFolder(folder: string, mostBytes: number, order: 'name' | 'age'): Promise<void> {
  const files: { path: string; size: number; age: number }[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found && name.endsWith(SUFFIX)) files.push({ path, size: found.size, age: found.mtimeMs });
  }
  files.sort((a, b) => (order === 'age' ? a.age - b.age : a.path < b.path ? -1 : 1));
  let bytes = files.reduce((sum, { size }) => sum + size, 0);
  // The newest one stays, however large.
  for (const { path, size } of files.slice(0, -1)) {
    if (bytes <= mostBytes) return;
    const read = await readRecordFile(path, (value) => value);
    if (read.kind === 'problem' && read.problem === 'newer-version') continue;
    await rm(path, { force: true });
    bytes -= size;
  }
}

export async function readRecordFile<T>(path: string, reader: (value: unknown) => T | undefined): Promise<Read<T>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? { kind: 'absent' } : problem('unreadable', message);
  }
  const text = await textIn(bytes);
  const value = parseJson(text);
  const version = fieldOf(value, 'version');
  if (typeof version === 'number' && version > RECORD_VERSION)
    return problem('newer-version', `version ${String(version)}; this program reads ${String(RECORD_VERSION)}`);
  const read = version === RECORD_VERSION ? reader(value) : undefined;
  if (read !== undefined) return { kind: 'read', value: read };
  const size = `${String(bytes.length)} bytes`;
  const why = text === '' ? 'cannot be unpacked' : value === undefined ? 'are no JSON' : 'lack a part of a record';
  return problem('damaged', `its ${size} ${why}`);
}

/** Enough for what an upload begins with. */
const FIRST_BYTES = 4096;

/** The build that left an upload, from the beginning of its file; undefined when that says none. */
export async function buildIdIn(path: string): Promise<string | undefined> {
  const bytes = Buffer.alloc(FIRST_BYTES);
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead } = await file.read(bytes, 0, FIRST_BYTES, 0);
      const text = await unpack(bytes.subarray(0, bytesRead), { finishFlush: constants.Z_SYNC_FLUSH });
      return /^\{"version":1,"id":"([\w.-]+)",/.exec(text.subarray(0, FIRST_BYTES).toString('latin1'))?.[1];
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

const problem = (kind: RecordProblem, detail: string): Read<never> => ({ kind: 'problem', problem: kind, detail });

/** Empty when it cannot be unpacked. A record that somebody unpacked by hand is one too. */
async function textIn(bytes: Buffer): Promise<string> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8');
  try {
    // The end of the file says how long it is unpacked. In one piece of that length it is not put together from many,
    // which would take its length once more.
    const length = bytes.readUInt32LE(bytes.length - 4) + 1;
    const chunkSize = Math.min(Math.max(length, SMALLEST_CHUNK), LARGEST_CHUNK);
    return (await unpack(bytes, { maxOutputLength: LARGEST, chunkSize })).toString('utf8');
  } catch {
    return '';
  }
}

export function asRecordedKeys(value: unknown): RecordedKeys | undefined {
  const keys = fieldOf(value, 'keys');
  const links = listOf(fieldOf(keys, 'links'));
  const results = listOf(fieldOf(keys, 'results'));
  const costs = listOf(fieldOf(value, 'costs'));
  const id = textOf(fieldOf(value, 'id'));
  const at = textOf(fieldOf(value, 'at'));
  const builder = textOf(fieldOf(value, 'builder'));
  const isWhole =
    recordOf(keys) !== undefined &&
    links.every((link) => isRow(link, ['string', 'string', 'string', 'number'])) &&
    results.every((result) => isRow(result, ['string', 'string', 'number'])) &&
    costs.every((cost) => isRow(cost, ['string', 'number?', 'number?']));
  if (!isWhole || id === undefined || at === undefined || builder === undefined) return undefined;
  const history = textsOf(fieldOf(value, 'history'));
  const named = history.length > 0 ? { history } : {};
  return { version: RECORD_VERSION, id, at, builder, keys: { links, results }, costs, ...named } as RecordedKeys;
}

const isRow = (value: unknown, types: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.length === types.length &&
  types.every((type, i) => typeof value[i] === type.replace('?', '') || (type.endsWith('?') && value[i] === null));

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');

export function asBuildRecord(value: unknown): BuildRecord | undefined {
  const request = fieldOf(value, 'request');
  const platforms = [fieldOf(request, 'platform'), fieldOf(request, 'buildPlatform')];
  const isWhole =
    asRecordedKeys(value) !== undefined &&
    ['dockerfile', 'contextFolder', 'text'].every((name) => typeof fieldOf(value, name) === 'string') &&
    typeof fieldOf(value, 'succeeded') === 'boolean' &&
    typeof fieldOf(request, 'target') === 'string' &&
    isTextMap(fieldOf(request, 'buildArgs')) &&
    ['buildkit', 'classic', 'buildah'].includes(textOf(fieldOf(request, 'builder')) ?? '') &&
    typeof fieldOf(request, 'frontend') === 'number' &&
    platforms.every((one) =>
      ['os', 'architecture', 'variant'].every((name) => typeof fieldOf(one, name) === 'string'),
    ) &&
    areFlags(fieldOf(value, 'flags')) &&
    areBases(fieldOf(value, 'bases')) &&
    areContexts(fieldOf(value, 'contexts'));
  return isWhole ? (value as BuildRecord) : undefined;
}

const isTextMap = (value: unknown): boolean =>
  recordOf(value) !== undefined && Object.keys(textMapOf(value)).length === Object.keys(value as object).length;

function areFlags(value: unknown): boolean {
  const noCache = fieldOf(value, 'noCache');
  return (
    (typeof noCache === 'boolean' || isTextList(noCache)) &&
    ['network', 'runOptions', 'epoch', 'cacheNamespace'].every((name) => typeof fieldOf(value, name) === 'string') &&
    isTextMap(fieldOf(value, 'namedContexts')) &&
    typeof fieldOf(value, 'mergesLayers') === 'boolean' &&
    isTextList(fieldOf(value, 'cacheFrom'))
  );
}

const areBases = (value: unknown): boolean =>
  recordOf(value) !== undefined &&
  Object.values(value as object).every((base: unknown) => {
    const config = fieldOf(base, 'config');
    return (
      isTextList(fieldOf(base, 'keys')) &&
      typeof fieldOf(base, 'content') === 'string' &&
      (config === undefined ||
        (isTextList(fieldOf(config, 'env')) &&
          isTextList(fieldOf(config, 'onBuild')) &&
          typeof fieldOf(config, 'workingDir') === 'string' &&
          typeof fieldOf(config, 'user') === 'string' &&
          [fieldOf(config, 'shell'), fieldOf(config, 'diffIds')].every((one) => one === undefined || isTextList(one))))
    );
  });

const areContexts = (value: unknown): boolean =>
  recordOf(value) !== undefined &&
  Object.values(value as object).every(
    (context: unknown) =>
      typeof fieldOf(context, 'baseName') === 'string' && typeof fieldOf(context, 'tree') === 'string',
  );
