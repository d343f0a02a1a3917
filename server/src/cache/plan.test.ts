// What an edit does to a plan, row by row of builder-semantics §2.4, §6 and §6b. Real builders confirm the same rules in
// the engine tier; here each row names its cause.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryBuilder, planLines, type Project } from '../../test/support/cacheBuild';

const NODE: Project = {
  dockerfile: `FROM node:22
WORKDIR /app
COPY package.json .
RUN npm ci
COPY src src
RUN npm run build
`,
  files: { 'package.json': '{}', 'src/a.js': 'a', 'src/b.js': 'b' },
};

function after(before: Project, now: Project): string[] {
  const builder = new MemoryBuilder();
  builder.build(before);
  return planLines(builder.plan(now));
}

const edited = (project: Project, from: string, to: string): Project => {
  assert.ok(project.dockerfile.includes(from), `the edit has no place: ${from}`);
  return { ...project, dockerfile: project.dockerfile.replace(from, to) };
};
const withFiles = (project: Project, files: Record<string, string>): Project => ({
  ...project,
  files: { ...project.files, ...files },
});

test('nothing changed: all hit', () => {
  assert.deepEqual(after(NODE, NODE), [
    'hit WORKDIR /app',
    'hit COPY package.json .',
    'hit RUN npm ci',
    'hit COPY src src',
    'hit RUN npm run build',
  ]);
});

test('without a record every step says so', () => {
  const plan = new MemoryBuilder().plan(NODE);
  assert.equal(plan.withoutRecord, true);
  assert.deepEqual(
    plan.steps.map(({ verdict }) => verdict),
    ['miss', 'miss', 'miss', 'miss', 'miss'],
  );
  assert.equal(planLines(plan)[0], 'miss WORKDIR /app: not-recorded');
});

test('a changed file misses its COPY and what stands on it, and is named', () => {
  assert.deepEqual(after(NODE, withFiles(NODE, { 'src/b.js': 'c' })).slice(2), [
    'hit RUN npm ci',
    'miss COPY src src: file-changed src/b.js',
    'miss RUN npm run build: parent-missed 3',
  ]);
});

const FILE_EDITS: readonly [string, Record<string, string>, string][] = [
  ['a new file', { 'src/c.js': 'c' }, 'file-added src/c.js'],
  ['a new empty folder', { 'src/empty/': '' }, 'file-added src/empty'],
  ['another mode', { 'src/a.js': 'a\t755' }, 'mode-changed src/a.js'],
];
for (const [name, files, reason] of FILE_EDITS) {
  test(`${name} is the reason`, () => {
    assert.equal(after(NODE, withFiles(NODE, files))[3], `miss COPY src src: ${reason}`);
  });
}

test('a removed file is the reason', () => {
  const { 'src/b.js': gone, ...files } = NODE.files ?? {};
  assert.equal(gone, 'b');
  assert.equal(after(NODE, { ...NODE, files })[3], 'miss COPY src src: file-removed src/b.js');
});

test('edit and revert: what was seen before hits again', () => {
  const builder = new MemoryBuilder();
  builder.build(NODE);
  builder.build(withFiles(NODE, { 'src/a.js': 'other' }));
  assert.ok(builder.plan(NODE).steps.every(({ verdict }) => verdict === 'hit'));
});

