import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DocumentChoice } from '../../server/src/protocol/requests';
import { choiceIn, EMPTY_STATE, readState, withBuildsAllowed, withChoice } from './memoryState';

const choice = (uri: string, ref = 'app:dev'): DocumentChoice => ({ uri, image: { kind: 'engine', ref }, target: '' });

test('a document without a choice: look for the image, last stage', () => {
  assert.deepEqual(choiceIn(EMPTY_STATE, 'file:///a'), { uri: 'file:///a', image: { kind: 'auto' }, target: '' });
});

test('what is written is read back', () => {
  const state = withBuildsAllowed(withChoice(EMPTY_STATE, choice('file:///a')), 'docker');
  assert.deepEqual(readState(JSON.parse(JSON.stringify(state))), state);
});

test('a newer choice replaces the older one', () => {
  const state = withChoice(withChoice(EMPTY_STATE, choice('file:///a', 'old')), choice('file:///a', 'new'));
  assert.deepEqual(state.choices, [choice('file:///a', 'new')]);
});

test('the default is not kept', () => {
  const state = withChoice(withChoice(EMPTY_STATE, choice('file:///a')), {
    uri: 'file:///a',
    image: { kind: 'auto' },
    target: '',
  });
  assert.deepEqual(state, EMPTY_STATE);
});

test('a target without an image is kept', () => {
  const state = withChoice(EMPTY_STATE, { uri: 'file:///a', image: { kind: 'auto' }, target: 'build' });
  assert.equal(choiceIn(state, 'file:///a').target, 'build');
});

test('the number of choices is bounded, the oldest goes first', () => {
  let state = EMPTY_STATE;
  for (let index = 0; index < 250; index++) state = withChoice(state, choice(`file:///${index}`));
  assert.equal(state.choices.length, 200);
  assert.equal(state.choices[0]?.uri, 'file:///50');
});

test('which image of a saved file was chosen is remembered, and is a text', () => {
  const image = { kind: 'archive', path: '/two.tar', name: 'tool:1' };
  const choices = [
    { uri: 'file:///a', target: '', image },
    { uri: 'file:///b', target: '', image: { ...image, name: 1 } },
  ];
  assert.deepEqual(readState({ version: 1, choices, buildsAllowed: [] }).choices, choices.slice(0, 1));
});

test('damaged, foreign and unknown versions are read as empty, damaged entries are dropped', () => {
  for (const stored of [undefined, null, 'x', [], { version: 99, choices: [choice('file:///a')] }]) {
    assert.deepEqual(readState(stored), EMPTY_STATE);
  }
  const damaged = {
    version: 1,
    choices: [choice('file:///a'), { uri: 1 }, { uri: 'file:///b', target: '', image: { kind: 'engine' } }],
    buildsAllowed: [1, 'docker'],
  };
  assert.deepEqual(readState(damaged), { version: 1, choices: [choice('file:///a')], buildsAllowed: ['docker'] });
});
