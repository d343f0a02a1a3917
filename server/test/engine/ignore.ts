// Asks real builders what an ignore file lets in: every rule by a case of its own, and many random patterns. One build
// serves many ignore files, each in a named context; what was copied is read out of the image's layers.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { buildAndReadHistory, type Builder } from '../../../scripts/rig/builders.mjs';
import { readSmallFiles } from '../../../scripts/rig/tar.mjs';
import { filterContext } from '../../src/context/filter';
import { parseIgnoreFile } from '../../src/context/ignoreFile';
import type { Sender } from '../../src/context/ignoreMatcher';
import { directory, walkTree, withNode, type ContextNode, type DirectoryNode } from '../../src/context/tree';
import { IGNORE_CASES, randomCases, type IgnoreCase } from './ignoreCases';

export interface Agreement {
  /** Pairs of an ignore file and a path. */
  readonly pairs: number;
  readonly cases: number;
  readonly wrong: readonly string[];
}

/** Ignore files of one build: each is a context of its own, and layers are bounded. */
const BATCH = 40;

export async function askIgnore(builder: Builder, seed: number): Promise<Agreement> {
  const all = [...IGNORE_CASES, ...randomCases(seed, 64)];
  const cases = builder.frontend === 'buildkit' ? all : all.filter(({ classic }) => classic === true);
  const wrong: string[] = [];
  const pairs = cases.reduce((sum, { paths }) => sum + paths.length, 0);
  if (builder.frontend === 'buildkit') {
    for (let at = 0; at < cases.length; at += BATCH) {
      wrong.push(...(await askBatch(builder, cases.slice(at, at + BATCH))));
    }
    for (const text of REFUSED) wrong.push(...(await askRefused(builder, text)));
    wrong.push(...(await askPrecedence(builder)));
  } else {
    for (const one of cases) wrong.push(...(await askMainContext(builder, one)));
  }
  return { pairs, cases: cases.length, wrong };
}

/** Texts that a builder stops at. */
const REFUSED = ['!', '! ', '!/', 'a[', '[]a]', 'a\\', '[a-]', '*{2}', '[z-a]*'];

const node = (kind: 'file' | 'directory'): ContextNode =>
  kind === 'directory'
    ? directory([])
    : { kind: 'file', mode: 0o644, uid: 0, gid: 0, mtime: '', size: 0, digest: undefined };

function treeOf(paths: readonly string[]): DirectoryNode {
  return paths.reduce(
    (tree, path) => withNode(tree, path, node(path.endsWith('/') ? 'directory' : 'file')),
    directory([]),
  );
}

const listOf = (root: DirectoryNode): string[] =>
  [...walkTree(root)]
    .filter(([path]) => path !== '')
    .map(([path, { kind }]) => (kind === 'directory' ? `${path}/` : path))
    .sort();

function expected({ ignore, paths }: IgnoreCase, sender?: Sender): string[] {
  return listOf(filterContext(treeOf([...paths, '.dockerignore']), parseIgnoreFile(ignore).matcher, sender));
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'layerlens-ignore-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePaths(folder: string, { ignore, paths }: IgnoreCase): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.dockerignore'), ignore);
  for (const path of paths) {
    const file = join(folder, path);
    await mkdir(path.endsWith('/') ? file : dirname(file), { recursive: true });
    if (!path.endsWith('/')) await writeFile(file, path);
  }
}

/** Named contexts have ignore files of their own (moby/buildkit: frontend/dockerui/namedcontext.go). */
async function askBatch(builder: Builder, batch: readonly IgnoreCase[]): Promise<string[]> {
  return inFolder(async (folder) => {
    const contexts = batch.map((_, i) => ({ name: `c${String(i)}`, path: join(folder, `c${String(i)}`) }));
    await Promise.all(batch.map((one, i) => writePaths(contexts[i]?.path ?? '', one)));
    await mkdir(join(folder, 'main'));
    const copied = await copiedPaths(builder, {
      folder,
      contextDir: join(folder, 'main'),
      dockerfile: `FROM scratch\n${contexts.map(({ name }) => `COPY --from=${name} . /${name}/\n`).join('')}`,
      extraArgs: contexts.flatMap(({ name, path }) =>
        builder.buildkit
          ? ['--local', `${name}=${path}`, '--opt', `context:${name}=local:${name}`]
          : ['--build-context', `${name}=${path}`],
      ),
    });
    if (typeof copied === 'string') return [`${String(batch.length)} ignore files in one build: ${copied}`];
    return batch.flatMap((one, i) => compare(one, copied, `c${String(i)}/`));
  });
}