/** Edits of the text: [what, from, to, lines that miss, with the first reason of the first]. */
const TEXT_EDITS: readonly [string, string, string, number, string][] = [
  ['a comment', 'RUN npm ci', '# why\nRUN npm ci', 0, ''],
  ['the case of a keyword', 'RUN npm ci', 'run npm ci', 0, ''],
  ['a LABEL', 'RUN npm ci', 'LABEL a=b\nRUN npm ci', 0, ''],
  ['a CMD', 'RUN npm ci', 'CMD ["x"]\nRUN npm ci', 0, ''],
  ['an inner blank of a RUN', 'RUN npm ci', 'RUN npm  ci', 3, 'instruction-changed'],
  ['an ENV above', 'RUN npm ci', 'ENV A=1\nRUN npm ci', 3, 'env-changed A'],
  ['a USER above', 'RUN npm ci', 'USER node\nRUN npm ci', 3, 'user-changed'],
  ['a SHELL above', 'RUN npm ci', 'SHELL ["/bin/bash","-c"]\nRUN npm ci', 3, 'shell-changed'],
  ['exec form with the same words', 'RUN npm ci', 'RUN ["/bin/sh","-c","npm ci"]', 0, ''],
  ['a network of its own', 'RUN npm ci', 'RUN --network=none npm ci', 3, 'network-changed'],
  ['--network=default spelled out', 'RUN npm ci', 'RUN --network=default npm ci', 0, ''],
  ['a cache mount', 'RUN npm ci', 'RUN --mount=type=cache,target=/root/.npm npm ci', 3, 'mount-changed'],
  ['`./` in front of a source', 'COPY package.json .', 'COPY ./package.json .', 0, ''],
  ['a slash behind the destination', 'COPY src src', 'COPY src src/', 2, 'destination-changed'],
  ['--chown', 'COPY src src', 'COPY --chown=1000 src src', 2, 'options-changed'],
  ['--chown=root:root for nothing', 'COPY src src', 'COPY --chown=root:root src src', 2, 'options-changed'],
  ['WORKDIR with a slash', 'WORKDIR /app\n', 'WORKDIR /app/\n', 3, 'workdir-changed'],
  ['WORKDIR twice', 'WORKDIR /app\n', 'WORKDIR /app\nWORKDIR /app\n', 5, 'not-recorded'],
  ['another base', 'FROM node:22', 'FROM node:24', 5, 'base-changed'],
];
for (const [name, from, to, misses, reason] of TEXT_EDITS) {
  test(`edit of the text: ${name}`, () => {
    const lines = after(NODE, edited(NODE, from, to));
    const missed = lines.filter((line) => line.startsWith('miss'));
    assert.equal(missed.length, misses, lines.join('\n'));
    if (reason !== '') assert.equal(missed[0]?.slice(missed[0].lastIndexOf(': ') + 2), reason);
    assert.ok(lines.every((line) => !line.startsWith('unknown')));
  });
}

test('a base that nobody knows may be the image of before, under another name', () => {
  for (const from of ['FROM node:22.4', `FROM node:22@sha256:${'a'.repeat(64)}`]) {
    const now = edited(withFiles(NODE, { 'src/a.js': 'c' }), 'FROM node:22', from);
    assert.deepEqual(after(NODE, now), [
      'unknown WORKDIR /app: image-unknown',
      'unknown COPY package.json .: parent-unknown 0',
      'unknown RUN npm ci: parent-unknown 1',
      'miss COPY src src: file-changed src/a.js',
      'miss RUN npm run build: parent-missed 3',
    ]);
  }
});

test('another base that is known is another image, or the same', () => {
  const facts = (key: string, env: string) => ({
    keys: [key],
    content: key,
    config: { env: [env], onBuild: [], workingDir: '', user: '' },
  });
  const bases = { 'node:22': facts('a', 'V=22'), 'node:24': facts('b', 'V=24'), 'node:lts': facts('a', 'V=22') };
  const before = { ...NODE, bases };
  assert.match(after(before, edited(before, 'FROM node:22', 'FROM node:24'))[0] ?? '', /^miss .*: base-changed/);
  assert.equal(after(before, edited(before, 'FROM node:22', 'FROM node:lts'))[2], 'hit RUN npm ci');
  // The config of the image from before is taken for that of the unknown one.
  const unknown = edited({ ...before, bases: { 'node:22': bases['node:22'] } }, 'FROM node:22', 'FROM node');
  assert.equal(after(before, unknown)[2], 'unknown RUN npm ci: parent-unknown 1');
});

test('chown spelled in two ways is one', () => {
  const numeric = edited(NODE, 'COPY src', 'COPY --chown=0:0 src');
  assert.ok(
    after(numeric, edited(NODE, 'COPY src', 'COPY --chown=root:root src')).every((line) => line.startsWith('hit')),
  );
});

test('an argument that nobody uses misses the RUNs below, COPY between them hits', () => {
  const project: Project = {
    dockerfile: 'FROM a\nARG V=1\nCOPY x x\nRUN a\n',
    files: { x: 'x' },
  };
  const lines = after(project, { ...project, options: { buildArgs: { V: '2' } } });
  assert.deepEqual(lines, ['hit COPY x x', 'miss RUN a: arg-changed V']);
});

