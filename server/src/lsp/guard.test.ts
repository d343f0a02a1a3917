// The fence around requests: what fails is logged and answered with nothing, what is cancelled is answered at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource, ResponseError } from 'vscode-languageserver';
import { guard } from './guard';

const logged: string[] = [];
const log = {
  error: (message: string) => void logged.push(message),
  warn: (message: string) => assert.fail(message),
  info: (message: string) => assert.fail(message),
  debug: (message: string) => assert.fail(message),
};
const never = new CancellationTokenSource().token;

test('an answer goes through', async () => {
  assert.equal(await guard(log, 'm', 'empty', (n: number) => (n === 1 ? 'one' : 'other'))(1, never), 'one');
  assert.equal(await guard(log, 'm', 'empty', async () => 'later')(1, never), 'later');
});

test('a failure is logged with its method and answered with nothing', async () => {
  const fails = [
    (): string => {
      throw new Error('at once');
    },
    async (): Promise<string> => {
      throw new Error('later');
    },
  ];
  for (const fail of fails) assert.equal(await guard(log, 'layerlens/x', 'empty', fail)(0, never), 'empty');
  assert.equal(logged.length, 2);
  assert.match(logged[0] ?? '', /^layerlens\/x failed: Error: at once/);
});

test('what is cancelled before or while it is answered gets the protocol’s own answer', async () => {
  const source = new CancellationTokenSource();
  const waits = guard(log, 'm', 'empty', () => new Promise<string>(() => undefined))(0, source.token);
  source.cancel();
  for (const answer of [await waits, await guard(log, 'm', 'empty', () => 'x')(0, source.token)]) {
    assert.ok(answer instanceof ResponseError);
    assert.equal(answer.code, -32800);
  }
});
