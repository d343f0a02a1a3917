// What is offered where the cursor (│) is, and that nothing is where other extensions offer something.
import assert from 'node:assert/strict';
import { createParser } from '../shell/parser';
import { test } from 'node:test';
import { contextOf } from '../../test/support/contextFact';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from '../build/options';
import { DEFAULT_LINT_OPTIONS } from '../lint/run';
import { Analysis } from './analysis';
import { completionsAt } from './completion';

const FILES = {
  'package.json': '{}',
  'src/app.js': 'run()',
  'src/big.js': 5000,
  'my file': '',
  'dist/x': '',
  '.dockerignore': 'dist\n',
};

function offered(marked: string, options: Partial<BuildOptions> = {}): string[] {
  const offset = marked.indexOf('│');
  const text = marked.replace('│', '');
  const analysis = new Analysis({
    shellParser: createParser(),
    text,
    version: 1,
    options: { ...DEFAULT_BUILD_OPTIONS, ...options },
    builderIsGiven: false,
    frontendIsGiven: false,
    lint: DEFAULT_LINT_OPTIONS,
    planned: {
      state: { kind: 'ready' },
      targetLabel: '',
      assumed: false,
      doubts: [],
      recordProblems: [],
      context: contextOf(FILES),
    },
  });
  return completionsAt(analysis, offset).map(({ label, span }) => `${label} [${text.slice(span.start, span.end)}]`);
}

const CASES: readonly [string, string, readonly string[]][] = [
  ['flags of COPY', 'FROM a\nCOPY --│', ['--link [--]', '--parents [--]', '--exclude= [--]']],
  ['a flag that is begun', 'FROM a\nCOPY --l│ src /x', ['--link [--l]']],
  ['flags of RUN', 'FROM a\nRUN -│', ['--mount= [-]', '--network= [-]', '--security= [-]']],
  [
    'types of mounts',
    'FROM a\nRUN --mount=│',
    ['type=cache []', 'type=bind []', 'type=tmpfs []', 'type=secret []', 'type=ssh []'],
  ],
  [
    'the value of type',
    'FROM a\nRUN --mount=type=s│ make',
    ['cache [s]', 'bind [s]', 'tmpfs [s]', 'secret [s]', 'ssh [s]'],
  ],
  ['keys of a type, those that are there left out', 'FROM a\nRUN --mount=type=tmpfs,target=/t,│', ['size= []']],
  ['sharing', 'FROM a\nRUN --mount=type=cache,sharing=│', ['shared []', 'private []', 'locked []']],
  ['stages before', 'FROM a AS one\nFROM b AS two\nRUN --mount=from=│\nFROM c AS three', ['one []']],
  ['on a continued line', 'FROM a\nRUN --mount=type=tmpfs \\\n  --mount=type=tmpfs,target=/t,s│', ['size= [s]']],
  [
    'sources: biggest first, what is kept out left out',
    'FROM a\nCOPY │',
    ['src/ []', '.dockerignore []', 'package.json []'],
  ],
  ['sources in a folder', 'FROM a\nCOPY --link src/│ /x', ['big.js []', 'app.js []']],
  ['a second source', 'FROM a\nCOPY package.json s│', ['src/ [s]', '.dockerignore [s]', 'package.json [s]']],
];

for (const [name, marked, expected] of CASES) {
  test(`offered: ${name}`, () => {
    assert.deepEqual(offered(marked), expected);
  });
}

const SILENT: readonly [string, string][] = [
  ['keywords', 'FROM a\nCO│'],
  ['images', 'FROM │'],
  ['commands of RUN', 'FROM a\nRUN make │'],
  ['flags of a command', 'FROM a\nRUN make --│'],
  ['sources out of another stage', 'FROM a AS b\nFROM a\nCOPY --from=b │'],
  ['an absolute destination', 'FROM a\nCOPY src /│'],
  ['variables', 'FROM a\nCOPY $│'],
  ['a comment', 'FROM a\nRUN a \\\n# --│\n b'],
  ['a heredoc', 'FROM a\nRUN <<EOF\n--│\nEOF\n'],
  ['the next line', 'FROM a\nCOPY src /x\n│'],
];

for (const [name, marked] of SILENT) {
  test(`left to others: ${name}`, () => {
    assert.deepEqual(offered(marked), []);
  });
}

test('only flags that the frontend takes', () => {
  assert.deepEqual(offered('FROM a\nCOPY --│', { frontend: 7 }), ['--link [--]']);
  assert.deepEqual(offered('# syntax=docker/dockerfile:1.4\nFROM a\nADD --│'), ['--link [--]', '--keep-git-dir [--]']);
  assert.deepEqual(offered('FROM a\nRUN --│', { builder: 'classic' }), []);
});
