// Each file says first what it knows: nobody should have to read a file to find out whether it is the one to read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRepo } from '../../../scripts/repo.mjs';
import { filesBelow } from './tree';

/** Tests say it in their names. */
const isSource = (file: string): boolean => /\.(?:ts|mjs)$/.test(file) && !file.endsWith('.test.ts');

/** `#!` and `// @ts-check` come first by their nature. */
const firstLine = (text: string): string =>
  text.split('\n').find((line) => !line.startsWith('#!') && !line.startsWith('// @ts-check')) ?? '';

for (const folder of ['server/src', 'client/src', 'scripts']) {
  test(`every file of ${folder} opens with a comment`, () => {
    const without = filesBelow(folder, isSource).filter(
      (file) => !/^(?:\/\/ \S|\/\*\*?)/.test(firstLine(readFileSync(inRepo(file), 'utf8'))),
    );
    assert.deepEqual(without, []);
  });
}
