// Platform words as containerd reads and normalises them (containerd/platforms: platforms_test.go, database.go).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PLATFORM, formatPlatform, parsePlatform } from './platform';

const read = (text: string): string => {
  const platform = parsePlatform(text, { os: 'linux', architecture: 'riscv64', variant: '' });
  return platform ? formatPlatform(platform) : 'none';
};

test('platforms as people write them', () => {
  for (const [text, platform] of [
    ['linux', 'linux/riscv64'],
    ['windows', 'windows/riscv64'],
    ['macos', 'darwin/riscv64'],
    ['amd64', 'linux/amd64'],
    ['arm64', 'linux/arm64'],
    ['s390x', 'linux/s390x'],
    ['linux/amd64', 'linux/amd64'],
    ['linux/amd64/v1', 'linux/amd64'],
    ['linux/amd64/v3', 'linux/amd64/v3'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/x86-64', 'linux/amd64'],
    ['linux/i386', 'linux/386'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/arm64/8', 'linux/arm64'],
    ['linux/arm64/v9', 'linux/arm64/v9'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['linux/arm/7', 'linux/arm/v7'],
    ['linux/arm/v6', 'linux/arm/v6'],
    ['linux/arm/5', 'linux/arm/v5'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/armel', 'linux/arm/v6'],
    ['armhf', 'linux/arm/v7'],
    ['Linux/AMD64', 'linux/amd64'],
    ['macOS/arm64', 'darwin/arm64'],
    [' linux/arm64 ', 'linux/arm64'],
    // Two words may be anything: a builder may know more than we do.
    ['wasi/wasm', 'wasi/wasm'],
    ['linux/loong64', 'linux/loong64'],
  ] as const) {
    assert.equal(read(text), platform, text);
  }
});

test('what is no platform', () => {
  for (const text of [
    '',
    '/',
    'linux/',
    '/amd64',
    'linux//v7',
    'linux/amd64/v1/x',
    'linux amd64',
    'a*',
    'pentium',
    'constructor',
    'windows(10.0.17763)/amd64',
  ]) {
    assert.equal(read(text), 'none', text);
  }
});

test('names of JavaScript’s own are names like others', () => {
  assert.equal(read('constructor/__proto__/toString'), 'constructor/__proto__/tostring');
  assert.equal(read('linux/arm/constructor'), 'linux/arm/constructor');
});

test('without another word the defaults are those of most machines', () => {
  assert.deepEqual(parsePlatform('linux'), DEFAULT_PLATFORM);
});
