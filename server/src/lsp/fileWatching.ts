// Knows: asking the editor to tell when files change, so that nothing is polled. An editor that cannot is only heard when
// a Dockerfile is saved.
import {
  DidChangeWatchedFilesNotification,
  type ClientCapabilities,
  type Connection,
  type Disposable,
} from 'vscode-languageserver';
import type { Log } from './log';
import { uriOfPath } from './planning';

export class FileWatching {
  #watched = '';
  #registration: Disposable | undefined;
  /** One after another: an answer to an older list must not outlive a newer one. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: Connection,
    private readonly capabilities: () => ClientCapabilities,
    private readonly log: Log,
  ) {}

  watch(folders: readonly string[]): void {
    const list = [...folders].sort();
    if (JSON.stringify(list) === this.#watched) return;
    this.#watched = JSON.stringify(list);
    this.#turn = this.#turn.then(() => this.#register(list));
  }

  /** Files by name, wherever they lie in the workspace. */
  async watchNames(names: readonly string[]): Promise<void> {
    if (this.capabilities().workspace?.didChangeWatchedFiles?.dynamicRegistration !== true) return;
    try {
      await this.connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: names.map((name) => ({ globPattern: `**/${name}` })),
      });
    } catch (error) {
      this.log.warn(`the editor does not tell of changed files: ${String(error)}`);
    }
  }

  async #register(folders: readonly string[]): Promise<void> {
    const can = this.capabilities().workspace?.didChangeWatchedFiles;
    if (can?.dynamicRegistration !== true) return;
    try {
      const old = this.#registration;
      this.#registration =
        folders.length === 0
          ? undefined
          : await this.connection.client.register(DidChangeWatchedFilesNotification.type, {
              watchers: folders.map((folder) => ({
                globPattern:
                  can.relativePatternSupport === true
                    ? { baseUri: uriOfPath(folder), pattern: '**/*' }
                    : `${folder}/**/*`,
              })),
            });
      old?.dispose();
    } catch (error) {
      this.log.warn(`the editor does not tell of changed files: ${String(error)}`);
    }
  }
}
