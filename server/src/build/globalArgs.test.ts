// Values that FROM lines see: the builder's own arguments per frontend, ARGs before the first FROM, and what was given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../syntax/parse';
import { globalArguments } from './globalArgs';
import { DEFAULT_BUILD_OPTIONS, type BuildOptions } from './options';

const values = (text: string, options: Partial<BuildOptions> = {}): Record<string, string> =>
  Object.fromEntries(globalArguments(parseDockerfile(text), { ...DEFAULT_BUILD_OPTIONS, ...options }));

const ARM = { os: 'linux', architecture: 'arm', variant: 'v7' };

test('platform arguments of BuildKit', () => {
  assert.deepEqual(values('FROM a AS Last\n', { platform: ARM }), {
    BUILDPLATFORM: 'linux/amd64',
    BUILDOS: 'linux',
    BUILDOSVERSION: '',
    BUILDARCH: 'amd64',
    BUILDVARIANT: '',
    TARGETPLATFORM: 'linux/arm/v7',
    TARGETOS: 'linux',
    TARGETOSVERSION: '',
    TARGETARCH: 'arm',
    TARGETVARIANT: 'v7',
    TARGETSTAGE: 'last',
  });
});

test('older frontends have fewer of them, the classic builder has none', () => {
  const names = (frontend: number): string => Object.keys(values('FROM a\n', { frontend })).join(' ');
  assert.match(names(13), /BUILDOSVERSION.*TARGETOSVERSION.*TARGETSTAGE/);
  assert.doesNotMatch(names(12), /OSVERSION/);
  assert.match(names(11), /TARGETSTAGE/);
  assert.doesNotMatch(names(10), /TARGETSTAGE/);
  assert.deepEqual(values('FROM a\n', { builder: 'classic', buildArgs: { TARGETARCH: 'x' } }), {});
});

test('TARGETSTAGE: what was asked for, else the last name, else default', () => {
  assert.equal(values('FROM a AS One\nFROM b AS Two\n')['TARGETSTAGE'], 'two');
  assert.equal(values('FROM a AS One\nFROM b AS Two\n', { target: 'one' })['TARGETSTAGE'], 'one');
  assert.equal(values('FROM a AS One\nFROM b\n')['TARGETSTAGE'], 'default');
});

test('ARGs before FROM see those before them, values given win, and a bare one without a value is not set', () => {
  const text = 'ARG A=1 B=$A-$TARGETARCH\nARG C\nARG D="x y"\nFROM a\nARG E=late\n';
  const { A, B, C, D, E } = values(text, { buildArgs: { E: 'given' } });
  assert.deepEqual([A, B, C, D, E], ['1', '1-amd64', undefined, 'x y', undefined]);
  const given = values(text, { buildArgs: { A: '2', C: 'c' } });
  assert.deepEqual([given['A'], given['B'], given['C']], ['2', '2-amd64', 'c']);
});

test('what was given for a platform argument wins', () => {
  assert.equal(values('FROM a\n', { buildArgs: { TARGETARCH: 'mine' } })['TARGETARCH'], 'mine');
});

test('an ARG that is called like a member of JavaScript’s objects is an ARG', () => {
  const found = globalArguments(
    parseDockerfile('ARG constructor\nARG toString=x$constructor\nARG __proto__=y\nFROM a\n'),
    DEFAULT_BUILD_OPTIONS,
  );
  assert.deepEqual([found.get('constructor'), found.get('toString'), found.get('__proto__')], [undefined, 'x', 'y']);
});
