// Knows: the shell parser of the cache commands: loaded once, and only for a build whose plan can use it.
import type { BuildGraph } from '../build/graph';
import { readShellGrammar } from '../host/shellWasm';
import type { ShellParser } from '../shell/model';
import { createShellParser } from '../shell/treeSitter';

let loading: Promise<ShellParser | undefined> | undefined;

/** Undefined where nothing hangs on what RUNs write: no stage takes files of another one. Or when it does not load. */
export function planShell({ stages }: BuildGraph): Promise<ShellParser | undefined> {
  if (stages.length < 2) return Promise.resolve(undefined);
  return (loading ??= readShellGrammar()
    .then(({ runtime, grammar }) => createShellParser(runtime, grammar))
    // Without it fewer verdicts are known, and all others are the same.
    .catch(() => undefined));
}
