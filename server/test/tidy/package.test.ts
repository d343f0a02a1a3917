// What goes into the VSIX: what is needed, its licenses, and nothing else.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { run, TreeCopy } from './tree';

const NEEDED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD_PARTY.md',
  'dist/client.js',
  'dist/contextWorker.js',
  'dist/program.js',
  'dist/server.js',
  'media/icon.png',
  'media/layers.svg',
  'package.json',
  'schemas/layerlens.schema.json',
  'syntaxes/layerlens-comments.injection.json',
];

/** What lies about in a tree that was built, tested and started. */
const NOT_WANTED = [
  'dist/client.js.map',
  'dist/lint-11.3-x64-1.codecache',
  'out/meta/client.json',
  '.cache/npm.log',
  '.env',
  'test-workspace/sample/image.tar',
];

const tree = new TreeCopy();
after(() => {
  tree.remove();
});

test('the package holds exactly what it needs', () => {
  for (const file of [...NEEDED.filter((file) => file.startsWith('dist/')), ...NOT_WANTED]) tree.plant(file, '');
  const { failed, output } = run(tree.root, 'node_modules/@vscode/vsce/vsce', 'ls', '--no-dependencies');
  assert.ok(!failed, output);
  const files = output.split('\n').filter((line) => line !== '' && !line.includes(' '));
  assert.deepEqual(files.sort(), [...NEEDED].sort());
});
