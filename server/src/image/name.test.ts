// Image references: how people and programs write the same name, and what may be sent to an engine.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { familiarName, isImageReference, namesMatch } from './name';

suite('names', () => {
  test('as docker images prints them', () => {
    for (const [name, familiar] of [
      ['docker.io/library/app:dev', 'app:dev'],
      ['index.docker.io/library/app:dev', 'app:dev'],
      ['docker.io/me/app', 'me/app'],
      ['docker.io/library/a/b', 'library/a/b'],
      ['localhost/app:dev', 'localhost/app:dev'],
      ['ghcr.io/me/app@sha256:ab', 'ghcr.io/me/app@sha256:ab'],
    ] as const) {
      assert.equal(familiarName(name), familiar);
    }
  });

  test('a name without a tag means latest; a port is no tag', () => {
    assert.ok(namesMatch(['app:latest'], 'app', true));
    assert.ok(namesMatch(['host:5000/app:latest'], 'host:5000/app', true));
    assert.ok(!namesMatch(['app:latest'], 'app:dev', true));
    assert.ok(!namesMatch(['localhost/app:dev'], 'app:dev', true));
    assert.ok(namesMatch(['localhost/app:dev'], 'app:dev', false));
  });

  test('what may be sent to an engine', () => {
    for (const good of ['app', 'app:dev', 'host:5000/a/b:1', 'app@sha256:ab12', 'sha256:ab12', 'ab12cd'])
      assert.ok(isImageReference(good), good);
    for (const bad of [
      '',
      '-v',
      '--help',
      'a b',
      'a\nb',
      '../containers/json',
      'a/../b',
      'a//b',
      'a/',
      'a?b=c',
      'a#b',
      'a%2fb',
      '/a',
      'ä',
      'x'.repeat(600),
    ]) {
      assert.ok(!isImageReference(bad), bad);
    }
  });
});
