// An engine's state in words: one sentence, what to do where there is something, and never advice that gives root away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERING, SILENT } from '../../test/support/memoryEngine';
import type { EngineState } from '../engine/engine';
import { engineWords, whyOld } from './engineWords';

const endpoint = { address: 'unix:///run/e.sock', from: 'context desktop' };
const STATES: readonly EngineState[] = [
  { kind: 'not-asked' },
  { kind: 'none-found', tried: ['unix:///a'] },
  SILENT,
  { kind: 'refused', endpoint, detail: 'EACCES' },
  { kind: 'too-old', endpoint, apiVersion: '1.12', needed: '1.24' },
  ANSWERING,
];

test('each state has its sentence, ended by a full stop, and its kind', () => {
  for (const state of STATES) {
    const { kind, sentence } = engineWords(state, true);
    assert.equal(kind, state.kind);
    assert.match(sentence, /^[A-Z].*\.$/);
    assert.doesNotMatch(sentence, /chmod|666|!|undefined/);
  }
  assert.deepEqual(STATES.map(whyOld), [
    undefined,
    'the engine no longer answers',
    'the engine no longer answers',
    'the engine refuses access',
    'the engine is too old',
    undefined,
  ]);
});

test('who answers, and where', () => {
  assert.equal(
    engineWords(ANSWERING, true).sentence,
    'Docker 28.5.2 answers at unix:///run/e.sock (default socket, overlay2 store).',
  );
  assert.equal(
    engineWords({ ...ANSWERING, product: 'podman', store: '' }, true).sentence,
    'Podman 28.5.2 answers at unix:///run/e.sock (default socket).',
  );
});

test('an engine that may not be asked is not spoken of, whatever its state', () => {
  for (const state of STATES) {
    assert.deepEqual(engineWords(state, false), {
      kind: 'not-asked',
      sentence: 'This folder is not trusted: no container engine is asked.',
    });
    assert.match(engineWords(state, true, false).sentence, /the setting layerlens\.engine\.enabled is off/);
  }
});
