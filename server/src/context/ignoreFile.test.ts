import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ignoreFilesOf, parseIgnoreFile } from './ignoreFile';

const patterns = (text: string): string[] => parseIgnoreFile(text).patterns.map((pattern) => pattern.text);

test('lines become patterns as the builder reads them', () => {
  for (const [text, ...expected] of [
    ['a\nb', 'a', 'b'],
    ['\ufeffa', 'a'],
    ['a\r\nb\r\n', 'a', 'b'],
    ['#a\n #b', '#b'],
    ['\n \t\n'],
    ['  a b  ', 'a b'],
    ['./a\nb/../c\nd//e/', 'a', 'c', 'd/e'],
    ['/a\n//b\n/', 'a', 'b', '/'],
    ['! a\n!/b\n!', '!a', '!b', '!'],
    ['\u00a0a\u0085', 'a'],
  ] as const)
    assert.deepEqual(patterns(text), expected, JSON.stringify(text));
});

test('a pattern knows where it stands', () => {
  const text = '# head\n  ! a/b \n';
  const [pattern] = parseIgnoreFile(text).patterns;
  assert.equal(pattern?.line, 2);
  assert.equal(text.slice(pattern.span.start, pattern.span.end), '! a/b');
});

test('what the builder refuses is a problem on its text', () => {
  const text = 'a\n!\nb[\n';
  const { problems } = parseIgnoreFile(text);
  assert.deepEqual(
    problems.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
    [
      ['ignore/refused', '!'],
      ['ignore/refused', 'b['],
    ],
  );
});

test('very long lines and files come to an end', () => {
  assert.deepEqual(
    parseIgnoreFile(`a\n${'b'.repeat(70_000)}\nc`).problems.map(({ code }) => code),
    ['ignore/line-too-long'],
  );
  assert.equal(parseIgnoreFile('a\n'.repeat(20_000)).problems[0]?.code, 'ignore/too-many');
});

test('each builder has files of its own to try', () => {
  assert.deepEqual(ignoreFilesOf('/p/x.Dockerfile', '/p/ctx', 'buildkit'), [
    '/p/x.Dockerfile.dockerignore',
    '/p/ctx/.dockerignore',
  ]);
  assert.deepEqual(ignoreFilesOf('/p/Dockerfile', '/p', 'classic'), ['/p/.dockerignore']);
  assert.equal(ignoreFilesOf('/p/Dockerfile', '/p', 'buildah').length, 4);
});
