// Just enough tar to make image layers (ustar) and to read the small files of an image archive. Not for hostile input:
// the product's own reader is another one, and is tested against what this one writes.
// @ts-check

/**
 * @typedef {object} TarEntry
 * @property {string} path        relative, no leading slash; folders need no trailing slash
 * @property {'file' | 'dir' | 'symlink' | 'hardlink'} [kind] default 'file'
 * @property {number} [mode]
 * @property {Buffer | string} [body]
 * @property {string} [target]    of a symlink or hardlink
 */

const BLOCK = 512;
const TYPE = { file: '0', hardlink: '1', symlink: '2', dir: '5' };

/** Same entries, same bytes: owner root, all times 0. @param {readonly TarEntry[]} entries @returns {Buffer} */
export function writeTar(entries) {
  /** @type {Buffer[]} */
  const parts = [];
  for (const entry of entries) {
    const kind = entry.kind ?? 'file';
    const body = kind === 'file' ? Buffer.from(entry.body ?? '') : Buffer.alloc(0);
    parts.push(header(entry, kind, body.length), body, Buffer.alloc(padding(body.length)));
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return Buffer.concat(parts);
}

/** @param {TarEntry} entry @param {keyof typeof TYPE} kind @param {number} size */
function header(entry, kind, size) {
  const block = Buffer.alloc(BLOCK);
  const { name, prefix } = splitName(kind === 'dir' ? `${entry.path}/` : entry.path);
  const octal = (/** @type {number} */ value, /** @type {number} */ at, /** @type {number} */ width) =>
    block.write(`${value.toString(8).padStart(width - 1, '0')}\0`, at);
  block.write(name, 0);
  octal(entry.mode ?? (kind === 'dir' ? 0o755 : 0o644), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write(TYPE[kind], 156);
  block.write(entry.target ?? '', 157, 100);
  block.write('ustar\x0000', 257);
  block.write(prefix, 345);
  block.fill(' ', 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** Names over 100 bytes are cut at a slash (POSIX ustar). @param {string} path */
function splitName(path) {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  for (let cut = path.indexOf('/'); cut >= 0; cut = path.indexOf('/', cut + 1)) {
    const name = path.slice(cut + 1);
    if (name && Buffer.byteLength(name) <= 100 && cut <= 155) return { name, prefix: path.slice(0, cut) };
  }
  throw new Error(`path too long for ustar: ${path}`);
}

/** @param {number} size */
const padding = (size) => (BLOCK - (size % BLOCK)) % BLOCK;

/**
 * The small files of an archive by name; bigger ones are skipped without being held.
 * @param {AsyncIterable<Uint8Array>} stream
 * @param {number} [limit] bytes; image configs and manifests are far below
 * @returns {Promise<Map<string, Buffer>>}
 */
export async function readSmallFiles(stream, limit = 1 << 20) {
  /** @type {Map<string, Buffer>} */
  const files = new Map();
  let pending = Buffer.alloc(0);
  let skip = 0;
  /** @type {{ name: string, size: number } | undefined} */
  let file;
  for await (const chunk of stream) {
    const dropped = Math.min(skip, chunk.length);
    skip -= dropped;
    if (dropped === chunk.length) continue;
    pending = Buffer.concat([pending, chunk.subarray(dropped)]);
    for (;;) {
      if (file) {
        const whole = file.size + padding(file.size);
        if (pending.length < whole) break;
        files.set(file.name, Buffer.from(pending.subarray(0, file.size)));
        pending = pending.subarray(whole);
        file = undefined;
      }
      if (pending.length < BLOCK) break;
      const { name, size, isFile } = readHeader(pending.subarray(0, BLOCK));
      pending = pending.subarray(BLOCK);
      if (isFile && size <= limit) {
        file = { name, size };
        continue;
      }
      const rest = size + padding(size);
      const dropped = Math.min(rest, pending.length);
      pending = pending.subarray(dropped);
      skip = rest - dropped;
    }
  }
  return files;
}

/** @param {Buffer} block */
function readHeader(block) {
  const text = (/** @type {number} */ from, /** @type {number} */ to) =>
    block.toString('utf8', from, to).replace(/\0.*$/s, '');
  const prefix = text(257, 262) === 'ustar' ? text(345, 500) : '';
  const type = text(156, 157);
  return {
    name: prefix ? `${prefix}/${text(0, 100)}` : text(0, 100),
    size: Number.parseInt(text(124, 136).trim() || '0', 8),
    isFile: type === '0' || type === '',
  };
}

/**
 * @typedef {object} ConfigHistory
 * @property {string} createdBy
 * @property {boolean} emptyLayer
 * @property {string} comment
 */

/**
 * Reads the image config out of what `docker save` or a BuildKit `type=docker` export streams.
 * @param {AsyncIterable<Uint8Array>} stream
 * @returns {Promise<{ config: any, history: ConfigHistory[], diffIds: string[] }>} history is oldest first
 */
export async function readArchiveConfig(stream) {
  const files = await readSmallFiles(stream);
  const manifest = files.get('manifest.json');
  if (!manifest) throw new Error(`no manifest.json in the archive (${[...files.keys()].join(', ')})`);
  const [image] = JSON.parse(manifest.toString());
  const body = files.get(image.Config);
  if (!body) throw new Error(`the archive lacks its config ${image.Config}`);
  return readConfig(JSON.parse(body.toString()));
}

/**
 * @param {any} config  of an image, as it is stored
 * @returns {{ config: any, history: ConfigHistory[], diffIds: string[] }} history is oldest first
 */
export function readConfig(config) {
  return {
    config,
    diffIds: config.rootfs.diff_ids ?? [],
    history: (config.history ?? []).map((/** @type {any} */ entry) => ({
      createdBy: entry.created_by ?? '',
      emptyLayer: entry.empty_layer === true,
      comment: entry.comment ?? '',
    })),
  };
}
