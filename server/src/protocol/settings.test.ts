// Settings as editors send them: each is taken when it is of its type, else its default stands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_SETTINGS, readSettings } from './settings';

test('nothing sent: the defaults', () => {
  for (const sent of [undefined, null, {}, [], 'x', 7, { sizes: null, lint: 'off', engine: [] }]) {
    assert.deepEqual(readSettings(sent), DEFAULT_SETTINGS, JSON.stringify(sent));
  }
});

test('values of their type are taken, others are not', () => {
  const read = readSettings({
    sizes: { display: 'both' },
    engine: { enabled: false, host: 7 },
    predict: { builder: 'kaniko', platform: 'linux/arm64' },
    lint: { enabled: 'no', rules: { 'update-alone': 'off' } },
    build: { arguments: ['--pull'] },
  });
  assert.deepEqual(
    [
      read['layerlens.sizes.display'],
      read['layerlens.engine.enabled'],
      read['layerlens.engine.host'],
      read['layerlens.predict.builder'],
      read['layerlens.predict.platform'],
      read['layerlens.lint.enabled'],
      read['layerlens.lint.rules'],
      read['layerlens.build.arguments'],
    ],
    ['both', false, '', 'auto', 'linux/arm64', true, { 'update-alone': 'off' }, ['--pull']],
  );
});

test('lists and maps must hold texts only; names of JavaScript’s own are no values', () => {
  const read = readSettings({
    build: { arguments: ['--pull', 1] },
    lint: { rules: { a: 1 } },
    sizes: { display: 'constructor' },
    predict: { builder: 'toString' },
  });
  assert.deepEqual(
    [
      read['layerlens.build.arguments'],
      read['layerlens.lint.rules'],
      read['layerlens.sizes.display'],
      read['layerlens.predict.builder'],
    ],
    [[], {}, 'codeLens', 'auto'],
  );
});
