// Knows: Choose Target Stage: the stages that the server found in the Dockerfile.
import { window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { AppContext } from '../feature';
import { say } from '../log';
import { plainLabel } from '../text';
import { choose } from './choose';
import { subject } from './subject';

export async function chooseTarget(context: AppContext, given?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  const status = await context.server.request('layerlens/status', { uri });
  if (!status || status.targets.length === 0) return say(context.log, 'This Dockerfile has no stage to choose yet.');
  const chosen = context.memory.choiceOf(uri).target;
  const item = (label: string, target: string, description: string): QuickPickItem & { target: string } => ({
    label: plainLabel(label),
    description: [description, target === chosen ? 'chosen now' : ''].filter((part) => part !== '').join(' · '),
    target,
  });
  const items = [
    item('Last stage', '', 'what a build without --target makes'),
    ...status.targets.map((target) => item(target, target, target === status.target ? 'shown now' : '')),
  ];
  const picked = await window.showQuickPick(items, { title: 'Which stage is built?' });
  if (picked) await choose(context, uri, { target: picked.target });
}
