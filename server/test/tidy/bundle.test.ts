// The bundle check reports what it is there for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Metafile } from 'esbuild';
import { bundleFaults } from '../../../scripts/bundleFaults';
import type { BundleRule } from '../../../scripts/bundles';

const RULE: BundleRule = { packages: ['good'], maxBytes: 100, externals: ['vscode'] };

function meta(inputs: readonly string[], externals: readonly string[] = []): Metafile {
  return {
    inputs: Object.fromEntries(inputs.map((file) => [file, { bytes: 1, imports: [] }])),
    outputs: {
      'dist/x.js': {
        bytes: 1,
        inputs: {},
        exports: [],
        imports: externals.map((path) => ({ path, kind: 'require-call' as const, external: true })),
      },
    },
  };
}

const OWN = ['server/src/main.ts', 'node_modules/good/index.js'];

test('a bundle as it should be', () => {
  assert.deepEqual(bundleFaults(meta(OWN, ['node:fs', 'fs', 'vscode']), RULE, 100), []);
});

const FAULTS: readonly (readonly [string, Metafile, number, RegExp])[] = [
  ['a module that nobody brings along', meta(OWN, ['left-pad']), 1, /imports left-pad/],
  ['a package that is not listed', meta([...OWN, 'node_modules/@scope/new/a.js']), 1, /package @scope\/new/],
  ['a listed package that is gone', meta(['server/src/main.ts']), 1, /does not hold good/],
  ['two copies', meta([...OWN, 'node_modules/other/node_modules/good/index.js']), 1, /holds good 2 times/],
  ['a unit test', meta([...OWN, 'server/src/base/span.test.ts']), 1, /test code: .*span\.test\.ts/],
  ['test support', meta([...OWN, 'server/test/support/fixture.ts']), 1, /test code: .*fixture\.ts/],
  ['too many bytes', meta(OWN), 101, /101 bytes, more than 100/],
];

for (const [name, metafile, bytes, expected] of FAULTS) {
  test(name, () => {
    const faults = bundleFaults(metafile, RULE, bytes);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0] ?? '', expected);
  });
}
