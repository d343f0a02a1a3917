// Knows: Show Actions: what a click on the status bar offers. The items are the other commands, by their own titles.
import { commands, window, workspace } from 'vscode';
import type { QuickPickItem } from 'vscode';
import { COMMANDS } from '../../../server/src/protocol/commands';
import type { CommandDefinition, CommandId } from '../../../server/src/protocol/commands';
import type { AppContext } from '../feature';
import { plainLabel } from '../text';
import { subject } from './subject';

interface Action extends QuickPickItem {
  readonly run: () => unknown;
}

export async function showMenu(context: AppContext, given?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  const picked = await window.showQuickPick(actions(context, uri), { title: 'Layerlens' });
  await picked?.run();
}

function actions(context: AppContext, uri: string): Action[] {
  const command = (id: CommandId, description = ''): Action => {
    const definition: CommandDefinition = COMMANDS[id];
    return {
      label: `$(${definition.icon ?? 'play'}) ${definition.title}`,
      description,
      run: () => commands.executeCommand(id, uri),
    };
  };
  const { image, target } = context.memory.choiceOf(uri);
  const running = context.builds.of(uri);
  const trusted = workspace.isTrusted;
  return [
    ...(running
      ? [{ label: '$(debug-stop) Stop the Build', description: plainLabel(running.tag), run: running.stop }]
      : [command('layerlens.buildAndMeasure', trusted ? '' : 'needs a folder that you trust')]),
    command(
      'layerlens.chooseImage',
      image.kind === 'auto' ? 'looked for' : plainLabel(image.kind === 'engine' ? image.ref : image.path),
    ),
    command('layerlens.openArchive'),
    command('layerlens.chooseTarget', target === '' ? '' : plainLabel(target)),
    { label: '$(layers) Show the Layers View', run: () => context.layers.focus() },
    { label: '$(history) Show the Cache View', run: () => context.cache.focus() },
    command('layerlens.refresh', context.server.state === 'stopped' ? 'starts the server again' : ''),
    ...(trusted
      ? []
      : [
          {
            label: '$(workspace-untrusted) Manage Workspace Trust',
            run: () => commands.executeCommand('workbench.trust.manage'),
          },
        ]),
    {
      label: '$(gear) Settings',
      run: () => commands.executeCommand('workbench.action.openSettings', `@ext:${context.extensionId}`),
    },
    command('layerlens.showLog'),
  ];
}
