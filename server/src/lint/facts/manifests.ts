// Knows: install commands that read a manifest from the folder they run in, and the files that such a command needs.
// Sources: the tools' own documentation; lint-rules.md §2 (rows of the managers) and the trigger of copy-before-install.
import type { ShellCommand } from '../../shell/model';
import { managerCall, type ManagerCall, type ManagerName } from '../../shell/tools/packages';

export interface Manifest {
  readonly manager: ManagerName;
  /** The file that names the packages. */
  readonly file: string;
  /** Files that pin them, beside the manifest. */
  readonly locks: readonly string[];
}

export const MANIFESTS: Readonly<Partial<Record<ManagerName, readonly [file: string, locks: readonly string[]]>>> = {
  npm: ['package.json', ['package-lock.json', 'npm-shrinkwrap.json']],
  yarn: ['package.json', ['yarn.lock']],
  pnpm: ['package.json', ['pnpm-lock.yaml']],
  bun: ['package.json', ['bun.lock', 'bun.lockb']],
  poetry: ['pyproject.toml', ['poetry.lock']],
  uv: ['pyproject.toml', ['uv.lock']],
  pipenv: ['Pipfile', ['Pipfile.lock']],
  bundler: ['Gemfile', ['Gemfile.lock']],
  go: ['go.mod', ['go.sum']],
  cargo: ['Cargo.toml', ['Cargo.lock']],
  composer: ['composer.json', ['composer.lock']],
};

/** What an install or build takes its packages from; undefined where it names them itself, or for other commands. */
export function manifestOf(command: ShellCommand): Manifest | undefined {
  const call = managerCall(command);
  if (!call) return undefined;
  if (call.manager === 'pip') return requirementsOf(call);
  const known = MANIFESTS[call.manager];
  if (!known || !readsManifest(call)) return undefined;
  return { manager: call.manager, file: known[0], locks: known[1] };
}

function readsManifest(call: ManagerCall): boolean {
  const { manager, verb, phrase, operands } = call;
  switch (manager) {
    case 'go':
      return phrase === 'mod download';
    case 'cargo':
      return phrase === 'fetch' || phrase === 'build' || (phrase === 'install' && call.flag('--path') !== undefined);
    case 'uv':
      return phrase === 'sync';
    default:
      return verb === 'install' && operands.length === 0 && !call.flag('-g', '--global');
  }
}

/** `pip install -r requirements.txt`: the file is the manifest. */
function requirementsOf(call: ManagerCall): Manifest | undefined {
  const { verb, operands } = call;
  const file = call.flag('-r', '--requirement')?.value;
  // What is built from the folder needs all of it.
  if (verb !== 'install' || file === undefined || call.flag('-e', '--editable')) return undefined;
  if (operands.some(({ text }) => text === undefined || text === '.' || text.startsWith('./'))) return undefined;
  return { manager: 'pip', file: file.replace(/^\.\//, ''), locks: [] };
}

/** True when the install needs nothing of the project but the manifest and its lock file. */
export function needsOnlyManifest(command: ShellCommand): boolean {
  const call = managerCall(command);
  if (!call || !manifestOf(command)) return false;
  switch (call.manager) {
    case 'poetry':
      return call.flag('--no-root') !== undefined;
    case 'uv':
      return call.flag('--no-install-project', '--no-install-workspace') !== undefined;
    case 'composer':
      return call.flag('--no-scripts') !== undefined || call.flag('--no-autoloader') !== undefined;
    case 'cargo':
      return false;
    default:
      return true;
  }
}