test('ENV lines swapped change the order of the environment', () => {
  const project: Project = { dockerfile: 'FROM a\nENV A=1\nENV B=2\nRUN a\n' };
  const swapped: Project = { dockerfile: 'FROM a\nENV B=2\nENV A=1\nRUN a\n' };
  assert.deepEqual(after(project, swapped), ['miss RUN a: env-order-changed B']);
});

test('a source of the same name and content in another folder hits; another name misses', () => {
  const project: Project = {
    dockerfile: 'FROM a\nCOPY one/f /f\n',
    files: { 'one/f': 'x', 'two/f': 'x', 'two/g': 'x' },
  };
  assert.deepEqual(after(project, edited(project, 'one/f', 'two/f')), ['hit COPY two/f /f']);
  assert.deepEqual(after(project, edited(project, 'one/f', 'two/g')), ['miss COPY two/g /f: instruction-changed']);
});

const COPIES: Project = {
  dockerfile: 'FROM a AS src\nCOPY x /x\nCOPY y /y\nFROM b\nCOPY --from=src /x /x\nRUN use\n',
  files: { x: '1', y: '1' },
};

test('a stage of copies only re-converges: what is taken from it decides', () => {
  const listed = { ...COPIES, baseFiles: { a: { 'etc/os': '1' } } };
  assert.deepEqual(after(listed, withFiles(listed, { y: '2' })), [
    'hit COPY x /x',
    'miss COPY y /y: file-changed y',
    'hit COPY --from=src /x /x',
    'hit RUN use',
  ]);
});

test('nobody listed the image that a stage of copies stands on: a link there may lead one to the other', () => {
  assert.deepEqual(after(COPIES, withFiles(COPIES, { y: '2' })).slice(1), [
    'miss COPY y /y: file-changed y',
    'unknown COPY --from=src /x /x: image-unknown',
    'unknown RUN use: parent-unknown 2',
  ]);
  assert.ok(
    after(COPIES, { ...COPIES, dockerfile: `# another remark\n${COPIES.dockerfile}` }).every((line) =>
      line.startsWith('hit'),
    ),
  );
  const onNothing = edited(COPIES, 'FROM a', 'FROM scratch');
  assert.equal(after(onNothing, withFiles(onNothing, { y: '2' }))[2], 'hit COPY --from=src /x /x');
});

test('a build that was recorded without the list of an image is found again with it, and the other way round', () => {
  const listed = { ...COPIES, baseFiles: { a: { 'etc/os': '1' } } };
  for (const [then, now] of [
    [COPIES, listed],
    [listed, COPIES],
  ] as const) {
    assert.ok(after(then, now).every((line) => line.startsWith('hit')));
    assert.match(after(then, withFiles(now, { x: '2' }))[2] ?? '', /^miss /);
    assert.match(after(then, withFiles(now, { y: '2' }))[2] ?? '', /^unknown /);
  }
});

const BUILT: Project = {
  dockerfile: 'FROM a AS build\nCOPY src /src\nRUN make\nFROM b\nRUN setup\nCOPY --from=build /out /out\nRUN use\n',
  files: { 'src/a': '1' },
};

test('what a RUN will write anew cannot be known', () => {
  assert.deepEqual(after(BUILT, withFiles(BUILT, { 'src/a': '2' })), [
    'miss COPY src /src: file-changed src/a',
    'miss RUN make: parent-missed 0',
    'hit RUN setup',
    'unknown COPY --from=build /out /out: output-unknown 1',
    'unknown RUN use: parent-unknown 3',
  ]);
});

test('a later miss for another reason is a miss, not a doubt', () => {
  const now = edited(withFiles(BUILT, { 'src/a': '2' }), 'RUN setup', 'RUN other');
  assert.deepEqual(after(BUILT, now).slice(2), [
    'miss RUN other: instruction-changed',
    'miss COPY --from=build /out /out: parent-missed 2',
    'miss RUN use: parent-missed 3',
  ]);
});

