// Asks a real builder when it knows the content of a COPY again: builds, changes the context, builds again, and compares
// the COPY's cached flag with whether our digests of what the builder then holds are equal.
import { chmod, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execFile as execFileWithCallback } from 'node:child_process';
import { promisify } from 'node:util';
import { buildAndReadHistory, type Builder } from '../../../scripts/rig/builders.mjs';
import { NEVER_CANCELLED } from '../../src/base/platform';
import { filterContext } from '../../src/context/filter';
import { EMPTY_IGNORE_FILE } from '../../src/context/ignoreFile';
import { withNodes } from '../../src/context/patch';
import { select } from '../../src/context/select';
import { afterUpload, sentContext } from '../../src/context/upload';
import { walkTree, type ContextNode, type DirectoryNode } from '../../src/context/tree';
import { nodeContextReader } from '../../src/host/nodeContext';
import { nodePlatform } from '../../src/host/nodePlatform';

const execFile = promisify(execFileWithCallback);

interface HashCase {
  readonly name: string;
  readonly source: string;
  readonly exclude?: readonly string[];
  readonly parents?: boolean;
  readonly before: (at: string) => Promise<unknown>;
  readonly change: (at: string) => Promise<unknown>;
}

const file = (at: string, path: string, text = path): Promise<void> =>
  writeFile(join(at, path), `${basename(at)} ${text}`);
const folder = (at: string, path: string): Promise<unknown> => mkdir(join(at, path), { recursive: true });
const move = (at: string, from: string, to: string): Promise<void> => rename(join(at, from), join(at, to));
const OLD = new Date('2020-01-01T00:00:00Z');

/** d/a, d/b/c, e.txt, link → d */
async function usual(at: string): Promise<void> {
  await folder(at, 'd/b');
  await file(at, 'd/a');
  await file(at, 'd/b/c');
  await file(at, 'e.txt');
  await symlink('d', join(at, 'link'));
}

const plain = (name: string, source: string, change: HashCase['change']): HashCase => ({
  name,
  source,
  before: usual,
  change,
});

