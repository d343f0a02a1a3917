// Knows: that what package.json promises is what the code does: commands, settings, trust.
import assert from 'node:assert/strict';
import { commands, workspace } from 'vscode';
import { COMMANDS, VIEWS } from '../../../server/src/protocol/commands';
import type { CommandDefinition } from '../../../server/src/protocol/commands';
import { SETTINGS } from '../../../server/src/protocol/settings';
import { check, packageJson } from './support';

export async function manifest(): Promise<void> {
  await check('the registered commands are exactly those of the protocol', async () => {
    const registered = (await commands.getCommands(true)).filter(
      // VS Code makes some for every view by itself (`….focus`, `….open`).
      (id) => id.startsWith('layerlens.') && !VIEWS.some((view) => id.startsWith(`${view.id}.`)),
    );
    assert.deepEqual(registered.sort(), Object.keys(COMMANDS).sort());
  });

  await check('every command of the palette has its title', () => {
    const contributed = packageJson().contributes.commands;
    for (const [id, definition] of Object.entries<CommandDefinition>(COMMANDS)) {
      assert.equal(contributed.find(({ command }) => command === id)?.title, definition.title, id);
    }
  });

  await check('the defaults of the settings are those of the protocol', () => {
    for (const [key, { default: expected }] of Object.entries(SETTINGS)) {
      assert.deepEqual(workspace.getConfiguration().inspect(key)?.defaultValue, expected, key);
    }
  });

  await check('restricted settings are declared for folders that are not trusted', () => {
    const { untrustedWorkspaces } = packageJson().capabilities;
    assert.equal(untrustedWorkspaces.supported, 'limited');
    const restricted = Object.entries(SETTINGS).flatMap(([key, definition]) =>
      'restricted' in definition ? [key] : [],
    );
    assert.deepEqual([...untrustedWorkspaces.restrictedConfigurations].sort(), restricted.sort());
  });
}
