// Knows: What If This Changes: the steps that one file or one line would have built anew, as a list that leads to them.
import { window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { AppContext } from '../feature';
import { say } from '../log';
import { plainLabel } from '../text';
import { changeArgument } from './arguments';
import { revealLine } from './revealLine';
import { subject } from './subject';

export async function whatIf(context: AppContext, given?: unknown, change?: unknown): Promise<void> {
  const uri = subject(context, given);
  const what = changeArgument(given, change);
  if (uri === undefined || what === undefined) return;
  const asked = typeof what === 'number' ? { uri, line: what } : { uri, path: what };
  const answer = await context.server.request('layerlens/whatIf', asked);
  if ('unavailable' in answer) return say(context.log, answer.unavailable);
  const items = answer.steps.map(({ label, description, range }): QuickPickItem & { reveal: typeof range } => ({
    label: plainLabel(label),
    description: plainLabel(description),
    reveal: range,
  }));
  if (items.length === 0) return say(context.log, answer.title);
  const picked = await window.showQuickPick(items, { title: answer.title, placeHolder: 'Go to a step' });
  if (picked) await revealLine(context, uri, picked.reveal);
}
