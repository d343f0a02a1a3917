// The Dockerfiles of test-workspace/well-kept: the rules that are on by default say nothing about them.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { inRepo } from '../../../scripts/repo.mjs';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { createParser } from '../../src/shell/parser';
import { parseDockerfile } from '../../src/syntax/parse';

const folder = inRepo('test-workspace', 'well-kept');
const names = readdirSync(folder);
test('there are some', () => {
  assert.ok(names.length >= 5, names.join());
});
for (const name of names) {
  test(name, () => {
    const text = readFileSync(`${folder}/${name}/Dockerfile`, 'utf8');
    const findings = lint(
      buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS),
      createParser(),
      DEFAULT_LINT_OPTIONS,
    );
    assert.deepEqual(
      findings.map(({ rule, message }) => `${rule.id}: ${message}`),
      [],
    );
  });
}