const HASH_CASES: readonly HashCase[] = [
  plain('nothing', 'd', () => Promise.resolve()),
  plain('time only', 'd', (at) => utimes(join(at, 'd/a'), OLD, OLD)),
  plain('bytes', 'd', (at) => file(at, 'd/a', 'other')),
  plain('bytes elsewhere', 'd', (at) => file(at, 'e.txt', 'other')),
  plain('mode of a file', 'd', (at) => chmod(join(at, 'd/a'), 0o755)),
  plain('mode of a folder inside', 'd', (at) => chmod(join(at, 'd/b'), 0o700)),
  plain('mode of the folder', 'd', (at) => chmod(join(at, 'd'), 0o700)),
  plain('empty folder added', 'd', (at) => folder(at, 'd/empty')),
  plain('file renamed inside', 'd', (at) => move(at, 'd/a', 'd/z')),
  plain('file becomes a link', 'd', async (at) => {
    await rm(join(at, 'd/a'));
    await symlink('b/c', join(at, 'd/a'));
  }),
  plain('same size and time', 'e.txt', async (at) => {
    await utimes(join(at, 'e.txt'), OLD, OLD);
  }),
  {
    name: 'other bytes, same size and time',
    source: 'd',
    before: async (at) => {
      await usual(at);
      await utimes(join(at, 'd/a'), OLD, OLD);
    },
    change: async (at) => {
      await file(at, 'd/a', 'd/x');
      await utimes(join(at, 'd/a'), OLD, OLD);
    },
  },
  plain('link as source, target changed', 'link', (at) => file(at, 'd/a', 'other')),
  plain('link as source, target the same', 'link', (at) => file(at, 'e.txt', 'other')),
  plain('link points elsewhere, same bytes', 'link', async (at) => {
    await rm(join(at, 'link'));
    await symlink('./d', join(at, 'link'));
  }),
  plain('link inside, its target changed', '.', async (at) => file(at, 'd/a', 'other')),
  plain('below a link', 'link/b', (at) => file(at, 'd/a', 'other')),
  plain('root: empty folder added', '.', (at) => folder(at, 'empty')),
  plain('pattern: matched file renamed', '*.txt', (at) => move(at, 'e.txt', 'f.txt')),
  plain('pattern: other file renamed', '*.txt', (at) => move(at, 'd/a', 'd/z')),
  plain('pattern: folder of a single match renamed', '*/a', (at) => move(at, 'd', 'x')),
  plain('pattern: folder of a matched folder renamed', '*/b', (at) => move(at, 'd', 'x')),
  plain('pattern: matches a link', 'lin*', (at) => file(at, 'd/b/c', 'other')),
  plain('pattern: a match added', '*', (at) => file(at, 'new')),
  plain('pattern with a link before it', 'link/*', (at) => file(at, 'd/b/c', 'other')),
  { ...plain('exclude: excluded file changed', 'd', (at) => file(at, 'd/a', 'other')), exclude: ['a'] },
  { ...plain('exclude: other file changed', 'd', (at) => file(at, 'd/b/c', 'other')), exclude: ['a'] },
  { ...plain('exclude: empty folder added', 'd', (at) => folder(at, 'd/empty')), exclude: ['a'] },
  { ...plain('exclude: root, excluded changed', '.', (at) => file(at, 'e.txt', 'other')), exclude: ['*.txt'] },
  { ...plain('exclude: root, link target changed', '.', (at) => file(at, 'd/a', 'other')), exclude: ['d'] },
  { ...plain('exclude: file moved between folders', '.', (at) => move(at, 'd/b/c', 'd/c')), exclude: ['*.txt', 'd/a'] },
  { ...plain('exclude: file renamed', 'd', (at) => move(at, 'd/b/c', 'd/b/z')), exclude: ['a'] },
  { ...plain('exclude: folder renamed', 'd', (at) => move(at, 'd/b', 'd/z')), exclude: ['a'] },
  { ...plain('exclude: a single file source', 'e.txt', (at) => file(at, 'e.txt', 'other')), exclude: ['e.txt'] },
  { ...plain('exclude: link as source', 'link', (at) => file(at, 'd/a', 'other')), exclude: ['a'] },
  plain('dangling link as source', 'gone', (at) => symlink('nowhere', join(at, 'gone'))),
  plain('dangling link inside', '.', (at) => symlink('nowhere', join(at, 'gone'))),
  { ...plain('exclude: root, dangling link', '.', (at) => symlink('nowhere', join(at, 'gone'))), exclude: ['x'] },
  plain('link out of the context', 'out', (at) => symlink('../../../e.txt', join(at, 'out'))),
  plain('source that goes', 'e.txt', (at) => rm(join(at, 'e.txt'))),
  plain('pattern: matches nothing any more', '*.txt', (at) => rm(join(at, 'e.txt'))),
  plain('pipe added', 'd', (at) => execFile('mkfifo', [join(at, 'd/p')])),
  plain('mode with setuid', 'e.txt', (at) => chmod(join(at, 'e.txt'), 0o4755)),
  { ...plain('parents: folder above renamed', 'd/b/c', (at) => file(at, 'd/a', 'other')), parents: true },
  { ...plain('parents: mode of a folder above', '*/b/c', (at) => file(at, 'd/b/c', 'other')), parents: true },
  { ...plain('parents: other matched', '**/c', (at) => file(at, 'd/a', 'other')), parents: true },
];

export interface HashAgreement {
  readonly asked: number;
  readonly hits: number;
  readonly misses: number;
  readonly failures: number;
  readonly wrong: readonly string[];
}

