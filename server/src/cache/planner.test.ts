// Whose files a plan asks for: images on which a verdict can hang, and no other, as to list one takes reading all of it;
// and files of the context where they are, whatever link they were found by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, sha256 } from '../../test/support/cacheBuild';
import { shellParser } from '../../test/support/shell';
import { NEVER_CANCELLED } from '../base/platform';
import { ok } from '../base/outcome';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { compileMatcher } from '../context/ignoreMatcher';
import { withNodes } from '../context/patch';
import type { ContextReader } from '../context/port';
import { directory, nodeAt, type ContextNode } from '../context/tree';
import { parseDockerfile } from '../syntax/parse';
import { DEFAULT_FLAGS } from './flags';
import { readState } from './planner';

const TREE = directory([]);
const BASES = { x: { keys: ['k'], content: 'c' } };

async function asked(lines: string, shell = true): Promise<{ asked: readonly string[]; listed: unknown }> {
  const all: string[] = [];
  const read = await readState({
    model: parseDockerfile(`${lines.replaceAll('; ', '\n')}\n`),
    options: { ...DEFAULT_BUILD_OPTIONS, base: () => undefined },
    flags: DEFAULT_FLAGS,
    contexts: {},
    sha256,
    signal: NEVER_CANCELLED,
    bases: () => Promise.resolve(BASES),
    ...(shell && { shell: shellParser() }),
    baseFiles: (references, bases) => {
      assert.equal(bases, BASES);
      all.push(...references);
      return Promise.resolve({ x: TREE });
    },
  });
  return { asked: all, listed: read.ok && read.value.facts.baseFiles };
}

test('where every file comes of the context, or of a program, no image is asked for', async () => {
  for (const lines of [
    'FROM x; COPY a /a; RUN make',
    'FROM x AS s; COPY a /a; RUN make; FROM y; COPY --from=s /out /out',
    'FROM scratch AS s; COPY a /a; FROM y; COPY --from=s /a /a',
  ])
    assert.deepEqual(await asked(lines), { asked: [], listed: undefined }, lines);
});

test('where files of an image show through, it is asked for', async () => {
  for (const [lines, images] of [
    ['FROM y; COPY --from=x /etc /etc', ['x']],
    ['FROM x AS s; COPY a /a; WORKDIR /w; FROM y; COPY --from=s /a /a; COPY --from=s /w /w', ['x']],
    ['FROM x AS s; COPY a /a; FROM s AS t; FROM y; RUN --mount=from=t,target=/m make', ['x']],
    [
      'FROM x AS s; RUN mkdir /out; FROM y AS t; COPY b /b; FROM z; COPY --from=s /out /o; COPY --from=t /b /b',
      ['x', 'y'],
    ],
  ] as const)
    assert.deepEqual(await asked(lines), { asked: images, listed: { x: TREE } }, lines);
  assert.deepEqual((await asked('FROM x AS s; RUN mkdir /out; FROM y; COPY --from=s /out /o', false)).asked, []);
});

test('a file that is read behind a link leaves the link a link', async () => {
  const link = { kind: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: '', target: 'd' } as const;
  const file = fileNode('1');
  const unread: ContextNode = { ...file, digest: undefined } as ContextNode;
  const listed = withNodes(
    directory([]),
    new Map<string, ContextNode>([
      ['d/f', unread],
      ['l', link],
    ]),
  );
  const read: string[] = [];
  const reader: ContextReader = {
    list: () => Promise.resolve(ok(listed)),
    async *hash(paths) {
      for (const path of paths) {
        read.push(path);
        yield await Promise.resolve([{ path, node: file }]);
      }
    },
    stat: () => Promise.resolve(undefined),
    refresh: () => Promise.resolve(ok(undefined)),
    dispose: () => undefined,
  };
  const state = await readState({
    model: parseDockerfile('FROM x\nCOPY --exclude=z . /d/\n'),
    options: { ...DEFAULT_BUILD_OPTIONS, base: () => undefined },
    flags: DEFAULT_FLAGS,
    contexts: { context: { reader, matcher: compileMatcher([]), baseName: 'p' } },
    sha256,
    signal: NEVER_CANCELLED,
    bases: () => Promise.resolve(BASES),
  });
  const context = state.ok ? state.value.facts.context : undefined;
  assert.ok(context);
  assert.deepEqual(read, ['d/f']);
  assert.equal(nodeAt(context, 'l')?.kind, 'symlink');
  assert.deepEqual(nodeAt(context, 'd/f'), file);
});
