// What a Dockerfile from the wild needs so that a build offline reaches its end: small files for its COPY and ADD
// sources, and what its base images must have. An approximate reading, on purpose not the product's own parser: a fault
// in that must not hide itself here.
// @ts-check
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/**
 * @typedef {object} RoughInstruction
 * @property {string} keyword      upper case
 * @property {Map<string, string>} flags  the last of each name; of `--mount` all, see `mounts`
 * @property {string[]} mounts     values of `--mount`
 * @property {string} rest         text after the flags, continuation lines joined
 * @property {string[]} heredocs   delimiters
 */

/**
 * The text as a build offline can run it: no `# syntax=` line (its frontend cannot be pulled; the builder's own is
 * asked), no `@sha256:…` (no stub has that digest). Neither shows in an image's history. Line numbers stay.
 * @param {string} text
 */
export function rigDockerfile(text) {
  const lines = text.split('\n');
  const isDirective = (/** @type {string} */ line) => /^\s*(#|\/\/)\s*[\w-]+\s*=/.test(line);
  const end = lines.findIndex((line) => !isDirective(line) && !line.startsWith('#!'));
  const head = lines.slice(0, end < 0 ? lines.length : end);
  const syntax = head.filter((line) => /^\s*(#|\/\/)\s*syntax\s*=/i.test(line) || line.startsWith('#!'));
  const kept = head.filter((line) => !syntax.includes(line));
  const body = lines.slice(head.length).map((line) => {
    const pinned = /^\s*(FROM|ARG)\s/i.test(line) || /(--from=|from=)\S*@sha256:/.test(line);
    return pinned ? line.replace(/@sha256:[0-9a-f]{64}/g, '') : line;
  });
  return [...kept, ...syntax.map(() => '# (syntax line left out)'), ...body].join('\n');
}

/** @param {string} text @returns {RoughInstruction[]} */
export function roughParse(text) {
  const escape = /^\s*#\s*escape\s*=\s*`/im.test(text.split(/^\s*[^#\s]/m)[0] ?? '') ? '`' : '\\';
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  /** @type {RoughInstruction[]} */
  const instructions = [];
  for (let i = 0; i < lines.length; i++) {
    let logical = '';
    for (; i < lines.length; i++) {
      const line = lines[i] ?? '';
      if (/^\s*#/.test(line) || (logical && !line.trim())) continue;
      const continued = line.trimEnd().endsWith(escape);
      logical += continued ? line.trimEnd().slice(0, -1) : line;
      if (!continued) break;
    }
    const [, keyword = '', after = ''] = /^\s*([A-Za-z]+)\s*(.*)$/s.exec(logical) ?? [];
    if (!keyword) continue;
    const instruction = withFlags(keyword.toUpperCase(), after);
    if (/^(RUN|COPY|ADD)$/.test(instruction.keyword) && !instruction.rest.startsWith('[')) {
      for (const [, dash, , name = ''] of after.matchAll(/(?<!<)<<(-?)\s*(["']?)([\w.-]+)\2/g)) {
        instruction.heredocs.push(name);
        do i++;
        while (i < lines.length && (dash ? lines[i]?.replace(/^\t+/, '') : lines[i]) !== name);
      }
    }
    instructions.push(instruction);
  }
  return instructions;
}

/** @param {string} keyword @param {string} text @returns {RoughInstruction} */
function withFlags(keyword, text) {
  /** @type {RoughInstruction} */
  const instruction = { keyword, flags: new Map(), mounts: [], rest: text.trim(), heredocs: [] };
  for (;;) {
    const [whole, name, value] = /^--([\w-]+)(?:=(\S*))?\s+/.exec(instruction.rest) ?? [];
    if (whole === undefined || name === undefined) return instruction;
    if (name === 'mount') instruction.mounts.push(value ?? '');
    instruction.flags.set(name, value ?? '');
    instruction.rest = instruction.rest.slice(whole.length);
  }
}

/** The words of a JSON list or of a line. @param {string} rest @returns {{ words: string[], json: boolean }} */
function wordsOf(rest) {
  if (rest.startsWith('['))
    try {
      const words = JSON.parse(rest);
      if (Array.isArray(words)) return { words: words.map(String), json: true };
    } catch {
      // not JSON after all: the builders read it as words too
    }
  return {
    words: (rest.match(/(?:"[^"]*"|'[^']*'|\\.|\S)+/g) ?? []).map((word) => word.replace(/["']/g, '')),
    json: false,
  };
}

const PLATFORM_ARGS = {
  BUILDPLATFORM: 'linux/amd64', BUILDOS: 'linux', BUILDARCH: 'amd64', BUILDVARIANT: '',
  TARGETPLATFORM: 'linux/amd64', TARGETOS: 'linux', TARGETARCH: 'amd64', TARGETVARIANT: '',
}; // prettier-ignore

/** `$A`, `${A}`, `${A:-x}`, `${A-x}`, `${A:+x}`; anything after `#`, `%` or `/` is ignored. @param {string} text @param {Map<string, string>} scope @returns {string} */
function expand(text, scope) {
  const value = (/** @type {string} */ name) => scope.get(name) ?? '';
  return text.replace(
    /\\\$|\$(\w+)|\$\{(\w+)(?:(:?[-+?]|[#%/])((?:[^{}]|\$\{[^}]*\})*))?\}/g,
    (whole, bare, name, op, word) => {
      if (whole === '\\$') return '$';
      if (bare !== undefined) return value(bare);
      if (op?.endsWith('-')) return value(name) || expand(word, scope);
      if (op?.endsWith('+')) return value(name) && expand(word, scope);
      return value(name);
    },
  );
}

/** ARG, ENV: sets what follows. @param {RoughInstruction} instruction @param {Map<string, string>} scope @param {(name: string) => string | undefined} given */
function assign({ keyword, rest }, scope, given) {
  const { words } = wordsOf(rest);
  if (keyword === 'ENV' && !words[0]?.includes('='))
    return void scope.set(words[0] ?? '', expand(words.slice(1).join(' '), scope));
  for (const word of words) {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    const known = keyword === 'ARG' ? given(name) : undefined;
    if (known !== undefined) scope.set(name, known);
    else if (at >= 0) scope.set(name, expand(word.slice(at + 1), scope));
  }
}

/** A path that a pattern matches. @param {string} pattern */
const matching = (pattern) =>
  pattern
    .replace(/\*+|\?/g, 'x')
    .replace(/\[\^[^\]]*\]/g, 'x')
    .replace(/\[([^\]])[^\]]*\]/g, '$1')
    .replace(/\\(.)/g, '$1');

/** Names without a dot are taken for folders: that fits most, and a file of another name copies as well. @param {string} path */
const looksLikeFolder = (path) => path.endsWith('/') || !/[^/.][^/]*\.[^/]*$|\/?\.[^/.][^/]*$/.test(path);

/** @param {string} source */
const isRemote = (source) => /^(https?|ftp|git|ssh):\/\/|^git@/.test(source);

/**
 * Makes the missing COPY, ADD and bind-mount sources below `dir`, and says what base images must have.
 * @param {string} text the Dockerfile
 * @param {string} dir  the build context; files that are there stay as they are
 * @param {{ buildArgs?: Record<string, string> }} [options]
 * @returns {{ made: string[], needs: Required<import('./baseImages.mjs').BaseNeeds> }}
 */
export function prepareContext(text, dir, { buildArgs = {} } = {}) {
  const found = readDemands(roughParse(text), buildArgs);
  const sources = settle(found.sources, []);
  const made = [];
  for (const path of sources) {
    const file = join(dir, path.endsWith('/') ? `${path}layerlens.txt` : path);
    if (existsSync(join(dir, path)) || !isWithin(file, dir)) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `layerlens ${path}\n`, { mode: /\.sh$/.test(path) ? 0o755 : 0o644 });
    made.push(path);
  }
  mkdirSync(dir, { recursive: true });
  return {
    made,
    needs: {
      users: [...found.users],
      programs: [...found.programs],
      wanted: settle(found.wanted, found.folders),
      present: settle(found.present, found.folders),
    },
  };
}

/** @param {string} file @param {string} dir */
const isWithin = (file, dir) => posix.normalize(file).startsWith(`${posix.normalize(dir).replace(/\/$/, '')}/`);

/** Sorted; a path that another one lies below is a folder, and then need not be named. @param {Iterable<string>} paths @param {Iterable<string>} folders */
function settle(paths, folders) {
  const isFolder = new Set(folders);
  const all = new Set([...paths].map((path) => (isFolder.has(path) ? `${path}/` : path)));
  return [...all]
    .filter(
      (path) => ![...all].some((other) => other !== path && other.startsWith(path.endsWith('/') ? path : `${path}/`)),
    )
    .sort();
}

/** @param {readonly RoughInstruction[]} instructions @param {Record<string, string>} buildArgs */
function readDemands(instructions, buildArgs) {
  /** @type {Set<string>} */ const sources = new Set(['layerlens.txt']);
  /** @type {Set<string>} */ const wanted = new Set();
  /** @type {Set<string>} */ const present = new Set();
  /** @type {Set<string>} */ const users = new Set();
  /** @type {Set<string>} */ const programs = new Set();
  /** @type {Set<string>} */ const folders = new Set();
  /** @type {{ name: string, scope: Map<string, string>, runs: boolean, workdir: string }[]} */
  const stages = [];
  /** @type {Map<string, string>} */
  const globals = new Map(Object.entries(PLATFORM_ARGS));
  const given = (/** @type {string} */ name) => buildArgs[name] ?? globals.get(name);
  /** Paths of an image or stage: a stage with a RUN can make them, anything else must have them. */
  const fromElsewhere = (/** @type {string} */ from, /** @type {string[]} */ paths, /** @type {boolean} */ asFile) => {
    const stage = stages.find((candidate, i) => candidate.name === from.toLowerCase() || String(i) === from);
    for (const path of paths.map((source) => pathFor(source, asFile)))
      if (path !== '/') (stage?.runs ? wanted : present).add(path);
  };
  const user = (/** @type {string} */ spec) => {
    for (const name of spec.split(':')) if (name && !/^\d+$/.test(name)) users.add(name);
  };

  for (const instruction of instructions) {
    const { keyword, flags } = instruction;
    const stage = stages.at(-1);
    const scope = stage?.scope ?? globals;
    const { words, json } = wordsOf(instruction.rest);
    const expanded = words.map((word) => expand(word, scope));
    if (keyword === 'FROM') {
      const [image = '', as, name = ''] = wordsOf(instruction.rest).words.map((word) => expand(word, globals));
      const parent = stages.find((candidate) => candidate.name === image.toLowerCase());
      stages.push({
        name: as && /^as$/i.test(as) ? name.toLowerCase() : '',
        scope: new Map(parent?.scope),
        runs: parent?.runs ?? false,
        workdir: parent?.workdir ?? '/',
      });
    } else if (keyword === 'ARG' || keyword === 'ENV') {
      assign(instruction, scope, stage ? given : (name) => buildArgs[name]);
    } else if (!stage) {
      continue;
    } else if (keyword === 'WORKDIR') {
      stage.workdir = posix.resolve(stage.workdir, expanded.join(' '));
      for (let path = stage.workdir; path !== '/'; path = posix.dirname(path)) folders.add(path);
    } else if (keyword === 'USER') {
      user(expanded[0] ?? '');
    } else if (keyword === 'SHELL') {
      if (words[0]) programs.add(words[0]);
    } else if (keyword === 'RUN') {
      stage.runs = true;
      if (json && words[0]) programs.add(words[0].startsWith('.') ? posix.resolve(stage.workdir, words[0]) : words[0]);
      const mounts = instruction.mounts.map((mount) => readMount(mount, scope, stage.workdir));
      for (const { type, source, from, target } of mounts) {
        if (type !== 'bind') continue;
        if (from) fromElsewhere(from, source ? [source] : [], false);
        else sources.add(pathFor(source, false).slice(1));
        // A mount point below a read-only one has to be there already.
        for (const inner of mounts.filter((other) => !from && !source && other.target.startsWith(`${target}/`)))
          sources.add(inner.target.slice(target.length + 1) + (isFileMount(inner) ? '' : '/'));
      }
    } else if (keyword === 'COPY' || keyword === 'ADD') {
      user(expand(flags.get('chown') ?? '', scope));
      const plain = expanded.slice(0, -1).filter((source) => !source.startsWith('<<') && !isRemote(source));
      const destination = expanded.at(-1) ?? '';
      if (destination.endsWith('/') || expanded.length > 2) {
        const folder = posix.resolve(stage.workdir, destination);
        if (folder !== '/') folders.add(folder);
      }
      // What is copied to a name with an extension, or to a program, is a file.
      const asFile = !looksLikeFolder(destination) || /\bs?bin\/[^/]+$/.test(destination);
      const from = expand(flags.get('from') ?? '', scope);
      if (from) fromElsewhere(from, plain, asFile);
      else for (const source of plain) sources.add(pathFor(source, asFile).slice(1));
    }
  }
  sources.delete('');
  return { sources, wanted, present, users, programs, folders };
}

/** Absolute path of what a source names; a trailing slash when it is to be a folder. @param {string} source @param {boolean} asFile */
function pathFor(source, asFile) {
  const path = posix.join('/', matching(source));
  return path.endsWith('/') || asFile || !looksLikeFolder(path) ? path : `${path}/`;
}

/** @param {{ type: string, source: string }} mount */
const isFileMount = ({ type, source }) =>
  type === 'secret' || type === 'ssh' || (type === 'bind' && source !== '' && !looksLikeFolder(source));

/** @param {string} mount @param {Map<string, string>} scope @param {string} workdir */
function readMount(mount, scope, workdir) {
  const options = new Map(mount.split(',').map((part) => /** @type {[string, string]} */ (part.split(/=(.*)/s))));
  const option = (/** @type {string[]} */ ...names) =>
    expand(names.map((name) => options.get(name)).find((value) => value !== undefined) ?? '', scope);
  const source = option('source', 'src');
  const target = posix.resolve(workdir, option('target', 'dst', 'destination'));
  return {
    type: option('type') || 'bind',
    from: option('from'),
    source: source === '.' || source === '/' ? '' : source,
    target,
  };
}
