// Knows: being told when a file appears, goes or changes, through the file system's own events; never by polling.
import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Calls `changed` after something happened to the file, also when it does not exist yet. When its folder cannot be
 * watched nothing will be told: `failed` hears why, once.
 */
export function watchFile(path: string, changed: () => void, failed: (reason: string) => void): { dispose(): void } {
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(path), { persistent: false }, (_, name) => {
      if (name === null || name === basename(path)) changed();
    });
    watcher.on('error', (error) => {
      failed(String(error));
    });
  } catch (error) {
    failed(String(error));
  }
  return {
    dispose: () => {
      watcher?.close();
    },
  };
}
