// Acting on an aborted signal, for signals that tell and for signals that only know.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { onCancel } from './cancel';

suite('cancelling', () => {
  test('at once when it is already aborted', () => {
    let acted = 0;
    onCancel(AbortSignal.abort(), () => acted++);
    onCancel({ aborted: true }, () => acted++);
    assert.equal(acted, 2);
  });

  test('when it is aborted, once, and not after it was forgotten', async () => {
    const controller = new AbortController();
    const flag = { aborted: false };
    let acted = 0;
    for (const signal of [controller.signal, flag]) {
      onCancel(signal, () => acted++);
      onCancel(signal, () => acted++)();
    }
    controller.abort();
    flag.aborted = true;
    // The watchers do not keep the process alive by themselves.
    const alive = setInterval(() => undefined, 60_000);
    // Watchers look in the order in which they came: when a newer one has seen its flag twice, the older ones have too.
    for (let round = 0; round < 2; round++) {
      const newer = { aborted: false };
      const seen = new Promise<void>((resolve) => onCancel(newer, resolve));
      newer.aborted = true;
      await seen;
    }
    clearInterval(alive);
    assert.equal(acted, 2);
  });

  test('many may wait for one signal without a warning', async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on('warning', note);
    const controller = new AbortController();
    let acted = 0;
    for (let i = 0; i < 50; i++) onCancel(controller.signal, () => acted++);
    controller.abort();
    // A warning is told in the next turn.
    await new Promise(setImmediate);
    process.off('warning', note);
    assert.deepEqual([acted, warnings], [50, []]);
  });
});
