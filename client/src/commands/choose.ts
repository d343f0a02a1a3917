// Knows: how a choice is made to stick: remembered for this workspace and told to the server.
import type { DocumentChoice } from '../../../server/src/protocol/requests';
import type { AppContext } from '../feature';

/** Changes the image, the target or both; the other stays. */
export async function choose(
  context: AppContext,
  uri: string,
  change: Partial<Omit<DocumentChoice, 'uri'>>,
): Promise<void> {
  const choice = { ...context.memory.choiceOf(uri), ...change };
  await context.memory.remember(choice);
  await context.server.request('layerlens/choose', choice);
}
