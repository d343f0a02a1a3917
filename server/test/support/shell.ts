// Knows: the shell parser for tests, loaded once.
import { readShellGrammar } from '../../src/host/shellWasm';
import { createShellParser } from '../../src/shell/treeSitter';
import type { ShellParser } from '../../src/shell/model';

let loading: Promise<ShellParser> | undefined;

export const shellParser = (): Promise<ShellParser> =>
  (loading ??= readShellGrammar().then(({ runtime, grammar }) => createShellParser(runtime, grammar)));