test('when the RUN was seen to write the same again, what stands on it hits from then on', () => {
  const builder = new MemoryBuilder();
  const changed = withFiles(BUILT, { 'src/a': '2' });
  builder.build(BUILT);
  builder.build(changed, (text) => (/^(?:COPY src|RUN make)/.test(text) ? 'ran' : 'cached'));
  assert.ok(builder.plan(changed).steps.every(({ verdict }) => verdict === 'hit'));
  assert.ok(builder.plan(BUILT).steps.every(({ verdict }) => verdict === 'hit'));
});

test('--no-cache forces RUN and COPY, a WORKDIR on the base still hits, what stands on a forced step runs', () => {
  const lines = after(NODE, { ...NODE, flags: { noCache: true } });
  assert.equal(lines[0], 'hit WORKDIR /app');
  assert.ok(lines.slice(1).every((line) => /^miss .*: no-cache/.test(line)));
});

test('after --no-cache the next build finds what it left', () => {
  const builder = new MemoryBuilder();
  builder.build(NODE);
  builder.build({ ...NODE, flags: { noCache: true } });
  assert.ok(builder.plan(NODE).steps.every(({ verdict }) => verdict === 'hit'));
});

test('a filter forces the named stage only', () => {
  const lines = after(COPIES, { ...COPIES, flags: { noCache: ['SRC'] } });
  assert.deepEqual(lines, [
    'miss COPY x /x: no-cache',
    'miss COPY y /y: no-cache',
    'hit COPY --from=src /x /x',
    'hit RUN use',
  ]);
});

const LINKED: Project = {
  dockerfile: 'FROM a\nRUN base\nCOPY --link x /x\nRUN use\n',
  files: { x: '1' },
  flags: { mergesLayers: true },
};

test('a linked copy survives what changes below it where layers can be merged', () => {
  assert.deepEqual(after(LINKED, edited(LINKED, 'RUN base', 'RUN other')), [
    'miss RUN other: instruction-changed',
    'hit COPY --link x /x',
    'miss LINK COPY --link x /x: parent-missed 0',
    'miss RUN use: parent-missed 2',
  ]);
});

test('on a graph driver --link is nothing', () => {
  const plain = { ...LINKED, flags: { mergesLayers: false } };
  assert.deepEqual(after(plain, edited(plain, ' --link', '')), ['hit RUN base', 'hit COPY x /x', 'hit RUN use']);
  assert.deepEqual(
    after(plain, edited(plain, 'RUN base', 'RUN other')).map((line) => line.split(' ')[0]),
    ['miss', 'miss', 'miss'],
  );
});

const named = (dockerfile: string): string[] =>
  new MemoryBuilder().plan({ dockerfile }).steps.map(({ stage, text }) => `${stage.label}: ${text}`);

test('equal steps of two stages are one, under the name that the builder reaches last on its way from the target', () => {
  const head = 'FROM a AS one\nRUN same\nRUN first\nFROM a AS two\nRUN same\n';
  assert.deepEqual(named(`${head}COPY --from=one /x /x\n`), [
    'one: RUN same',
    'one: RUN first',
    'two: COPY --from=one /x /x',
  ]);
  assert.deepEqual(named(`${head}FROM scratch AS end\nCOPY --from=one /x /x\nCOPY --from=two /y /y\n`), [
    'one: RUN first',
    'two: RUN same',
    'end: COPY --from=one /x /x',
    'end: COPY --from=two /y /y',
  ]);
});

test('a stage that only a trigger needs is in the plan', () => {
  assert.deepEqual(
    named('FROM a AS files\nCOPY x /x\nFROM a AS parent\nONBUILD COPY --from=files /x /y\nFROM parent AS end\n'),
    ['files: COPY x /x', 'end: ONBUILD COPY --from=files /x /y'],
  );
});

test('a stage that the target does not need is not in the plan', () => {
  const project: Project = { dockerfile: 'FROM a AS x\nRUN 1\nFROM a AS y\nRUN 2\n' };
  assert.deepEqual(planLines(new MemoryBuilder().plan(project)), ['miss RUN 2: not-recorded']);
});

test('WORKDIR / is no step', () => {
  assert.deepEqual(planLines(new MemoryBuilder().plan({ dockerfile: 'FROM a\nWORKDIR /\nRUN a\n' })), [
    'miss RUN a: not-recorded',
  ]);
});

