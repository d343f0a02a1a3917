// Nothing that stands in a file makes a reader throw, hang or fill the memory.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readBake } from './bakeFile';
import { bakeTargets } from './bakeTargets';
import { loadCompose } from './composeProject';
import { readDotenv } from './dotenv';
import type { ProjectFiles } from './port';
import { allTargets } from './resolve';
import { fillTemplate } from './template';
import { readJson, readYaml } from './tree';

/** A workspace of texts. */
const workspace = (texts: Readonly<Record<string, string>>): ProjectFiles => ({
  root: '/w',
  list: async () => Object.keys(texts),
  read: async (path) => texts[path],
  exists: async (path) => Object.hasOwn(texts, path),
  env: () => undefined,
});

const within = async (ms: number, work: () => unknown): Promise<void> => {
  const start = performance.now();
  await work();
  const took = performance.now() - start;
  assert.ok(took < ms, `took ${Math.round(took)} ms`);
};

const many = (text: string, count: number): string => text.repeat(count);

const TEXTS: Readonly<Record<string, string>> = {
  brackets: many('[', 200_000),
  braces: many('{a:', 100_000),
  dashes: many('- ', 200_000),
  aliases: `a: &a [${many('x,', 1000)}x]\nb: &b [${many('*a,', 1000)}*a]\nc: [${many('*b,', 1000)}*b]\n`,
  'own alias': 'a: &a { b: *a, services: { x: { build: *a } } }\n',
  interpolation: many('${A:-', 50_000),
  'open text': `"${many('\\"', 100_000)}`,
  heredocs: many('x = <<EOT\n', 20_000),
  'nested calls': `x = ${many('f(', 50_000)}`,
  'nested templates': `x = ${many('"${', 20_000)}`,
  operators: `x = 1${many(' + 1', 100_000)}`,
  dollars: many('$(', 100_000),
  backticks: many('docker build `', 20_000),
  continuations: many('docker build \\\n', 20_000),
  colons: many('a:\n', 5000),
  makefile: `A = $(B)$(B)\nB = $(A)$(A)\nx:\n\tdocker build $(A)\n${many('y:\n\tdocker build $(A) .\n', 2000)}`,
  'make parens': `x:\n\tdocker build ${many('$(', 50_000)}`,
  expressions: many('${{', 100_000),
  'braces of just': many('{{', 100_000),
  blanks: `a${many(' ', 200_000)}b`,
  'row of dashes': many('-', 300_000),
  indents: Array.from({ length: 1300 }, (_, i) => `${many(' ', i)}a:`).join('\n'),
  anchors: many('- &a x\n- *a\n', 2000),
  merges: `a: &a {x: 1}\n${many('b: {<<: *a}\n', 2000)}`,
  'long line': many('docker build -t x . ; ', 2000),
  surrogates: many('\uD800\uE000\uE001', 10_000),
  nul: many('\0docker build .\n', 5000),
};

const PLACES = [
  'compose.yaml',
  'docker-bake.hcl',
  'docker-bake.json',
  '.devcontainer/devcontainer.json',
  '.vscode/tasks.json',
  'Makefile',
  'package.json',
  '.github/workflows/x.yml',
  '.gitlab-ci.yml',
  'azure-pipelines.yml',
  '.circleci/config.yml',
  'build.sh',
  'justfile',
  '.env',
];

suite('hostile texts in every kind of file', () => {
  for (const [name, text] of Object.entries(TEXTS)) {
    test(name, () =>
      within(10_000, () => allTargets(workspace(Object.fromEntries(PLACES.map((place) => [place, text]))))),
    );
  }
});

test('doubling values in a bake file stop', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `v${i + 1} = [v${i}, v${i}]`);
  const texts = Array.from({ length: 60 }, (_, i) => `t${i + 1} = "\${t${i}}\${t${i}}"`);
  const text = [
    'v0 = ["x"]',
    ...lines,
    't0 = "x"',
    ...texts,
    'target "a" { args = { V = join(",", flatten(v60)), T = t60 } }',
  ];
  await within(2000, () => {
    const [target] = bakeTargets(
      readBake([{ file: 'docker-bake.hcl', text: text.join('\n') }], () => undefined),
      '.',
    );
    assert.deepEqual([target?.buildArgs['V']?.known, target?.buildArgs['T']?.known], [false, false]);
  });
});

test('a matrix of a million rows is refused', async () => {
  const list = `[${many('"x",', 100)}]`;
  const text = `target "a" {\n  name = "n-\${a}-\${b}-\${c}"\n  matrix = { a = ${list}, b = ${list}, c = ${list} }\n}`;
  await within(1000, () => {
    const bake = readBake([{ file: 'docker-bake.hcl', text }], () => undefined);
    assert.equal(bake.targets.size, 0);
    assert.deepEqual(bake.problems, ['docker-bake.hcl: the matrix of a cannot be worked out.']);
  });
});

test('many services, each extending the one before', async () => {
  const services = Array.from({ length: 3000 }, (_, i) => `  s${i + 1}:\n    extends: s${i}\n    build: .\n`).join('');
  await within(5000, async () => {
    const files = workspace({ 'compose.yaml': `services:\n  s0:\n    build: .\n${services}` });
    const project = await loadCompose(files, { files: ['compose.yaml'] });
    assert.equal(project.services.length, 3001);
  });
});

test('a file that is too large is not read', () => {
  assert.match(readYaml('a: 1\n'.repeat(300_000)).problem ?? '', /too large/);
});

test('any text at all', async () => {
  const piece = fc.constantFrom(
    'docker build ',
    '$',
    '${',
    '}',
    '(',
    ')',
    '"',
    "'",
    '\\',
    '\n',
    '\t',
    ':',
    '=',
    '- ',
    '<<',
    '&a',
    '*a',
    '[',
    ']',
    'x',
    '.',
    ' ',
    '#',
    '!reset',
    'services:',
    'target "a" {',
    'build',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 40 }), async (pieces) => {
      const text = pieces.join('');
      readJson(text);
      readDotenv(text, () => undefined);
      fillTemplate(text, () => undefined);
      await allTargets(workspace(Object.fromEntries(PLACES.map((place) => [place, text]))));
    }),
    { numRuns: 300 },
  );
});
