// Knows: the shape of what is remembered per workspace, and how to read it back when it is older, newer or damaged. Pure.
import type { DocumentChoice, ImageChoice } from '../../server/src/protocol/requests';

const VERSION = 1;
/** Old entries go first: a workspace lives for years and Dockerfiles come and go. */
const MAX_CHOICES = 200;

export interface MemoryState {
  readonly version: typeof VERSION;
  readonly choices: readonly DocumentChoice[];
  /** Programs that may build without asking in this workspace, as `argv[0]`. */
  readonly buildsAllowed: readonly string[];
}

export const EMPTY_STATE: MemoryState = { version: VERSION, choices: [], buildsAllowed: [] };

/** What is stored may come from another version of this extension: entries that do not fit are dropped, never guessed. */
export function readState(stored: unknown): MemoryState {
  if (!isObject(stored) || stored['version'] !== VERSION) return EMPTY_STATE;
  const { choices, buildsAllowed } = stored;
  return {
    version: VERSION,
    choices: Array.isArray(choices) ? choices.filter(isDocumentChoice) : [],
    buildsAllowed: Array.isArray(buildsAllowed) ? buildsAllowed.filter((entry) => typeof entry === 'string') : [],
  };
}

/** The choice for this document; without one: look for the image, last stage. */
export const choiceIn = (state: MemoryState, uri: string): DocumentChoice =>
  state.choices.find((choice) => choice.uri === uri) ?? { uri, image: { kind: 'auto' }, target: '' };

/** The newest choice stands last; one that only says the default is not kept. */
export function withChoice(state: MemoryState, choice: DocumentChoice): MemoryState {
  const others = state.choices.filter((other) => other.uri !== choice.uri);
  const isDefault = choice.image.kind === 'auto' && choice.target === '' && choice.build === undefined;
  return { ...state, choices: (isDefault ? others : [...others, choice]).slice(-MAX_CHOICES) };
}

export const withBuildsAllowed = (state: MemoryState, program: string): MemoryState => ({
  ...state,
  buildsAllowed: [...state.buildsAllowed.filter((other) => other !== program), program],
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isDocumentChoice = (value: unknown): value is DocumentChoice =>
  isObject(value) &&
  typeof value['uri'] === 'string' &&
  typeof value['target'] === 'string' &&
  (value['build'] === undefined || typeof value['build'] === 'string') &&
  isImageChoice(value['image']);

function isImageChoice(value: unknown): value is ImageChoice {
  if (!isObject(value)) return false;
  switch (value['kind']) {
    case 'engine':
      return typeof value['ref'] === 'string';
    case 'archive':
      return typeof value['path'] === 'string' && (value['name'] === undefined || typeof value['name'] === 'string');
    default:
      return value['kind'] === 'auto';
  }
}
