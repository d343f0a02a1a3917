// Knows: programs that change what is there: owners, modes, times, content (GNU coreutils, sed, binutils, libcap manuals).
import type { Arguments, Operand } from './filesArguments';
import { words, type FileAct, type FileEffect, type FileTool } from './filesEffect';

const each = (operands: readonly Operand[], act: FileAct, isTree = false): FileEffect[] =>
  operands.map(({ text, word }) => ({ act, path: text, word, extent: isTree ? 'tree' : 'entry' }));

/** `chown OWNER path …`; with `--reference` there is no owner. */
const owned = (given: Arguments, act: 'own' | 'mode'): FileEffect[] =>
  each(given.has('--reference') ? given.operands : given.operands.slice(1), act, given.has('-R', '--recursive'));

/** `chmod -x file`: a mode that looks like an option. */
function moded(given: Arguments): FileEffect[] {
  const minus = given.all.find(({ text }) => /^-[rwxXstugo,]+$/.test(text ?? '') && text !== '-R');
  const isMode = minus !== undefined && !/^-R/.test(minus.text ?? '');
  return isMode ? each(given.operands, 'mode', given.has('-R', '--recursive')) : owned(given, 'mode');
}

function edited(given: Arguments): FileEffect[] {
  const hasScript = given.has('-e', '--expression', '-f', '--file');
  const files = hasScript ? given.operands : given.operands.slice(1);
  return each(files, given.has('-i', '--in-place') ? 'change' : 'read');
}

export const CHANGE_TOOLS: readonly FileTool[] = [
  { programs: ['chown', 'chgrp'], valued: words('--from --reference'), effects: (given) => owned(given, 'own') },
  { programs: ['chmod'], valued: words('--reference'), effects: moded },
  {
    programs: ['mkdir'],
    valued: words('-m --mode'),
    effects: ({ operands }) => each(operands, 'directory'),
  },
  {
    programs: ['touch'],
    valued: words('-d --date -r --reference -t --time'),
    effects: ({ operands }) => each(operands, 'change'),
  },
  {
    programs: ['truncate'],
    valued: words('-s --size -r --reference'),
    effects: ({ operands }) => each(operands, 'write'),
  },
  {
    programs: ['sed', 'gsed'],
    valued: words('-e --expression -f --file -l --line-length'),
    attached: words('-i'),
    effects: edited,
  },
  {
    programs: ['strip'],
    valued: words('-o -K -N -R -F --keep-symbol --strip-symbol --remove-section --target'),
    effects: (given) => {
      const to = given.value('-o');
      return to ? each([to], 'write') : each(given.operands, 'change');
    },
  },
  { programs: ['setcap'], valued: words(''), effects: ({ operands }) => each(operands.slice(1), 'change') },
];
