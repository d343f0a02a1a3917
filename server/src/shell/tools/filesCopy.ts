// Knows: programs that write files from other files: cp, mv, ln, install, tee, dd (GNU coreutils manual; POSIX utilities).
import type { Arguments, Operand } from './filesArguments';
import { words, type FileEffect, type FileTool } from './filesEffect';

const nameOf = (path: string | undefined): string | undefined =>
  path?.replace(/\/+$/, '').split('/').pop()?.replace(/^$/, '/');

/** Sources and destination of `cp a b c/`, `-t dir`, `-T`. */
function placed(given: Arguments): { sources: readonly Operand[]; target: Operand | undefined; isFolder: boolean } {
  const folder = given.value('-t', '--target-directory');
  if (folder) return { sources: given.operands, target: folder, isFolder: true };
  const sources = given.operands.slice(0, -1);
  return { sources, target: given.operands.at(-1), isFolder: sources.length > 1 };
}

function copies(given: Arguments, moves: boolean): FileEffect[] {
  const { sources, target, isFolder } = placed(given);
  if (!target || sources.length === 0) return [];
  const exact = given.has('-T', '--no-target-directory');
  const isTree = moves || given.has('-r', '-R', '-a', '--recursive', '--archive');
  return sources.flatMap((source): FileEffect[] => {
    const from = source.text;
    const name = nameOf(from);
    // `cp -r dir/. to` brings what is in the directory.
    const isContent = name === '.' || name === '..';
    const inside = name !== undefined && !exact && !isContent;
    const isFolderSurely = isFolder && inside && target.text !== undefined && !source.word.isPattern;
    const path = isFolderSurely ? `${target.text.replace(/\/+$/, '')}/${name}` : target.text;
    const read: FileEffect = {
      act: 'read',
      path: from,
      word: source.word,
      extent: isTree ? 'tree' : 'entry',
      use: 'copy',
    };
    const written: FileEffect = {
      act: 'write',
      path,
      word: target.word,
      extent: source.word.isPattern || isContent ? 'inside' : isTree ? 'tree' : 'entry',
      ...(from !== undefined && !source.word.isPattern && { from }),
      ...(inside && !isFolderSurely && !source.word.isPattern && { nameInside: name }),
      ...(moves && { moves }),
    };
    return moves ? [written, { act: 'delete', path: from, word: source.word, extent: 'tree', moves }] : [read, written];
  });
}

const linked = (given: Arguments): FileEffect[] => {
  const { sources, target } = placed(given);
  const path = sources.length === 0 ? nameOf(target?.text) : target?.text;
  const word = target?.word ?? given.program;
  const name = nameOf(sources[0]?.text);
  return [
    { act: 'write', path, word, extent: 'entry', isEmpty: true, ...(name !== undefined && { nameInside: name }) },
  ];
};

const written = ({ operands }: Arguments, appends: boolean): FileEffect[] =>
  operands.map(({ text, word }) => ({ act: 'write', path: text, word, extent: 'entry', ...(appends && { appends }) }));

export const COPY_TOOLS: readonly FileTool[] = [
  {
    programs: ['cp', 'gcp'],
    valued: words('-t --target-directory -S --suffix'),
    effects: (given) => copies(given, false),
  },
  { programs: ['mv'], valued: words('-t --target-directory -S --suffix'), effects: (given) => copies(given, true) },
  {
    programs: ['install', 'ginstall'],
    valued: words('-m --mode -o --owner -g --group -t --target-directory -S --suffix'),
    effects: (given) =>
      given.has('-d', '--directory')
        ? given.operands.map(({ text, word }) => ({ act: 'directory', path: text, word, extent: 'entry' }))
        : copies(given, false),
  },
  { programs: ['ln'], valued: words('-t --target-directory -S --suffix'), effects: linked },
  {
    programs: ['tee'],
    valued: words('--output-error'),
    effects: (given) => written(given, given.has('-a', '--append')),
  },
  {
    programs: ['dd'],
    valued: words(''),
    effects: ({ operands }) =>
      operands.flatMap(({ text, word }): FileEffect[] => {
        if (text?.startsWith('of=') === true) return [{ act: 'write', path: text.slice(3), word, extent: 'entry' }];
        return text?.startsWith('if=') === true ? [{ act: 'read', path: text.slice(3), word, extent: 'entry' }] : [];
      }),
  },
  {
    programs: ['rsync'],
    valued: words('-e --rsh --exclude --include --filter -f --chown --chmod -T --temp-dir --files-from --exclude-from'),
    effects: ({ operands }) => [
      ...operands
        .slice(0, -1)
        .map(({ text, word }): FileEffect => ({ act: 'read', path: text, word, extent: 'tree', use: 'copy' })),
      ...operands.slice(-1).map(({ text, word }): FileEffect => ({ act: 'write', path: text, word, extent: 'inside' })),
    ],
  },
];
