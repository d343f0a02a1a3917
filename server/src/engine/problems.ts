// Knows: every problem with an engine that a user can see, in words: what, why, what to do.
import type { UserProblem } from '../base/outcome';
import type { EngineState } from './engine';
import type { HttpFault } from './http';

const CANNOT = 'Layerlens cannot read the image';

export const noSuchImage = (ref: string): UserProblem => ({
  code: 'engine/no-such-image',
  what: `The engine has no image ${ref}.`,
  next: 'Build or pull it first.',
});

export const badReference = (ref: string): UserProblem => ({
  code: 'engine/no-such-image',
  what: `${JSON.stringify(ref.slice(0, 100))} is no image name.`,
});

export const unreachable = (fault: HttpFault): UserProblem =>
  fault.kind === 'cancelled'
    ? { code: 'engine/cancelled', what: 'Asking the engine was stopped.' }
    : {
        code: 'engine/unreachable',
        what: `${CANNOT}: the engine does not answer any more.`,
        next: 'Look whether Docker or Podman is still running.',
        detail: `${fault.kind}: ${fault.detail}`,
      };

export const saidNo = (status: number, said: string): UserProblem => ({
  code: 'engine/error',
  what: `${CANNOT}: the engine reports an error.`,
  why: `It says: ${said === '' ? `status ${String(status)}` : said}`,
});

export const notUnderstood = (what: string): UserProblem => ({
  code: 'engine/not-understood',
  what: `${CANNOT}: the engine's answer (${what}) is not what Docker and Podman answer.`,
});

/** Why there is no engine to ask. */
export function noEngine(state: EngineState): UserProblem {
  switch (state.kind) {
    case 'refused':
      return {
        code: 'engine/refused',
        what: `${CANNOT}: ${state.endpoint.address} may not be opened.`,
        why: state.detail,
      };
    case 'too-old':
      return {
        code: 'engine/too-old',
        what: `${CANNOT}: the engine speaks API ${state.apiVersion}, at least ${state.needed} is needed.`,
        next: 'Update the engine.',
      };
    case 'silent':
      return {
        code: 'engine/unreachable',
        what: `${CANNOT}: the engine at ${state.endpoint.address || state.endpoint.from} does not answer.`,
        why: state.detail,
        next: 'Start Docker or Podman, or open a saved image.',
      };
    case 'none-found':
      return {
        code: 'engine/none-found',
        what: `${CANNOT}: no container engine answers.`,
        next: 'Start Docker or Podman, or open a saved image.',
        detail: `tried ${state.tried.join(', ')}`,
      };
    case 'not-asked':
    case 'answering':
      return { code: 'engine/not-asked', what: `${CANNOT}: no engine may be asked in this workspace.` };
  }
}

/** What to do about a socket that may not be opened. Never: making it writable for all, which hands out root. */
export const whyRefused = (address: string): string =>
  `No permission to open ${address}. On Linux, who may use Docker is a member of the group that owns the socket, ` +
  'mostly docker: sudo usermod -aG docker $USER, then log out and in. Members of it are as mighty as root; rootless Docker or ' +
  'Podman do without.';
