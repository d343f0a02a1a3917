// Knows: where choices are kept (this workspace, on this machine; never in a file of the folder).
import type { Memento } from 'vscode';
import type { DocumentChoice } from '../../server/src/protocol/requests';
import { choiceIn, readState, withBuildsAllowed, withChoice } from './memoryState';
import type { MemoryState } from './memoryState';

const KEY = 'layerlens.memory';

export class Memory {
  readonly #store: Memento;

  constructor(store: Memento) {
    this.#store = store;
  }

  get choices(): readonly DocumentChoice[] {
    return this.#state.choices;
  }

  choiceOf(uri: string): DocumentChoice {
    return choiceIn(this.#state, uri);
  }

  async remember(choice: DocumentChoice): Promise<void> {
    await this.#store.update(KEY, withChoice(this.#state, choice));
  }

  /** The consent is for one program: when the plan changes from one builder to another, the user is asked again. */
  mayBuildWith(program: string): boolean {
    return this.#state.buildsAllowed.includes(program);
  }

  async allowBuildsWith(program: string): Promise<void> {
    await this.#store.update(KEY, withBuildsAllowed(this.#state, program));
  }

  get #state(): MemoryState {
    return readState(this.#store.get(KEY));
  }
}
