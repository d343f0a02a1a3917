import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { LiveModel } from './liveModel';

interface Question {
  readonly uri: string;
  readonly signal: AbortSignal;
  answer(value: string | null): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** Lets everything that waits for a settled promise run. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

function rig() {
  const questions: Question[] = [];
  const drawn: (string | undefined)[] = [];
  const errors: unknown[] = [];
  const live: LiveModel<string> = new LiveModel<string>({
    ask: (uri, signal) =>
      new Promise((resolve, reject) => {
        questions.push({
          uri,
          signal,
          answer: (value) => {
            resolve(value);
            return settle();
          },
          fail: (error) => {
            reject(error);
            return settle();
          },
        });
      }),
    changed: () => drawn.push(live.value),
    failed: (error) => errors.push(error),
  });
  const question = (index: number): Question => {
    const found = questions[index];
    assert.ok(found, `question ${index} was not asked`);
    return found;
  };
  return { live, questions, question, drawn, errors };
}

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

test('a document is asked for at once and drawn when the answer is there', async () => {
  const { live, question, drawn } = rig();
  live.follow('a');
  await question(0).answer('A');
  assert.deepEqual(drawn, [undefined, 'A']);
});

test('following the same document again asks nothing', () => {
  const { live, questions } = rig();
  live.follow('a');
  live.follow('a');
  assert.equal(questions.length, 1);
});

test('a late answer about the document before is cancelled and never drawn', async () => {
  const { live, question } = rig();
  live.follow('a');
  live.follow('b');
  assert.equal(question(0).signal.aborted, true);
  await question(1).answer('B');
  await question(0).answer('A');
  assert.equal(live.value, 'B');
});

test('a late failure about the document before is not reported', async () => {
  const { live, question, errors } = rig();
  live.follow('a');
  live.follow('b');
  await question(0).fail(new Error('cancelled'));
  assert.deepEqual(errors, []);
  assert.equal(live.failed, false);
});

test('a burst of changes is one question', async () => {
  const { live, questions, question } = rig();
  live.follow('a');
  await question(0).answer('A');
  for (let turn = 0; turn < 10; turn++) live.refresh();
  assert.equal(questions.length, 1, 'not before the delay');
  mock.timers.tick(50);
  assert.equal(questions.length, 2);
});

test('changes while a question is on its way ask once more afterwards, and the answer in between is drawn', async () => {
  const { live, questions, question } = rig();
  live.follow('a');
  live.refresh();
  live.refresh();
  mock.timers.tick(1000);
  assert.equal(questions.length, 1);
  await question(0).answer('A1');
  assert.equal(live.value, 'A1');
  mock.timers.tick(50);
  await question(1).answer('A2');
  assert.equal(live.value, 'A2');
  mock.timers.tick(1000);
  assert.equal(questions.length, 2);
});

test('the old value stays while asking and when asking fails', async () => {
  const { live, question, errors } = rig();
  live.follow('a');
  await question(0).answer('A');
  live.refresh();
  mock.timers.tick(50);
  assert.equal(live.value, 'A');
  await question(1).fail(new Error('server is gone'));
  assert.equal(live.value, 'A');
  assert.equal(live.failed, true);
  assert.equal(errors.length, 1);
});

test('without a document nothing is asked', () => {
  const { live, questions } = rig();
  live.follow('a');
  live.follow(undefined);
  live.refresh();
  mock.timers.tick(1000);
  assert.equal(questions.length, 1);
  assert.equal(live.value, undefined);
});
