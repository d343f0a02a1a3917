// Knows: modes that RUNs give to files: chmod, mkdir -m, install -m; what octal and symbolic modes allow (POSIX chmod).
import { optionNames, optionOf, readArguments } from '../../shell/options';
import type { ShellWord } from '../../shell/model';
import { commandsOf } from './commandIndex';
import type { RuleContext, StageRun } from '../context';

export interface GivenMode {
  readonly run: StageRun;
  readonly word: ShellWord;
  readonly mode: string;
  /** What it is given to, when literal. */
  readonly paths: readonly ShellWord[];
  /** It makes folders: `mkdir -m`, `install -d -m`. */
  readonly isFolder: boolean;
}

const MKDIR_VALUED = optionNames('-m --mode');
const INSTALL_VALUED = optionNames('-m --mode -o --owner -g --group -t --target-directory -S --suffix');
/** `u+x`, `a=rwX,o-w`, `-w`. */
const SYMBOLIC = /^[ugoa]*[-+=][-+=,rwxXstugoa]*$/;

/** Literal modes, in order of text for each program. */
export function* modesOf(context: RuleContext): Iterable<GivenMode> {
  for (const { run, command } of commandsOf(context, 'chmod')) {
    // A mode may begin with a dash: it is no option then.
    const at = command.args.findIndex(({ text }) => text === undefined || !/^-(?:[Rcfv]+|-.*)$/.test(text));
    const word = command.args[at];
    if (word?.text !== undefined && isMode(word.text))
      yield { run, word, mode: word.text, paths: command.args.slice(at + 1), isFolder: false };
  }
  for (const { run, command } of commandsOf(context, 'mkdir', 'install')) {
    const isMkdir = command.name?.text?.endsWith('mkdir') === true;
    const given = readArguments(command.args, isMkdir ? MKDIR_VALUED : INSTALL_VALUED);
    const option = optionOf(given, '-m', '--mode');
    const isFolder = isMkdir || optionOf(given, '-d', '--directory') !== undefined;
    if (option?.value !== undefined && isMode(option.value))
      yield { run, word: option.valueWord ?? option.word, mode: option.value, paths: given.operands, isFolder };
  }
}

const isMode = (text: string): boolean => text.length < 64 && (/^[0-7]{1,5}$/.test(text) || SYMBOLIC.test(text));

/** True when others may write; a sticky folder such as /tmp is meant so. */
export function isOpenToAll(mode: string): boolean {
  if (/^[0-7]{1,5}$/.test(mode)) {
    const bits = parseInt(mode, 8);
    return (bits & 0o002) !== 0 && (bits & 0o1000) === 0;
  }
  if (/t/.test(mode)) return false;
  return mode.split(',').some((clause) => /^[ug]*[oa][ugoa]*[+=][rxX]*w/.test(clause));
}

/** True when the mode sets the group and not the user. On a folder that says whose group new files in it get. */
export function setsGroupOnly(mode: string): boolean {
  // `=2775` clears what a plain number leaves to a folder.
  if (/^[-+=]?[0-7]{1,5}$/.test(mode)) return (parseInt(mode.replace(/^\D/, ''), 8) & 0o6000) === 0o2000;
  return setsId(mode) && mode.split(',').every((clause) => !/^(?:[goa]*u[ugoa]*)?[+=][rwxX]*s/.test(clause));
}

/** True when the mode sets the user or group that a program runs as. */
export function setsId(mode: string): boolean {
  if (/^[0-7]{1,5}$/.test(mode)) return (parseInt(mode, 8) & 0o6000) !== 0;
  return mode.split(',').some((clause) => /^[ugoa]*[+=][rwxX]*s/.test(clause));
}
