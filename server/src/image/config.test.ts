// Image configs of different writers, configs that lie, and which platform fits which.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { platformFit, readConfig } from './config';

const DIFF = `sha256:${'a'.repeat(64)}`;

suite('image config', () => {
  test('everything a Docker config says', () => {
    const read = readConfig(
      JSON.stringify({
        architecture: 'arm64',
        variant: 'v8',
        os: 'linux',
        created: '2026-11-21T06:48:53.5Z',
        config: {
          Env: ['A=1', 'B='],
          WorkingDir: '/app',
          User: '1000:1000',
          Shell: ['/bin/bash', '-c'],
          OnBuild: ['RUN x'],
          Labels: { 'a.b': 'c' },
        },
        rootfs: { type: 'layers', diff_ids: [DIFF] },
        history: [
          { created: '0001-01-01T00:00:00Z', created_by: 'COPY a', comment: 'buildkit.dockerfile.v0' },
          { empty_layer: true },
        ],
      }),
    );
    assert.deepEqual(read, {
      kind: 'config',
      file: {
        config: {
          os: 'linux',
          architecture: 'arm64',
          variant: 'v8',
          env: ['A=1', 'B='],
          workingDir: '/app',
          user: '1000:1000',
          shell: ['/bin/bash', '-c'],
          onBuild: ['RUN x'],
          labels: { 'a.b': 'c' },
          diffIds: [DIFF],
        },
        history: [
          { createdBy: 'COPY a', emptyLayer: false, comment: 'buildkit.dockerfile.v0' },
          { createdBy: '', emptyLayer: true },
        ],
        createdAt: '2026-11-21T06:48:53.5Z',
      },
    });
  });

  test('null, absent and wrongly typed parts count as not said', () => {
    const read = readConfig(
      JSON.stringify({
        config: { Env: null, Labels: { a: 1, b: 'c' }, OnBuild: 'x', User: 7 },
        rootfs: { diff_ids: null },
        history: {},
      }),
    );
    assert.ok(read.kind === 'config');
    assert.deepEqual(read.file.config, {
      os: '',
      architecture: '',
      env: [],
      workingDir: '',
      user: '',
      onBuild: [],
      labels: { b: 'c' },
      diffIds: [],
    });
    assert.deepEqual(read.file.history, []);
  });

  test('a byte order mark in front, and names that objects have by themselves', () => {
    const read = readConfig(
      '\uFEFF{"rootfs":{"type":"layers"},"config":{"Labels":{"__proto__":"x","constructor":"y"}}}',
    );
    assert.ok(read.kind === 'config');
    assert.deepEqual(Object.entries(read.file.config.labels), [
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('charts and models are artifacts; a diff ID that is no digest is damage', () => {
    assert.equal(readConfig('{"name":"chart"}').kind, 'artifact');
    assert.equal(readConfig('{"rootfs":{"type":"other"}}').kind, 'artifact');
    assert.equal(readConfig('{"rootfs":{"diff_ids":["../../x"]}}').kind, 'damaged');
  });

  test('any JSON at all', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        assert.ok(['config', 'artifact', 'damaged'].includes(readConfig(text).kind));
      }),
    );
  });
});

suite('platforms', () => {
  for (const [have, wanted, fits] of [
    ['linux/amd64', 'linux/amd64', true],
    ['linux/arm64', 'linux/arm64/v8', true],
    ['linux/arm64/v8', 'linux/aarch64', true],
    ['linux/arm/v6', 'linux/arm', true],
    ['linux/arm/v7', 'linux/arm/v6', false],
    ['linux/amd64/v3', 'linux/amd64', false],
    ['windows/amd64', 'linux/amd64', false],
    ['', 'linux/amd64', false],
  ] as const) {
    test(`${have || 'nothing'} ${fits ? 'fits' : 'does not fit'} ${wanted}`, () => {
      assert.equal(platformFit(have, wanted) > 0, fits);
    });
  }

  test('the nearest variant wins', () => {
    const best = ['linux/arm/v5', 'linux/arm/v7', 'linux/arm/v6'].sort(
      (a, b) => platformFit(b, 'linux/arm/v7') - platformFit(a, 'linux/arm/v7'),
    );
    assert.deepEqual(best, ['linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5']);
  });
});
