// Knows: where Layerlens keeps what it has learned of builds, on this machine, for this user; never in a project.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** `LAYERLENS_STATE`, else `layerlens` below the state folder of the XDG base directory specification. */
export function stateFolder(env: Environment, home = homedir()): string {
  const own = env['LAYERLENS_STATE'] ?? '';
  if (own !== '') return own;
  const xdg = env['XDG_STATE_HOME'] ?? '';
  // A path that is not absolute is to be ignored (XDG base directory specification).
  return join(isAbsolute(xdg) ? xdg : join(home, '.local', 'state'), 'layerlens');
}
