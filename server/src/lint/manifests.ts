// Knows: install commands that read a manifest from the folder they run in, and the files that such a command needs.
// Sources: the tools' own documentation; lint-rules.md §2 (rows of the managers) and the trigger of copy-before-install.
import { baseName, firstOperand, type ShellCommand } from '../shell/model';

export interface Ecosystem {
  readonly name: string;
  /** The file that names the packages. */
  readonly manifest: string;
  /** Files that pin them, beside the manifest. */
  readonly locks: readonly string[];
}

const NPM: Ecosystem = { name: 'npm', manifest: 'package.json', locks: ['package-lock.json', 'npm-shrinkwrap.json'] };
const YARN: Ecosystem = { name: 'yarn', manifest: 'package.json', locks: ['yarn.lock'] };
const PNPM: Ecosystem = { name: 'pnpm', manifest: 'package.json', locks: ['pnpm-lock.yaml'] };
const BUN: Ecosystem = { name: 'bun', manifest: 'package.json', locks: ['bun.lock', 'bun.lockb'] };
const POETRY: Ecosystem = { name: 'poetry', manifest: 'pyproject.toml', locks: ['poetry.lock'] };
const UV: Ecosystem = { name: 'uv', manifest: 'pyproject.toml', locks: ['uv.lock'] };
const BUNDLER: Ecosystem = { name: 'bundle', manifest: 'Gemfile', locks: ['Gemfile.lock'] };
const GO: Ecosystem = { name: 'go', manifest: 'go.mod', locks: ['go.sum'] };
const CARGO: Ecosystem = { name: 'cargo', manifest: 'Cargo.toml', locks: ['Cargo.lock'] };
const COMPOSER: Ecosystem = { name: 'composer', manifest: 'composer.json', locks: ['composer.lock'] };

/**
 * What a command installs from; undefined for other commands, and where the command needs the sources too
 * (`pip install .`, `go build`) or names its packages itself.
 */
export function installsFrom(command: ShellCommand): Ecosystem | undefined {
  const name = baseName(command);
  const verb = firstOperand(command);
  const operands = command.args.filter(({ text }) => text?.startsWith('-') !== true).length;
  switch (name) {
    case 'npm':
      return verb === 'ci' || ((verb === 'install' || verb === 'i') && operands === 1) ? NPM : undefined;
    case 'yarn':
      return command.args.length === 0 || verb === undefined || verb === 'install' ? YARN : undefined;
    case 'pnpm':
      return (verb === 'install' || verb === 'i') && operands === 1 ? PNPM : undefined;
    case 'bun':
      return (verb === 'install' || verb === 'i') && operands === 1 ? BUN : undefined;
    case 'poetry':
      return verb === 'install' ? POETRY : undefined;
    case 'uv':
      return verb === 'sync' ? UV : undefined;
    case 'bundle':
      return verb === undefined || verb === 'install' ? BUNDLER : undefined;
    case 'go':
      return verb === 'mod' && command.args.some(({ text }) => text === 'download') ? GO : undefined;
    case 'cargo':
      return verb === 'fetch' ? CARGO : undefined;
    case 'composer':
      return verb === 'install' ? COMPOSER : undefined;
    default:
      return requirementsOf(command);
  }
}

/** `pip install -r requirements.txt`: the file is the manifest. */
function requirementsOf(command: ShellCommand): Ecosystem | undefined {
  const { args } = command;
  const isPip = /^pip(?:\d+(?:\.\d+)?)?$/.test(baseName(command) ?? '');
  const isModule = /^python[\d.]*$/.test(baseName(command) ?? '') && args[0]?.text === '-m' && args[1]?.text === 'pip';
  if (!isPip && !isModule) return undefined;
  if (!args.some(({ text }) => text === 'install')) return undefined;
  const flag = args.findIndex(({ text }) => text === '-r' || text === '--requirement');
  const file = args[flag + 1]?.text;
  // What a requirement file includes, or builds from the folder, nobody sees here.
  if (flag === -1 || file === undefined || file.startsWith('-')) return undefined;
  const isLocal = args.some(({ text }) => text === '.' || text === '-e' || text?.startsWith('./') === true);
  return isLocal ? undefined : { name: 'pip', manifest: file.replace(/^\.\//, ''), locks: [] };
}
