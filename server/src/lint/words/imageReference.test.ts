import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageName } from './imageReference';

const HEX = 'a'.repeat(64);

test('names that builders take, as they complete them', () => {
  for (const [text, expected] of [
    ['alpine', { domain: 'docker.io', path: 'library/alpine' }],
    ['alpine:3.20', { domain: 'docker.io', path: 'library/alpine', tag: '3.20' }],
    ['org/app', { domain: 'docker.io', path: 'org/app' }],
    ['index.docker.io/alpine', { domain: 'docker.io', path: 'library/alpine' }],
    ['localhost/app', { domain: 'localhost', path: 'app' }],
    ['localhost:5000/a/b:V_1', { domain: 'localhost:5000', path: 'a/b', tag: 'V_1' }],
    ['Registry/app', { domain: 'Registry', path: 'app' }],
    ['[::1]:5000/app', { domain: '[::1]:5000', path: 'app' }],
    ['ghcr.io/a__b/c-d.e', { domain: 'ghcr.io', path: 'a__b/c-d.e' }],
    [`a:1@sha256:${HEX}`, { domain: 'docker.io', path: 'library/a', tag: '1', digest: `sha256:${HEX}` }],
  ] as const) {
    assert.deepEqual(parseImageName(text), expected, text);
  }
});

test('texts that builders refuse', () => {
  for (const text of [
    '',
    'Alpine',
    'alpine:',
    'alpine@',
    'a//b',
    '/a',
    'a/',
    'a b',
    'a:b:c',
    '-a',
    'a..b',
    'a___b',
    'ghcr.io/App',
    HEX,
    'a@sha256:12',
    `a@md5:${HEX}`,
    `a@sha256:${HEX.toUpperCase()}`,
    `a:${'x'.repeat(129)}`,
    'a'.repeat(300),
    `${'a-'.repeat(100_000)}!`,
  ]) {
    assert.equal(parseImageName(text), undefined, text.slice(0, 80));
  }
});
