// Knows: Show in Cache View: the row of one step or stage.
import type { AppContext } from '../feature';
import { subject } from './subject';

export async function showCache(context: AppContext, given?: unknown, nodeId?: unknown): Promise<void> {
  const uri = subject(context, given);
  if (uri === undefined) return;
  if (typeof nodeId === 'string') await context.cache.show(uri, nodeId);
  else await context.cache.focus();
}
