// Whose files a plan asks for: images on which a verdict can hang, and no other. To list one takes reading all of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../test/support/cacheBuild';
import { shellParser } from '../../test/support/shell';
import { NEVER_CANCELLED } from '../base/platform';
import { DEFAULT_BUILD_OPTIONS } from '../build/options';
import { directory } from '../context/tree';
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
