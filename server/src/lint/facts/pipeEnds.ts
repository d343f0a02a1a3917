// Knows: whose failure inside a pipe is lost: which programs cannot fail, which last ones notice, and where pipefail changes nothing.
import { baseName, type ShellCommand } from '../../shell/model';
import { onlyPrints } from '../../shell/tools/harmless';
import type { StageRun } from '../context';

const lastOf = ({ script }: StageRun, { pipe }: ShellCommand): ShellCommand | undefined =>
  script.commands.find((one) => one.pipe.span.start === pipe.span.start && one.pipe.at === pipe.of - 1);

/** The last command, when it fails itself where nothing comes, or only a part. Tried with GNU's programs and busybox. */
export function noticingEnd(run: StageRun, first: ShellCommand): string | undefined {
  const last = lastOf(run, first);
  const name = (last && baseName(last)) ?? '';
  const isChecking = /sum$/.test(name) && last?.args.some(({ text }) => /^(?:-\w*c|--check)/.test(text ?? ''));
  return UNPACKS.has(name) || isChecking === true ? name : undefined;
}

const UNPACKS: ReadonlySet<string> = new Set('tar bsdtar gunzip unxz bunzip2 gpg gpg2 apt-key'.split(' '));

/** False where the last command tells itself that nothing came, and in a substitution whose result nobody has. */
export function helpedByPipefail(run: StageRun, first: ShellCommand): boolean {
  const { pipe, inside } = first;
  const last = lastOf(run, first);
  if (last && GREPS.has(baseName(last) ?? '')) return false;
  if (!inside.includes('substitution')) return true;
  // Only an assignment that stands alone hands the result on.
  const around = run.script.commands.filter(({ span }) => span.start < pipe.span.start && pipe.span.end < span.end);
  const nearest = around.sort((a, b) => b.span.start - a.span.start)[0];
  return nearest === undefined || nearest.name === undefined;
}

const GREPS: ReadonlySet<string> = new Set(['grep', 'egrep', 'fgrep', 'rg']);

/** It prints, tells of this machine, or only passes on what comes: none of them fails. */
export const cannotFail = (command: ShellCommand): boolean =>
  onlyPrints(command) ||
  TELLS.has(baseName(command) ?? '') ||
  command.args.some(({ text }) => text === '--print-architecture' || text === '--print-arch') ||
  (command.pipe.at > 0 &&
    PASSES_ON.has(baseName(command) ?? '') &&
    command.redirects.every(({ operator }) => operator !== '<'));

const TELLS: ReadonlySet<string> = new Set('uname arch date nproc whoami hostname pwd'.split(' '));
const PASSES_ON: ReadonlySet<string> = new Set(['tr', 'cut', 'uniq', 'rev']);

/** `cat <<EOF | …` */
export const readsOwnText = (command: ShellCommand): boolean =>
  baseName(command) === 'cat' &&
  command.args.length === 0 &&
  command.redirects.some(({ operator }) => operator === '<<');
