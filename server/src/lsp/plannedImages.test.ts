// Files of base images behind a plan: what is listed is there at once, the rest is listed once, and never waited for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { directory } from '../context/tree';
import { PlannedImages } from './plannedImages';
import type { PlannedBuilder } from './planPorts';

const TREE = directory([]);
const BASES = { 'a:1': { keys: ['k'], content: 'listed' }, 'b:1': { keys: ['k'], content: 'new' } };

function setUp(change: { mayAsk?: boolean; answers?: boolean; isListed?: boolean } = {}) {
  const { mayAsk = true, answers = true, isListed = true } = change;
  const asked: string[] = [];
  let renewed = 0;
  let finish: (isNew: boolean) => void = () => undefined;
  const builder = {
    answers,
    list: (reference: string) => {
      asked.push(reference);
      return new Promise<boolean>((resolve) => (finish = resolve));
    },
  } as Partial<PlannedBuilder> as PlannedBuilder;
  const images = new PlannedImages(
    {
      mayAsk: () => mayAsk,
      listed: ({ content }) => Promise.resolve(content === 'listed' && isListed ? TREE : undefined),
    },
    () => renewed++,
  );
  return {
    asked,
    files: (newest: object | null = {}, signal = { aborted: false }) =>
      images.files(['a:1', 'b:1', 'c:1'], BASES, { builder, newest: newest ?? undefined }, signal),
    ended: async (isNew: boolean): Promise<number> => {
      finish(isNew);
      await new Promise(setImmediate);
      return renewed;
    },
  };
}

test('what is listed is told, the rest is listed behind, once, and then it is planned again', async () => {
  const { asked, files, ended } = setUp();
  assert.deepEqual(await files(), { 'a:1': TREE });
  assert.deepEqual(await files(), { 'a:1': TREE });
  assert.deepEqual(asked, ['b:1']);
  assert.equal(await ended(true), 1);
});

test('an image that cannot be listed changes nothing', async () => {
  const { files, ended } = setUp();
  await files();
  assert.equal(await ended(false), 0);
});

test('a document that was closed meanwhile is not planned', async () => {
  const { files, ended } = setUp();
  const signal = { aborted: false };
  await files({}, signal);
  signal.aborted = true;
  assert.equal(await ended(true), 0);
});

test('nobody is asked in a folder that is not trusted, of a silent engine, or where nothing was recorded', async () => {
  for (const { asked, files } of [setUp({ mayAsk: false }), setUp({ answers: false })]) {
    assert.deepEqual(await files(), { 'a:1': TREE });
    assert.deepEqual(asked, []);
  }
  const { asked, files } = setUp();
  await files(null);
  assert.deepEqual(asked, []);
});
