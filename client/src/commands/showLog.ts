// Knows: Show Log.
import type { AppContext } from '../feature';

export function showLog({ log }: AppContext): void {
  log.show();
}
