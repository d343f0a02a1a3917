// When a missing source may be told: where the context is known, or what is there speaks for the assumed one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextOf } from '../../../test/support/contextFact';
import { buildGraph } from '../../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../build/options';
import { createParser } from '../../shell/parser';
import { parseDockerfile } from '../../syntax/parse';
import type { ContextFact } from './contextFact';
import { DEFAULT_LINT_OPTIONS, lint } from '../run';

const found = (text: string, context?: ContextFact): string[] =>
  lint(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), createParser(), {
    ...DEFAULT_LINT_OPTIONS,
    ...(context && { facts: { context } }),
    only: ['copy-source-missing', 'copy-ignored-file'],
  }).map(({ rule, effective, message }) => `${rule.id} ${effective}: ${message}`);

const TEXT = 'FROM alpine\nCOPY package.json main.js /app/\n';

test('without a context nothing is said', () => {
  assert.deepEqual(found(TEXT), []);
});

test('in a known context it is an error', () => {
  assert.deepEqual(found(TEXT, contextOf({ 'package.json': '{}' })), [
    'copy-source-missing error: There is no main.js in the build context (.): the build stops here.',
  ]);
});

test('an assumed context that has none of the sources is likely not the one', () => {
  assert.deepEqual(found(TEXT, contextOf({ 'README.md': '' }, true)), []);
});

test('an assumed context that has another source: a hint', () => {
  assert.deepEqual(found(TEXT, contextOf({ 'package.json': '{}' }, true)), [
    'copy-source-missing hint: There is no main.js in the build context (.): the build stops here.',
  ]);
});

test('what an ignore file keeps out is told with its pattern, also inside a folder nobody looked into', () => {
  const context = contextOf({ 'package.json': '{}', '.dockerignore': '# built\ndist\n', 'dist/.keep': '' });
  assert.deepEqual(found('FROM alpine\nCOPY dist/app.js /app/\n', context), [
    'copy-ignored-file error: Attempting to Copy file "dist/app.js" that is excluded by .dockerignore: `dist` (.dockerignore, line 2) keeps it out, and the build stops here.',
  ]);
});
