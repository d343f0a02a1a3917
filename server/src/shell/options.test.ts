// How arguments are read: clusters, values, the end of options.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellParser } from '../../test/support/shell';
import { optionNames, optionOf, readArguments } from './options';

const parser = shellParser();

const VALUED = optionNames('-o -u --output');

function read(line: string): string {
  const args = parser.parse(line).commands[0]?.args ?? [];
  const { options, operands } = readArguments(args, VALUED);
  const shown = options.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
  return `${shown.join(' ')} | ${operands.map(({ raw }) => raw).join(' ')}`.trim();
}

for (const [line, expected] of [
  ['x -fsSL url', '-f -s -S -L | url'],
  ['x -o file url', '-o=file | url'],
  ['x -fofile url', '-f -o=file | url'],
  ['x -fo file url', '-f -o=file | url'],
  ['x --output file --output=other url', '--output=file --output=other | url'],
  ['x -- -k url', '| -k url'],
  ['x - url', '| - url'],
  ['x -o$FILE url', '-o | url'],
  ['x --output=$FILE url', '--output | url'],
  ['x -o "$FILE" url', '-o | url'],
  ['x $OPTIONS "-k" url', '-k | $OPTIONS url'],
  ['x url -k', '-k | url'],
] as const) {
  test(line, () => {
    assert.equal(read(line), expected);
  });
}

test('the last of an option counts', () => {
  const args = parser.parse('x -u one -u two').commands[0]?.args ?? [];
  assert.equal(optionOf(readArguments(args, VALUED), '-u')?.value, 'two');
});
