// Knows: when the extension wakes up, and that it does so without waiting for its server.
import assert from 'node:assert/strict';
import { commands } from 'vscode';
import { LAYERS_VIEW } from '../../../server/src/protocol/commands';
import { check, extension, openSample, packageJson, until } from './support';

export async function activation(): Promise<void> {
  await check('nothing but a Dockerfile or the view wakes the extension', () => {
    const events = packageJson().activationEvents;
    assert.ok(events?.includes('onLanguage:dockerfile'), `activationEvents: ${JSON.stringify(events)}`);
    for (const event of events ?? []) assert.match(event, /^onLanguage:dockerfile$|^onView:/);
  });

  await check('a Dockerfile in an editor activates it', async () => {
    await openSample();
    await until('the extension is active', () => extension().isActive);
  });

  await check('the Layers view can be opened', async () => {
    await commands.executeCommand(`${LAYERS_VIEW}.focus`);
  });
}
