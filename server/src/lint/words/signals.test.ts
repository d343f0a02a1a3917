import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalName } from './signals';

test('names and numbers of signals', () => {
  for (const [text, expected] of [
    ['15', 'SIGTERM'],
    ['SIGTERM', 'SIGTERM'],
    ['quit', 'SIGQUIT'],
    ['sigKill', 'SIGKILL'],
    ['34', 'SIGRTMIN'],
    ['37', 'SIGRTMIN+3'],
    ['63', 'SIGRTMAX-1'],
    ['SIGRTMIN+15', 'SIGRTMIN+15'],
    ['RTMAX-14', 'SIGRTMAX-14'],
    ['SIGRTMIN+16', undefined],
    ['SIGRTMAX-15', undefined],
    ['SIGRTMIN+0', undefined],
    ['0', undefined],
    ['32', undefined],
    ['65', undefined],
    ['-9', undefined],
    ['TERMINATE', undefined],
    ['', undefined],
    ['constructor', undefined],
  ] as const) {
    assert.equal(signalName(text), expected, text);
  }
});
