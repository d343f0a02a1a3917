// Knows: Show in Layers View: the row of one instruction.
import type { AppContext } from '../feature';
import { subject } from './subject';

export async function showLayer(context: AppContext, given?: unknown, nodeId?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  if (typeof nodeId === 'string') await context.layers.show(uri, nodeId);
  else await context.layers.focus();
}
