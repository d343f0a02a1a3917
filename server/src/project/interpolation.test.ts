// Variables of compose files, .env files, and Makefiles; words of the shell.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readDotenv } from './dotenv';
import { parseMakefile } from './makefile';
import { settle } from './partialText';
import { inWorkspace, isRemote, pathFrom } from './place';
import { plainScript, splitShell } from './shellWords';
import { fillTemplate } from './template';

const ENV: Readonly<Record<string, string>> = { A: 'a', EMPTY: '' };
const lookup = (name: string): string | undefined => (Object.hasOwn(ENV, name) ? ENV[name] : undefined);

suite('compose substitutes (compose spec, 12-interpolation.md)', () => {
  const table: readonly (readonly [string, string | null])[] = [
    ['plain', 'plain'],
    ['$A', 'a'],
    ['${A}b', 'ab'],
    ['$A_B', null],
    ['$$A $${A}', '$A ${A}'],
    ['${EMPTY:-x}${EMPTY-x}', 'x'],
    ['${NONE:-x}${NONE-y}', 'xy'],
    ['${NONE:-${A}${NONE2:-$A}}', 'aa'],
    ['${A:+x}${EMPTY:+x}${EMPTY+y}${NONE+z}', 'xy'],
    ['${A:?no}${EMPTY?no}', 'a'],
    ['${EMPTY:?no}', null],
    ['${NONE}', null],
    ['${A', null],
    ['${A%x}', null],
    ['5$ and $1', '5$ and $1'],
    ['', ''],
  ];
  for (const [text, expected] of table) {
    test(text, () => {
      const value = settle(fillTemplate(text, lookup));
      assert.equal(value.known ? value.value : null, expected);
    });
  }
});

suite('.env (compose-go: dotenv)', () => {
  const table: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['A=1\nB: 2\n', { A: '1', B: '2' }],
    ['export A = x y  # no\r\n', { A: 'x y' }],
    ['# A=1\n\nA=b#c\n', { A: 'b#c' }],
    ["A='$B \\n'\n", { A: '$B \\n' }],
    ['A="x\\ny"\nB="${A}!"\n', { A: 'x\ny', B: 'x\ny!' }],
    ['A="two\nlines"\nB=1\n', { A: 'two\nlines', B: '1' }],
    ['A="open\nB=1\n', { A: '"open', B: '1' }],
    ['A=\n', { A: '' }],
    ['no assignment\n=x\n', {}],
  ];
  for (const [text, expected] of table) {
    test(JSON.stringify(text), () => assert.deepEqual(Object.fromEntries(readDotenv(text, () => undefined)), expected));
  }
});

suite('words of the shell', () => {
  const words = (script: string): string[][] =>
    splitShell(plainScript(script)).flatMap((item) =>
      item.kind === 'command'
        ? [item.words.map((word) => word.map((part) => (part.kind === 'text' ? part.text : '?')).join(''))]
        : [],
    );
  const table: readonly (readonly [string, string[][]])[] = [
    ['a b\\\n c', [['a', 'b', 'c']]],
    [`a 'b c' "d e"f`, [['a', 'b c', 'd ef']]],
    ['a && b || c; d | e & f', [['a'], ['b'], ['c'], ['d'], ['e'], ['f']]],
    ['a # b\nc', [['a'], ['c']]],
    ['a > out 2>&1 < in b', [['a', 'b']]],
    ['a &> /dev/null b', [['a', 'b']]],
    ['cat <<EOF\nx\nEOF\nb', [['cat'], ['b']]],
    ['cat <<-"E F"\n\tx\n\tE F\nb', [['cat'], ['b']]],
    ['a "$(x "y z")" ${b:-c d} `e f`', [['a', '?', '?', '?']]],
    ['(a; b)', [['a'], ['b']]],
    [`a ''`, [['a', '']]],
    [`'open`, [['open']]],
  ];
  for (const [script, expected] of table) test(script, () => assert.deepEqual(words(script), expected));
});

suite('variables of a Makefile', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['X = a', 'a'],
    ['X := a # b', 'a'],
    ['X ?= a', 'a'],
    ['export X=a', 'a'],
    ['X = a \\\n  b', 'a b'],
    ['X = a\nX += b', 'a b'],
    ['X = a\nX ?= b', 'a'],
    ['X = a\nX = b', undefined],
    ['ifdef Y\nX = a\nendif', undefined],
    ['X = a\nt: X = b', undefined],
    ['X != date', undefined],
    ['define X\na\nendef', undefined],
  ];
  for (const [text, expected] of table) {
    test(JSON.stringify(text), () => assert.equal(parseMakefile(text).variables.get('X'), expected));
  }
});

suite('paths', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['.', 'a', 'a'],
    ['a', '../b', 'b'],
    ['a', '../../b', '/b'],
    ['.', '/w/x/Dockerfile', 'x/Dockerfile'],
    ['.', '/wx/Dockerfile', '/wx/Dockerfile'],
    ['.', '.', '.'],
    ['a', '/w', '.'],
    ['.', 'C:\\x\\y', 'C:/x/y'],
  ];
  for (const [folder, path, expected] of table) {
    test(`${path} in ${folder}`, () => assert.equal(inWorkspace('/w', pathFrom(folder, path)), expected));
  }
  test('what the builder fetches itself', () => {
    assert.deepEqual(
      ['https://x/y.git', 'git://x', 'git@x:y', 'ssh://x', 'github.com/x/y', './https', 'a@b', 'x'].map(isRemote),
      [true, true, true, true, true, false, false, false],
    );
  });
});
