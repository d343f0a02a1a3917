// Knows: commands whose failure nobody needs to fear: they print, or they speak to the shell.
import { baseName, type ShellCommand, type ShellScript } from '../model';

const PRINTS = new Set(['echo', 'printf', 'true', ':', 'yes']);
const SPEAKS_TO_SHELL = new Set(['set', 'export', 'trap', 'umask', 'shopt']);

/** True for programs that print what they are told. */
export const onlyPrints = (command: ShellCommand): boolean => PRINTS.has(baseName(command) ?? '');

/** True when nobody looks at its status: it prints, sets variables or the shell's own options. */
export const cannotFail = (command: ShellCommand): boolean =>
  command.name === undefined || onlyPrints(command) || SPEAKS_TO_SHELL.has(command.name.text ?? '');

/** True when the author has thought of it: the script turns `-e` on somewhere, whatever it does with it later. */
export const asksToStop = ({ commands }: ShellScript): boolean =>
  commands.some(
    ({ name, args }) => name?.text === 'set' && args.some(({ text }) => /^-\w*e|^errexit$/.test(text ?? '')),
  );
