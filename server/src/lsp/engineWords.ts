// Knows: an engine's state in one sentence. A missing engine is a state, not an error.
import type { EngineState } from '../engine/engine';
import type { EngineWords } from '../insight/status';

export function engineWords(state: EngineState, trusted: boolean, enabled = true): EngineWords {
  if (!trusted) return { kind: 'not-asked', sentence: 'This folder is not trusted: no container engine is asked.' };
  if (!enabled)
    return {
      kind: 'not-asked',
      sentence: 'No container engine is asked: the setting layerlens.engine.enabled is off.',
    };
  switch (state.kind) {
    case 'not-asked':
      return { kind: state.kind, sentence: 'No container engine was asked yet.' };
    case 'none-found':
      return {
        kind: state.kind,
        sentence: 'No container engine answers. Sizes appear when one does, or open a saved image.',
      };
    case 'silent':
      return {
        kind: state.kind,
        sentence: `The container engine at ${state.endpoint.address} (${state.endpoint.from}) does not answer. Start it, or open a saved image.`,
      };
    case 'refused':
      return {
        kind: state.kind,
        sentence: `Permission to use ${state.endpoint.address} was refused. On Linux, members of the group that owns the socket (often docker) may use it; log in again after joining.`,
      };
    case 'too-old':
      return {
        kind: state.kind,
        sentence: `The engine at ${state.endpoint.address} speaks API ${state.apiVersion}; Layerlens needs ${state.needed} or later.`,
      };
    case 'answering': {
      const product = state.product === 'podman' ? 'Podman' : 'Docker';
      const store = state.store === '' ? '' : `, ${state.store} store`;
      return {
        kind: state.kind,
        sentence: `${product} ${state.version} answers at ${state.endpoint.address} (${state.endpoint.from}${store}).`,
      };
    }
  }
}

/** Why numbers are old, in a few words for the end of a line; undefined while the engine answers. */
export function whyOld(state: EngineState): string | undefined {
  switch (state.kind) {
    case 'answering':
    case 'not-asked':
      return undefined;
    case 'refused':
      return 'the engine refuses access';
    case 'too-old':
      return 'the engine is too old';
    default:
      return 'the engine no longer answers';
  }
}
