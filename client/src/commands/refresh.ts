// Knows: Refresh: ask the engine or archive again. It is also the way back when the server was given up.
import type { AppContext } from '../feature';
import { subject } from './subject';

export async function refresh(context: AppContext, given?: unknown): Promise<void> {
  if (context.server.state === 'stopped') return context.server.start();
  const uri = subject(context, given);
  if (uri !== undefined) await context.server.request('layerlens/refresh', { uri });
}
