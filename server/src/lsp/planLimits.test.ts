// Files that nobody wrote by hand are not planned; everybody else's are.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../syntax/parse';
import { beyondLimits } from './planLimits';

const limitOf = (text: string): string | undefined => beyondLimits(parseDockerfile(text));

test('an ordinary file is planned', () => {
  assert.equal(limitOf(`FROM a\n${'ENV A=b C=d\n'.repeat(20)}${'RUN make\n'.repeat(100)}`), undefined);
});

test('too long, too many, too much to repeat', () => {
  assert.match(limitOf(`FROM a\nRUN ${'x'.repeat(300_000)}\n`) ?? '', /more than 256 kB/);
  assert.match(limitOf(`FROM a\n${'RUN x\n'.repeat(1100)}`) ?? '', /1000 instructions/);
  assert.match(limitOf(`FROM a\n${'ENV A=b C=d E=f\n'.repeat(400)}${'RUN x\n'.repeat(400)}`) ?? '', /variables/);
});
