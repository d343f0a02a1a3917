// What the README shows of the command line is what it answers. `…` on a line of its own stands for lines left out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRepo, repoRoot } from '../../../scripts/repo.mjs';
import { run } from './tree';

const BLOCK = /^```console\n\$ layerlens (.+)\n([\s\S]*?)^```$/gm;
const examples = [...readFileSync(inRepo('README.md'), 'utf8').matchAll(BLOCK)];

/** The shown lines as an expression: all of them, with anything where `…` stands. */
function expressionOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  const parts = lines.map((line) => (line.trim() === '…' ? '(?:.*\\n)*' : `${escaped(line)}\\n`));
  return new RegExp(`^${parts.join('')}$`);
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

test('there are examples', () => {
  assert.ok(examples.length > 0);
});

for (const [, args = '', shown = ''] of examples) {
  test(`layerlens ${args}`, () => {
    const { output } = run(repoRoot, 'dist/server.js', ...args.split(' '));
    assert.match(output, expressionOf(shown));
  });
}
