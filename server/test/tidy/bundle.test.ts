// The bundle check reports what it is there for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Metafile } from 'esbuild';
import { bundleFaults } from '../../../scripts/bundleFaults';
import type { BundleRule } from '../../../scripts/bundles';

const RULE: BundleRule = { packages: ['good'], maxBytes: 100, externals: ['vscode'], isAscii: true };

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
  assert.deepEqual(bundleFaults(meta(OWN, ['node:fs', 'fs', 'vscode']), RULE, 'x'.repeat(100)), []);
});

const FAULTS: readonly (readonly [string, Metafile, string, RegExp])[] = [
  ['a module that nobody brings along', meta(OWN, ['left-pad']), '', /imports left-pad/],
  ['a package that is not listed', meta([...OWN, 'node_modules/@scope/new/a.js']), '', /package @scope\/new/],
  ['a listed package that is gone', meta(['server/src/main.ts']), '', /does not hold good/],
  ['two copies', meta([...OWN, 'node_modules/other/node_modules/good/index.js']), '', /holds good 2 times/],
  ['a unit test', meta([...OWN, 'server/src/base/span.test.ts']), '', /test code: .*span\.test\.ts/],
  ['test support', meta([...OWN, 'server/test/support/fixture.ts']), '', /test code: .*fixture\.ts/],
  ['too many bytes', meta(OWN), 'x'.repeat(101), /101 bytes, more than 100/],
  ['other than ASCII', meta(OWN), '/us|\u00b5s/', /read as ASCII and holds \u00b5/],
];

for (const [name, metafile, code, expected] of FAULTS) {
  test(name, () => {
    const faults = bundleFaults(metafile, RULE, code);
    assert.equal(faults.length, 1, faults.join('\n'));
    assert.match(faults[0] ?? '', expected);
  });
}
