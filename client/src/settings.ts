// Knows: how to read a setting by its key, with the type and default that protocol/settings.ts gives it.
import { workspace } from 'vscode';
import type { ConfigurationScope, Disposable } from 'vscode';
import { validSetting } from '../../server/src/protocol/settings';
import type { SettingKey, SettingValues } from '../../server/src/protocol/settings';

export const SECTION = 'layerlens';

/** The user's value where it fits the type, else the default. */
export const setting = <K extends SettingKey>(key: K, scope?: ConfigurationScope): SettingValues[K] =>
  validSetting(key, workspace.getConfiguration(undefined, scope).get(key));

export const onSettingChange = (key: SettingKey, listener: () => void): Disposable =>
  workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(key)) listener();
  });
