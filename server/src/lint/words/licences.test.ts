// SPDX expressions, and what is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLicenceExpression } from './licences';

test('expressions', () => {
  for (const text of [
    'MIT',
    'Apache-2.0',
    'GPL-2.0-or-later WITH Classpath-exception-2.0',
    '(MIT OR Apache-2.0) AND BSD-3-Clause',
    'GPL-2.0+',
    'LicenseRef-own',
    'NOASSERTION',
  ])
    assert.ok(isLicenceExpression(text), text);
});

test('no expressions', () => {
  for (const text of ['', 'Apache License', 'MIT OR', '(MIT', 'MIT)', 'AND MIT', 'proprietary', '('.repeat(100_000)])
    assert.ok(!isLicenceExpression(text), text.slice(0, 40));
});
