// Knows: Choose Build Target: how this Dockerfile is built (as a file of the workspace says, or in its own folder), and
// which of its stages.
import { QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { BuildCandidate, DocumentChoice } from '../../../server/src/protocol/requests';
import type { AppContext } from '../feature';
import { say } from '../log';
import { plainLabel } from '../text';
import { choose } from './choose';
import { subject } from './subject';

interface TargetItem extends QuickPickItem {
  readonly change?: Partial<Omit<DocumentChoice, 'uri'>>;
}

export async function chooseTarget(context: AppContext, given?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  const [builds, status] = await Promise.all([
    context.server.request('layerlens/buildTargets', { uri }),
    context.server.request('layerlens/status', { uri }),
  ]);
  const stages = status?.targets ?? [];
  if (stages.length === 0 && builds.length === 0)
    return say(context.log, 'This Dockerfile has no stage to choose yet.');
  const chosen = context.memory.choiceOf(uri).target;
  const stageItem = (label: string, target: string, description: string): TargetItem => ({
    label: plainLabel(label),
    description: [description, target === chosen ? 'chosen now' : ''].filter((part) => part !== '').join(' · '),
    change: { target },
  });
  const items: TargetItem[] = [
    ...(builds.length === 0 ? [] : [separator('Build'), ...builds.map(buildItem)]),
    separator('Stage'),
    stageItem(
      builds.some(({ assumed, chosen: now }) => now && !assumed) ? 'As the build says' : 'Last stage',
      '',
      'no stage chosen here',
    ),
    ...stages.map((target) => stageItem(target, target, target === status?.target ? 'shown now' : '')),
  ];
  const picked = await window.showQuickPick(items, {
    title: 'How is this Dockerfile built?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked?.change) await choose(context, uri, picked.change);
}

const separator = (label: string): TargetItem => ({ label, kind: QuickPickItemKind.Separator });

const buildItem = ({ id, label, description, detail, chosen, assumed }: BuildCandidate): TargetItem => ({
  label: plainLabel(label),
  description: plainLabel([description, chosen ? 'chosen now' : ''].filter((part) => part !== '').join(' · ')),
  ...(detail === undefined
    ? assumed
      ? { detail: 'No file of the workspace says how it is built.' }
      : {}
    : { detail: plainLabel(detail) }),
  // Another build has its own stage.
  change: { build: id, target: '' },
});
