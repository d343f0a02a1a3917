// Knows: the words for what a program does to files.
import type { ShellWord } from '../model';
import type { Arguments } from './filesArguments';

/** `directory`: makes one. `change`: stores a file again with other content or times. `own`, `mode`: with other rights. */
export type FileAct = 'write' | 'directory' | 'delete' | 'change' | 'own' | 'mode' | 'read';

export interface FileEffect {
  readonly act: FileAct;
  /** As the command gives it, relative to where it runs; undefined: cannot be known. */
  readonly path: string | undefined;
  /** What names it. */
  readonly word: ShellWord;
  /** `entry`: the path itself. `tree`: and all below. `inside`: something below, nobody knows what. */
  readonly extent: 'entry' | 'tree' | 'inside';
  /** Its name below `path`, should `path` be a directory: `cp a /b`. */
  readonly nameInside?: string;
  /** What it is a copy of. */
  readonly from?: string;
  /** True where `from` goes away: `mv`. */
  readonly moves?: boolean;
  /** `>>`: what is there stays. */
  readonly appends?: boolean;
  /** A link or an empty file: no bytes. */
  readonly isEmpty?: boolean;
  /** A cache that the program can fill again. */
  readonly isCache?: boolean;
  /** What a file is read for. */
  readonly use?: 'unpack' | 'install' | 'run' | 'verify' | 'copy';
}

export interface ToolEffects {
  readonly effects: readonly FileEffect[];
  /** False: a program that the tables do not have. */
  readonly known: boolean;
  /** True: `effects` is all it reads and writes. */
  readonly quiet: boolean;
}

export interface FileTool {
  readonly programs: readonly string[];
  /** Options whose value is the next word, or glued on. */
  readonly valued: ReadonlySet<string>;
  /** Short options whose value, if any, is glued on: `sed -i.bak`. */
  readonly attached?: ReadonlySet<string>;
  /** False for a program that also reads and writes what its arguments do not name. */
  readonly quiet?: boolean;
  effects(given: Arguments, program: string): readonly FileEffect[];
}

export const words = (text: string): ReadonlySet<string> => new Set(text.split(' ').filter((word) => word !== ''));
export const names = (text: string): readonly string[] => [...words(text)];
