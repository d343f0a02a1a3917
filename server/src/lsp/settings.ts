// Knows: the settings of each document, asked once per scope and checked; editors that cannot be asked get the defaults.
import type { Connection } from 'vscode-languageserver';
import { DEFAULT_SETTINGS, readSettings, type SettingValues } from '../protocol/settings';

export class Settings {
  readonly #byUri = new Map<string, Promise<SettingValues>>();
  #pushed: SettingValues = DEFAULT_SETTINGS;

  constructor(
    private readonly connection: Connection,
    private readonly canAsk: () => boolean,
  ) {}

  of(uri: string): Promise<SettingValues> {
    if (!this.canAsk()) return Promise.resolve(this.#pushed);
    let settings = this.#byUri.get(uri);
    if (!settings) {
      settings = this.connection.workspace
        .getConfiguration({ scopeUri: uri, section: 'layerlens' })
        .then(readSettings, () => DEFAULT_SETTINGS);
      this.#byUri.set(uri, settings);
    }
    return settings;
  }

  /** The user changed something: ask again. Clients without `workspace/configuration` send the values along. */
  changed(sent: unknown): void {
    this.#byUri.clear();
    const section =
      typeof sent === 'object' && sent !== null ? (sent as Record<string, unknown>)['layerlens'] : undefined;
    this.#pushed = readSettings(section);
  }

  forget(uri: string): void {
    this.#byUri.delete(uri);
  }
}

/** Equal while no setting changed that a plan hangs on. */
export const plannedBy = (settings: SettingValues): string =>
  JSON.stringify([
    settings['layerlens.cache.enabled'],
    settings['layerlens.build.arguments'],
    settings['layerlens.predict.builder'],
    settings['layerlens.predict.frontend'],
    settings['layerlens.predict.platform'],
  ]);
