// The nets under the import table hold on the real tree, and each planted fault is caught by the very commands of
// `npm run check`: the import graph, the compiler project without Node types, the bundles.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { repoRoot } from '../../../scripts/repo.mjs';
import { check, compile, TreeCopy } from './tree';

const CORE = 'server/tsconfig.core.json';
const tree = new TreeCopy();
after(() => {
  tree.remove();
});

test('the real tree has no import that the table does not allow', () => {
  const { failed, output } = check(repoRoot, 'imports');
  assert.ok(!failed, output);
});

test('the real core compiles without Node, DOM and editor', () => {
  const { failed, output } = compile(repoRoot, CORE);
  assert.ok(!failed, output);
});

/** Found together in one run, but for those that issue 3 names: each of them alone must make the check fail. */
interface Fault {
  readonly name: string;
  /** File → first line. */
  readonly planted: Readonly<Record<string, string>>;
  readonly rule: string;
}

const ALONE: readonly Fault[] = [
  {
    name: 'a Node built-in in the core',
    planted: { 'server/src/layers/size.ts': "import 'node:fs';" },
    rule: 'pure-layers',
  },
  {
    name: 'the editor in the server',
    planted: { 'server/src/lsp/convert.ts': "import 'vscode';" },
    rule: 'no-vscode-in-server',
  },
  {
    name: 'an upward import',
    planted: { 'server/src/base/span.ts': "import '../lint/run';" },
    rule: 'layer-base',
  },
  {
    name: 'a cycle',
    planted: {
      'server/src/base/cycleA.ts': "import './cycleB';",
      'server/src/base/cycleB.ts': "import './cycleA';",
    },
    rule: 'no-cycles',
  },
  {
    name: 'the client looking into the server',
    planted: { 'client/src/text.ts': "import '../../server/src/syntax/parse';" },
    rule: 'client-sees-protocol',
  },
];

const TOGETHER: readonly Fault[] = [
  {
    name: 'an upward import of a type',
    planted: { 'server/src/syntax/walk.ts': "import type { Stage as _Stage } from '../build/graph';" },
    rule: 'layer-syntax',
  },
  {
    name: 'a value where only types may be imported',
    planted: { 'server/src/insight/wording.ts': "import { COMMANDS as _COMMANDS } from '../protocol/commands';" },
    rule: 'types-only-insight',
  },
  {
    name: 'one rule importing another',
    planted: { 'server/src/lint/rules/size/planted.ts': "import '../layer/update-alone';" },
    rule: 'rules-apart',
  },
  {
    name: 'an npm package outside the file that owns it',
    planted: { 'server/src/host/nodeBytes.ts': "import 'fzstd';" },
    rule: 'package-owner-fzstd',
  },
  {
    name: 'test code in the product',
    planted: { 'server/src/host/zstd.ts': "import '../../test/support/fixture';" },
    rule: 'no-tests-in-product',
  },
];

const plant = ({ planted }: Fault): void => {
  for (const [file, line] of Object.entries(planted)) tree.plant(file, line);
};

function assertReported({ rule, planted }: Fault, output: string): void {
  const [file = ''] = Object.keys(planted);
  assert.match(output, new RegExp(`error ${rule}: ${file} →`));
}

test('each of these imports alone makes `npm run check imports` fail', async (t) => {
  for (const fault of ALONE) {
    await t.test(fault.name, () => {
      plant(fault);
      const { failed, output } = check(tree.root, 'imports');
      tree.heal();
      assert.ok(failed, `not caught:\n${output}`);
      assertReported(fault, output);
    });
  }
});

test('and so are these reported', () => {
  TOGETHER.forEach(plant);
  const { output } = check(tree.root, 'imports');
  tree.heal();
  for (const fault of TOGETHER) assertReported(fault, output);
});

test('the compiler catches what is not the language in the core, imported or ambient', () => {
  tree.plant('server/src/layers/size.ts', "import { readFileSync as _readFileSync } from 'node:fs';");
  tree.plant('server/src/layers/learn.ts', 'export const planted = process.cwd();');
  tree.plant('server/src/image/history.ts', 'export const planted = Buffer.alloc(1);');
  tree.plant('server/src/build/graph.ts', 'setTimeout(() => undefined, 1);');
  const { failed, output } = compile(tree.root, CORE);
  tree.heal();
  assert.ok(failed);
  for (const [file, code] of [
    ['layers/size', 'TS2307|TS2591'],
    ['layers/learn', 'TS2591|TS2580'],
    ['image/history', 'TS2591|TS2580'],
    ['build/graph', 'TS2304'],
  ]) {
    assert.match(output, new RegExp(`server/src/${file ?? ''}\\.ts\\(\\d+,\\d+\\): error (?:${code ?? ''})`), output);
  }
});

test('the bundle step catches the editor in the server even when the import graph is not asked', () => {
  tree.plant('server/src/lsp/convert.ts', "import 'vscode';");
  const { failed, output } = check(tree.root, 'bundles');
  tree.heal();
  assert.ok(failed, output);
  assert.match(output, /vscode/);
});
