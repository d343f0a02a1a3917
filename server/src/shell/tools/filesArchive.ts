// Knows: what tar, unzip, gunzip and their kin unpack and where to (GNU tar manual, unzip(1), gzip(1), cpio(1), 7-Zip's help),
// and package files that dpkg and rpm install.
import type { Arguments, Operand } from './filesArguments';
import { names, words, type FileEffect, type FileTool } from './filesEffect';

const unpacked = (folder: Operand | undefined, { program }: Arguments, from: Operand | undefined): FileEffect[] => [
  { act: 'write', path: folder ? folder.text : '.', word: folder?.word ?? program, extent: 'inside' },
  ...(from ? [{ act: 'read', path: from.text, word: from.word, extent: 'entry', use: 'unpack' } as const] : []),
];

/** `tar xzf file`: the letters of the first word, and values in their order behind it. */
function oldStyle({ all }: Arguments): {
  letters: string;
  values: ReadonlyMap<string, Operand>;
  rest: readonly Operand[];
} {
  const letters = all[0]?.text ?? '';
  const values = new Map<string, Operand>();
  let at = 1;
  for (const letter of letters) {
    if (!'fCTXbIHgKLNV'.includes(letter)) continue;
    const value = all[at++];
    if (value) values.set(letter, value);
  }
  return { letters, values, rest: all.slice(at) };
}

function tarred(given: Arguments): FileEffect[] {
  const first = given.all[0]?.text ?? '';
  const old = /^[A-Za-z]{1,12}$/.test(first) ? oldStyle(given) : undefined;
  const behind = old?.rest.findIndex(({ text }) => text === '-C' || text === '--directory') ?? -1;
  const folder = old
    ? (old.values.get('C') ?? (behind >= 0 ? old.rest[behind + 1] : given.value('--directory', '-C')))
    : given.value('-C', '--directory', '--cd');
  const file = old ? old.values.get('f') : given.value('-f', '--file');
  const archive = file?.text === '-' ? undefined : file;
  const does = (letter: string, ...long: string[]): boolean =>
    old ? old.letters.includes(letter) : given.has(`-${letter}`, ...long);
  if (does('x', '--extract', '--get')) {
    return does('O', '--to-stdout') && !old ? readOnly(archive) : unpacked(folder, given, archive);
  }
  if (does('c', '--create') || does('r', '--append') || does('u', '--update'))
    return archive ? [{ act: 'write', path: archive.text, word: archive.word, extent: 'entry' }] : [];
  return readOnly(archive);
}

const readOnly = (file: Operand | undefined): FileEffect[] =>
  file ? [{ act: 'read', path: file.text, word: file.word, extent: 'entry' }] : [];

function unzipped(given: Arguments): FileEffect[] {
  const archive = given.operands[0];
  return given.has('-p', '-l', '-t', '-v', '-Z') ? readOnly(archive) : unpacked(given.value('-d'), given, archive);
}

const SUFFIXES = /\.(?:gz|tgz|bz2|xz|lzma|zst|Z)$/;

/** `gunzip a.gz` leaves `a` and takes `a.gz` away; `gzip a` the other way round. */
function inPlace(given: Arguments, program: string): FileEffect[] {
  const expands =
    /^(?:gunzip|bunzip2|unxz|unlzma|unzstd|uncompress)$/.test(program) ||
    given.has('-d', '--decompress', '--uncompress');
  if (given.has('-c', '--stdout', '--to-stdout', '-l', '-t', '--test'))
    return given.operands.map(({ text, word }) => ({
      act: 'read',
      path: text,
      word,
      extent: 'entry',
      ...(expands && { use: 'unpack' as const }),
    }));
  const keeps = given.has('-k', '--keep') || (program.includes('zst') && !given.has('--rm'));
  return given.operands.flatMap(({ text, word }): FileEffect[] => {
    const suffix = program.startsWith('b')
      ? '.bz2'
      : program.includes('xz')
        ? '.xz'
        : program.includes('zst')
          ? '.zst'
          : '.gz';
    const to = text === undefined ? undefined : expands ? text.replace(SUFFIXES, '') : `${text}${suffix}`;
    return [
      { act: 'read', path: text, word, extent: 'entry', ...(expands && { use: 'unpack' as const }) },
      { act: 'write', path: to === text ? undefined : to, word, extent: 'entry' },
      ...(keeps ? [] : [{ act: 'delete', path: text, word, extent: 'entry' } as const]),
    ];
  });
}

function sevenZip(given: Arguments): FileEffect[] {
  const [verb, archive] = given.operands;
  if (verb?.text !== 'x' && verb?.text !== 'e') return readOnly(archive);
  const to = given.all.find(({ text }) => text?.startsWith('-o') === true);
  return unpacked(to && { word: to.word, text: to.text?.slice(2) }, given, archive);
}

/** Packages in files: what they bring, the package manager puts all over the image. */
const installed = (given: Arguments, verbs: readonly string[]): FileEffect[] =>
  given.has(...verbs)
    ? given.operands.map(({ text, word }) => ({ act: 'read', path: text, word, extent: 'entry', use: 'install' }))
    : [];

export const ARCHIVE_TOOLS: readonly FileTool[] = [
  {
    programs: ['tar', 'bsdtar', 'gtar'],
    valued: words(
      '-f --file -C --directory --cd -T --files-from -X --exclude-from -b -H --format -I --use-compress-program -K -L -N -V -g --exclude --strip-components --strip --transform --xform --owner --group --mode --mtime --one-top-level --warning --checkpoint-action --suffix',
    ),
    effects: tarred,
  },
  { programs: ['unzip'], valued: words('-d -x -P -I -O'), effects: unzipped },
  {
    programs: names('gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd uncompress pigz unpigz'),
    valued: words('-S --suffix -T --threads -o'),
    effects: inPlace,
  },
  {
    programs: ['zcat', 'bzcat', 'xzcat', 'zstdcat'],
    valued: words(''),
    effects: ({ operands }) => operands.flatMap(readOnly),
  },
  { programs: ['7z', '7za', '7zr', '7zz'], valued: words(''), effects: sevenZip },
  {
    programs: ['cpio'],
    valued: words('-D --directory -F --file -H --format'),
    effects: (given) =>
      given.has('-i', '--extract')
        ? unpacked(given.value('-D', '--directory'), given, given.value('-F', '--file'))
        : [],
  },
  {
    programs: ['dpkg'],
    valued: words('--root --admindir --instdir'),
    quiet: false,
    effects: (given) => installed(given, ['-i', '--install', '--unpack']),
  },
  {
    programs: ['rpm'],
    valued: words('--root --dbpath --prefix --excludepath'),
    quiet: false,
    effects: (given) => installed(given, ['-i', '-U', '-F', '--install', '--upgrade', '--freshen']),
  },
];