/** @param worker the bundle of the context's worker */
export async function askContentHash(builder: Builder, worker: string): Promise<HashAgreement> {
  const wrong: string[] = [];
  const counts = { hit: 0, miss: 0, failure: 0 };
  for (const one of HASH_CASES) {
    // The frontend inside engine 28 has no `--parents` (builder-semantics §6b.16).
    if (one.parents === true && builder.engine !== undefined) continue;
    const at = await mkdtemp(join(tmpdir(), 'layerlens-hash-'));
    try {
      const { real, fault } = await ask(builder, one, at, worker);
      counts[real]++;
      if (fault !== undefined) wrong.push(`${one.name}: ${fault}`);
    } finally {
      await rm(at, { recursive: true, force: true });
    }
  }
  const { hit, miss, failure } = counts;
  return { asked: hit + miss + failure, hits: hit, misses: miss, failures: failure, wrong };
}

interface Said {
  /** What the second build did. */
  readonly real: 'hit' | 'miss' | 'failure';
  readonly fault: string | undefined;
}

async function ask(builder: Builder, one: HashCase, at: string, worker: string): Promise<Said> {
  // The BuildKit inside engine 28 is 0.25.
  const listedBy = builder.engine === undefined ? 'path' : 'name';
  await one.before(at);
  const first = await held(at, one, undefined, listedBy, worker);
  const flags = [
    ...(one.exclude ?? []).map((pattern) => `--exclude=${pattern}`),
    ...(one.parents ? ['--parents'] : []),
  ];
  const dockerfile = `FROM scratch\n${['COPY', ...flags, one.source, '/x/'].join(' ')}\n`;
  const build = () => buildAndReadHistory(builder, { dockerfile, contextDir: at, progress: 'rawjson', pull: false });
  const before = await build();
  await one.change(at);
  const second = await held(at, one, first.held, listedBy, worker);
  const after = await build();
  const missing = [first, second].map(({ missing }) => missing);
  const failed = [before, after].map(({ ok }) => !ok);
  const real = !after.ok ? 'failure' : isCached(after.log) ? 'hit' : 'miss';
  if (missing.join() !== failed.join())
    return {
      real,
      fault: `missing by us ${missing.join()}, failed ${failed.join()}: ${after.log.slice(-300)}`,
    };
  const ours = !after.ok ? real : first.digest !== undefined && first.digest === second.digest ? 'hit' : 'miss';
  return { real, fault: real === ours ? undefined : `${real}, by our digests ${ours}` };
}

function isCached(log: string): boolean {
  let cached = false;
  for (const line of log.split('\n')) {
    if (!line.startsWith('{')) continue;
    const { vertexes } = JSON.parse(line) as { vertexes?: readonly { name: string; cached?: boolean }[] };
    for (const vertex of vertexes ?? []) if (vertex.name.includes('COPY')) cached ||= vertex.cached === true;
  }
  return cached;
}

async function held(
  at: string,
  one: HashCase,
  copy: DirectoryNode | undefined,
  listedBy: 'path' | 'name',
  worker: string,
): Promise<{ held: DirectoryNode; digest: string | undefined; missing: boolean }> {
  const reader = nodeContextReader(at, worker);
  try {
    const listed = await reader.list({ signal: NEVER_CANCELLED });
    if (!listed.ok) throw new Error(listed.problem.what);
    const files = [...walkTree(listed.value)].filter(([, node]) => node.kind === 'file').map(([path]) => path);
    const nodes = new Map<string, ContextNode | undefined>();
    for await (const batch of reader.hash(files, { signal: NEVER_CANCELLED }))
      for (const { path, node } of batch) nodes.set(path, node);
    const context = filterContext(withNodes(listed.value, nodes), EMPTY_IGNORE_FILE.matcher);
    // What is asked for of the context: a pattern of --parents is one below the root (convert.go, dispatch).
    const upload = afterUpload(copy, sentContext(context, [one.source]));
    const { digest, missing } = select(
      upload,
      one.source,
      {
        wildcard: true,
        followLinks: true,
        exclude: one.exclude ?? [],
        listedBy,
        ...(one.parents === true ? { parents: true } : {}),
      },
      nodePlatform.sha256,
    );
    return { held: upload, digest, missing };
  } finally {
    reader.dispose();
  }
}
