// What modes allow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOpenToAll, setsGroupOnly, setsId } from './modes';

test('modes that let others write', () => {
  for (const mode of ['777', '0666', '2', 'o+w', 'a+rwX', 'a=rw', 'ugo+rwx', 'u+x,o=rw'])
    assert.ok(isOpenToAll(mode), mode);
  for (const mode of ['755', '1777', '770', '+w', 'u+w', 'g=u', 'go-w', 'a+rX', 'o-w', '+t,o+w'])
    assert.ok(!isOpenToAll(mode), mode);
});

test('modes that give the owner’s rights', () => {
  for (const mode of ['4755', '2755', '6711', 'u+s', 'g+s', '+s', 'u=rwxs']) assert.ok(setsId(mode), mode);
  for (const mode of ['0755', '1777', 'u-s', '+t', 'o+x']) assert.ok(!setsId(mode), mode);
});

test('modes that give the group’s rights alone', () => {
  for (const mode of ['2755', '3777', 'g+s', 'og=rxs', 'u+x,g+s']) assert.ok(setsGroupOnly(mode), mode);
  for (const mode of ['4755', '6755', '0755', 'u+s', '+s', 'ug+s', 'g+s,u+s', 'g-s'])
    assert.ok(!setsGroupOnly(mode), mode);
});