const MOUNTED: Project = {
  dockerfile:
    'FROM a\nRUN --mount=type=cache,id=one,target=/c --mount=type=secret,id=s --mount=target=/src,source=src b\n',
  files: { 'src/f': '1', other: '1' },
};
const MOUNT_EDITS: readonly [string, string, string, 'hit' | 'miss'][] = [
  ['another id of a cache mount with its own id', 'id=one', 'id=two', 'hit'],
  ['the default id', 'id=one,', '', 'miss'],
  ['locked sharing of an own id', 'id=one', 'id=one,sharing=locked', 'hit'],
  ['the default mode of a secret spelled out', 'id=s', 'id=s,mode=0400', 'hit'],
  ['another secret', 'id=s', 'id=t', 'miss'],
  ['a required secret', 'id=s', 'id=s,required=true', 'miss'],
  ['readonly spelled out', 'source=src', 'source=src,readonly', 'hit'],
  ['readwrite', 'source=src', 'source=src,rw', 'miss'],
];
for (const [name, from, to, verdict] of MOUNT_EDITS) {
  test(`mounts: ${name} is a ${verdict}`, () => {
    assert.ok(after(MOUNTED, edited(MOUNTED, from, to))[0]?.startsWith(verdict));
  });
}

test('a bind mount compares what it selects', () => {
  assert.ok(after(MOUNTED, withFiles(MOUNTED, { other: '2' }))[0]?.startsWith('hit'));
  assert.match(after(MOUNTED, withFiles(MOUNTED, { 'src/f': '2' }))[0] ?? '', /^miss .*: file-changed src\/f$/);
});

const base = (
  id: string,
  chain: string,
  env: string[] = [],
): {
  keys: string[];
  content: string;
  config: { env: string[]; workingDir: string; user: string; onBuild: string[] };
} => ({
  keys: [id, chain],
  content: chain,
  config: { env, workingDir: '', user: '', onBuild: [] },
});

test('a base with new layers misses all; one with the same layers and config hits by its chain ID', () => {
  const project: Project = {
    dockerfile: 'FROM a\nCOPY x x\nRUN b\n',
    files: { x: '1' },
    bases: { a: base('m1', 'c1') },
  };
  assert.deepEqual(after(project, { ...project, bases: { a: base('m2', 'c1') } }), ['hit COPY x x', 'hit RUN b']);
  assert.deepEqual(after(project, { ...project, bases: { a: base('m2', 'c2') } }), [
    'miss COPY x x: base-changed',
    'miss RUN b: parent-missed 0',
  ]);
  assert.deepEqual(after(project, { ...project, bases: { a: base('m2', 'c1', ['A=1']) } }), [
    'hit COPY x x',
    'miss RUN b: env-changed A',
  ]);
});

test('a failed build leaves the steps that it finished', () => {
  const builder = new MemoryBuilder();
  builder.build(NODE, (text) => (text === 'RUN npm run build' ? 'failed' : 'ran'));
  assert.deepEqual(planLines(builder.plan(NODE)).at(-1), 'miss RUN npm run build: not-recorded');
  assert.equal(builder.plan(NODE).price.steps, 1);
});

const CLASSIC: Project = { ...NODE, options: { builder: 'classic' } };

test('classic: every instruction is a step, and the first miss ends the looking', () => {
  assert.deepEqual(
    after(CLASSIC, edited(CLASSIC, 'RUN npm ci', 'LABEL a=b\nRUN npm ci')).map((line) => line.split(': ')[0]),
    [
      'hit WORKDIR /app',
      'hit COPY package.json .',
      'miss LABEL a=b',
      'miss RUN npm ci',
      'miss COPY src src',
      'miss RUN npm run build',
    ],
  );
});

test('classic: the path of a source is in its hash', () => {
  const project: Project = {
    dockerfile: 'FROM a\nCOPY one/f /f\n',
    files: { 'one/f': 'x', 'two/f': 'x' },
    options: { builder: 'classic' },
  };
  assert.ok(after(project, edited(project, 'one/f', 'two/f'))[0]?.startsWith('miss'));
});