async function askMainContext(builder: Builder, one: IgnoreCase): Promise<string[]> {
  return inFolder(async (folder) => {
    const contextDir = join(folder, 'main');
    await writePaths(contextDir, one);
    const copied = await copiedPaths(builder, { folder, contextDir, dockerfile: 'FROM scratch\nCOPY . /c0/\n' });
    if (typeof copied === 'string') return [`${JSON.stringify(one.ignore)}: ${copied}`];
    return compare(one, copied, 'c0/', builder.frontend === 'classic' ? builder.frontend : undefined);
  });
}

function compare(one: IgnoreCase, copied: readonly string[], under: string, sender?: Sender): string[] {
  const real = copied
    .filter((path) => path.startsWith(under) && path !== under)
    .map((path) => path.slice(under.length));
  const ours = expected(one, sender);
  const lacking = real.filter((path) => !ours.includes(path));
  const extra = ours.filter((path) => !real.includes(path));
  return lacking.length + extra.length === 0
    ? []
    : [
        `${JSON.stringify(one.ignore)}: sent, but not by us: ${lacking.join(' ') || '-'}; by us only: ${extra.join(' ') || '-'}`,
      ];
}

async function askRefused(builder: Builder, ignore: string): Promise<string[]> {
  const isRefused = parseIgnoreFile(ignore).problems.some(({ code }) => code === 'ignore/refused');
  const one = { ignore, paths: ['a', 'aa', 'b/c'] };
  const said = await inFolder(async (folder) => {
    const contextDir = join(folder, 'main');
    await writePaths(contextDir, one);
    return copiedPaths(builder, { folder, contextDir, dockerfile: 'FROM scratch\nCOPY . /c0/\n' });
  });
  return isRefused === (typeof said === 'string')
    ? []
    : [`${JSON.stringify(ignore)}: ${isRefused ? 'refused by us only' : `refused by the builder: ${String(said)}`}`];
}

/** `<name>.dockerignore` beside the Dockerfile replaces the context's own, also when it is empty. */
async function askPrecedence(builder: Builder): Promise<string[]> {
  const wrong: string[] = [];
  for (const [own, want] of [
    ['b\n', ['.dockerignore', 'a']],
    ['# nothing\n', ['.dockerignore', 'a', 'b']],
    ['', ['.dockerignore', 'a', 'b']],
  ] as const) {
    const copied = await inFolder(async (folder) => {
      const contextDir = join(folder, 'main');
      await writePaths(contextDir, { ignore: 'a\n', paths: ['a', 'b'] });
      await mkdir(join(folder, 'df'));
      const dockerfile = 'FROM scratch\nCOPY . /c0/\n';
      await writeFile(join(folder, 'df/Dockerfile'), dockerfile);
      await writeFile(join(folder, 'df/Dockerfile.dockerignore'), own);
      const extraArgs = builder.buildkit
        ? ['--local', `dockerfile=${join(folder, 'df')}`]
        : ['-f', join(folder, 'df/Dockerfile')];
      return copiedPaths(builder, { folder, contextDir, dockerfile, extraArgs });
    });
    const real = typeof copied === 'string' ? copied : copied.filter((path) => path !== 'c0/').join(' ');
    const ours = want.map((path) => `c0/${path}`).join(' ');
    if (real !== ours) wrong.push(`Dockerfile.dockerignore ${JSON.stringify(own)}: ${real}, not ${ours}`);
  }
  return wrong;
}

interface CopyBuild {
  readonly folder: string;
  readonly contextDir: string;
  readonly dockerfile: string;
  readonly extraArgs?: readonly string[];
}

/** Paths in the image, folders with a slash, sorted; or why it was not built. */
async function copiedPaths(builder: Builder, build: CopyBuild): Promise<string[] | string> {
  const archive = join(build.folder, `${createHash('sha256').update(build.dockerfile).digest('hex').slice(0, 8)}.tar`);
  const { dockerfile, contextDir, extraArgs = [] } = build;
  const built = await buildAndReadHistory(builder, { dockerfile, contextDir, extraArgs, archive, pull: false });
  if (!built.ok) return built.error.slice(-500);
  const files = await readSmallFiles(createReadStream(archive), 64 * 1024 * 1024);
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? '[]') as { Layers: string[] }[];
  const paths = new Set<string>();
  for (const layer of manifest[0]?.Layers ?? []) {
    const bytes = files.get(layer) ?? Buffer.alloc(0);
    const reader = extract();
    reader.on('entry', (header, stream, next) => {
      const path = header.name.replace(/^\.?\//, '').replace(/\/$/, '');
      if (path !== '') paths.add(header.type === 'directory' ? `${path}/` : path);
      stream.on('end', next).resume();
    });
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    await (isPacked
      ? pipeline(Readable.from([bytes]), createGunzip(), reader)
      : pipeline(Readable.from([bytes]), reader));
  }
  return [...paths].sort();
}
