// Which API version is spoken with whom.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { agreeOnApi, compareApi } from './apiVersion';

suite('API versions', () => {
  for (const [who, newest, oldest, pinned, agreed] of [
    ['Docker 20.10', '1.41', '1.12', '', '1.41'],
    ['Docker 28.5', '1.51', '1.24', '', '1.48'],
    ['Docker 29.0', '1.52', '1.44', '', '1.48'],
    ['an engine that has left ours behind', '1.70', '1.60', '', '1.60'],
    ['Podman 4.3', '1.41', '', '', '1.41'],
    ['an engine that does not say', '', '', '', '1.24'],
    ['Docker 1.12', '1.24', '', '', '1.24'],
    ['Docker 1.11', '1.23', '1.12', '', undefined],
    ['DOCKER_API_VERSION', '1.51', '1.24', '1.40', '1.40'],
    ['DOCKER_API_VERSION newer than the engine', '1.41', '1.12', '1.47', '1.41'],
    ['DOCKER_API_VERSION that is no version', '1.51', '1.24', 'latest', '1.48'],
  ] as const) {
    test(`${who}: ${agreed ?? 'too old'}`, () => {
      assert.equal(agreeOnApi({ newest, oldest, pinned }), agreed);
    });
  }

  test('1.9 is older than 1.24', () => {
    assert.ok(compareApi('1.9', '1.24') < 0);
    assert.ok(compareApi('2.0', '1.99') > 0);
    assert.equal(compareApi('1.40', '1.40'), 0);
  });
});