test('a file that both wrote decides, whatever was built anew below it', () => {
  const project: Project = {
    dockerfile: 'FROM a AS build\nRUN make\nCOPY conf /conf\nFROM b\nCOPY --from=build /conf /conf\n',
    files: { 'conf/x': '1' },
  };
  const lines = after(project, edited(withFiles(project, { 'conf/x': '2' }), 'RUN make', 'RUN make all'));
  assert.deepEqual(
    lines.map((line) => line.split(':')[0]),
    ['miss RUN make all', 'miss COPY conf /conf', 'miss COPY --from=build /conf /conf'],
  );
});

test('classic: a changed argument is named', () => {
  const project: Project = { dockerfile: 'FROM a\nARG V=1\nRUN x\n', options: { builder: 'classic' } };
  assert.deepEqual(after(project, { ...project, options: { builder: 'classic', buildArgs: { V: '2' } } }), [
    'hit ARG V=1',
    'miss RUN x: arg-changed V',
  ]);
});

test('a Dockerfile that was never built here: what is not known to be there is unknown, what is forced is a miss', () => {
  const builder = new MemoryBuilder();
  builder.build({ dockerfile: 'FROM a\nRUN shared\n' });
  const project: Project = { dockerfile: 'FROM a\nRUN shared\nRUN own\n' };
  assert.deepEqual(planLines(builder.plan(project, { neverBuilt: true })), [
    'hit RUN shared',
    'unknown RUN own: not-recorded',
  ]);
  const forced: Project = { ...project, flags: { noCache: true } };
  assert.deepEqual(planLines(builder.plan(forced, { neverBuilt: true })), [
    'miss RUN shared: no-cache',
    'miss RUN own: no-cache',
  ]);
});

test('classic: a step that leaves empty what the image below has set is never found again', () => {
  const project: Project = {
    dockerfile: 'FROM a\nHEALTHCHECK --interval=5s CMD x\nHEALTHCHECK CMD y\nENTRYPOINT ["a"]\nRUN z\n',
    options: { builder: 'classic' },
  };
  assert.deepEqual(after(project, project), [
    'hit HEALTHCHECK --interval=5s CMD x',
    'miss HEALTHCHECK CMD y: never-cached',
    'miss ENTRYPOINT ["a"]: parent-missed 1',
    'miss RUN z: parent-missed 2',
  ]);
});

const buildah = (dockerfile: string, files: Record<string, string>): Project => ({
  dockerfile,
  files,
  options: { builder: 'buildah' },
});
const verdicts = (lines: readonly string[]): string => lines.map((line) => line.split(' ')[0]).join(' ');

const BUILDAH_COPIES: readonly [string, string, string, string][] = [
  ['another place of a file', 'COPY one/f /f', 'COPY two/f /f', 'hit'],
  ['another name, and nobody knows whether there is a folder', 'COPY one/f /f', 'COPY one/g /f', 'unknown'],
  ['another name in a folder', 'COPY one/f /d/', 'COPY one/g /d/', 'miss'],
  ['another folder with the same in it', 'COPY one /d', 'COPY two /d', 'hit'],
  ['one more source', 'COPY one/f /d/', 'COPY one/f one/g /d/', 'miss'],
  ['a pattern for two names', 'COPY one/f one/g /d/', 'COPY one/* /d/', 'hit'],
  ['the same owner in other words', 'COPY --chown=5 one /d', 'COPY --chown=5:5 one /d', 'hit'],
  ['another owner', 'COPY --chown=5 one /d', 'COPY --chown=6 one /d', 'miss'],
  ['an owner by name', 'COPY --chown=5 one /d', 'COPY --chown=node one /d', 'unknown'],
  ['the mode that it has', 'COPY one/f /d/', 'COPY --chmod=644 one/f /d/', 'hit'],
  ['another mode', 'COPY one/f /d/', 'COPY --chmod=600 one/f /d/', 'miss'],
  ['a setuid bit', 'COPY one/f /d/', 'COPY suid/f /d/', 'hit'],
  ['a pattern that finds nothing beside a source', 'COPY one/f /d/', 'COPY one/f no* /d/', 'hit'],
  ['another destination', 'COPY one /d', 'COPY one /e', 'miss'],
];
for (const [name, before, now, verdict] of BUILDAH_COPIES) {
  test(`buildah: ${name}`, () => {
    const files = { 'one/f': 'x', 'one/g': 'x', 'two/f': 'x', 'two/g': 'x', 'suid/f': 'x\t4644' };
    const project = buildah(`FROM a\n${before}\n`, files);
    assert.equal(verdicts(after(project, edited(project, before, now))), verdict);
  });
}

test('buildah: a changed file is named, a changed archive may hold the same', () => {
  const project = buildah('FROM a\nCOPY f /f\nADD x.tar /y/\nRUN z\n', { f: '1', 'x.tar': '1' });
  assert.equal(after(project, withFiles(project, { f: '2' }))[0], 'miss COPY f /f: file-changed f');
  assert.equal(verdicts(after(project, withFiles(project, { 'x.tar': '2' }))), 'hit unknown unknown');
});

test('buildah: texts count as they are written, so that values do only where they show', () => {
  const project = buildah('FROM a\nARG V=1\nENV A=$V\nCOPY f /$V\nRUN x\n', { f: '1' });
  assert.equal(verdicts(after(project, edited(project, 'V=1', 'V=2'))), 'hit hit hit miss');
});

test('buildah: a named image stands in the place of a stage, what a named folder holds is not known', () => {
  const flags = { namedContexts: { one: 'docker-image://c', lib: '/lib' } };
  const project: Project = {
    ...buildah('FROM a AS one\nRUN x\nFROM one\nRUN y\nCOPY --from=lib f /f\nRUN z\n', {}),
    flags,
  };
  assert.deepEqual(after(project, project), [
    'hit RUN y',
    'unknown COPY --from=lib f /f: remote-unknown',
    'unknown RUN z: parent-unknown 1',
  ]);
});

test('buildah: stages that nobody needs are not built', () => {
  const project = buildah('FROM a AS one\nRUN x\nFROM b AS two\nRUN y\nFROM two\nRUN z\n', {});
  assert.deepEqual(after(project, project), ['hit RUN y', 'hit RUN z']);
});

test('buildah: whether the files of a bind mount count hangs on its version', () => {
  const project = buildah('FROM a\nRUN --mount=type=bind,source=s,target=/s x\n', { 's/f': '1', 't/f': '1' });
  assert.equal(verdicts(after(project, project)), 'hit');
  assert.equal(verdicts(after(project, withFiles(project, { 't/f': '2' }))), 'hit');
  assert.equal(verdicts(after(project, withFiles(project, { 's/f': '2' }))), 'unknown');
});

test('buildah: of several images that fit it is not the newest that is counted on', () => {
  const builder = new MemoryBuilder();
  const project = buildah('FROM a\nENV A=1\nRUN x\n', {});
  const longer = edited(project, 'RUN x', 'RUN x\nRUN y');
  builder.build(project);
  builder.build({ ...longer, flags: { noCache: true } });
  assert.equal(verdicts(planLines(builder.plan(longer))), 'hit hit unknown');
});

test('a named context in the place of a stage makes its instructions vanish; in the place of an image it is the base', () => {
  const dockerfile = 'FROM debian:12 AS base\nRUN setup\nFROM base\nRUN use\n';
  const stage: Project = { dockerfile, flags: { namedContexts: { base: 'docker-image://alpine:3' } } };
  assert.deepEqual(planLines(new MemoryBuilder().plan(stage)), ['miss RUN use: not-recorded']);
  const image: Project = { dockerfile };
  const replaced = {
    ...image,
    flags: { namedContexts: { 'docker.io/library/debian:12': 'docker-image://debian:13' } },
  };
  assert.deepEqual(after(image, replaced), ['miss RUN setup: base-changed', 'miss RUN use: parent-missed 0']);
});

test('what is behind an address cannot be known unasked', () => {
  const project: Project = { dockerfile: 'FROM a\nADD https://x/y /z\nRUN use\n' };
  assert.deepEqual(after(project, project), [
    'unknown ADD https://x/y /z: remote-unknown',
    'unknown RUN use: parent-unknown 0',
  ]);
  const moved = edited(project, 'RUN use', 'RUN other');
  assert.deepEqual(after(project, moved).at(-1), 'miss RUN other: instruction-changed');
});
