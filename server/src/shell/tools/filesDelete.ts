// Knows: programs that delete: rm, rmdir, unlink, shred -u, find -delete and -exec (GNU coreutils and findutils manuals).
import type { Arguments } from './filesArguments';
import { words, type FileAct, type FileEffect, type FileTool } from './filesEffect';

const removed = (given: Arguments): FileEffect[] =>
  given.operands
    // `rm` refuses to remove these.
    .filter(({ text }) => !/(?:^|\/)\.\.?\/?$/.test(text ?? ''))
    .map(({ text, word }) => ({
      act: 'delete',
      path: text,
      word,
      extent: given.has('-r', '-R', '--recursive') ? 'tree' : 'entry',
    }));

/** What `-exec` starts, and what that does to each file. */
const EXECUTED = new Map<string, FileAct>([
  ['rm', 'delete'],
  ['unlink', 'delete'],
  ['chown', 'own'],
  ['chgrp', 'own'],
  ['chmod', 'mode'],
  ['touch', 'change'],
  ['strip', 'change'],
]);

/** Tests that leave no file out. The number of words that follow them. */
const TAKES_ALL = new Map([
  ['-mindepth', 1],
  ['-depth', 0],
  ['-xdev', 0],
  ['-mount', 0],
  ['-print', 0],
  ['-print0', 0],
  ['-delete', 0],
]);

function found({ all, program }: Arguments): FileEffect[] {
  const first = all.findIndex(({ text }) => text === undefined || /^[-(!]/.test(text));
  // Options of find itself stand before the paths; `find` alone looks below the working directory.
  const skipped = all.findIndex(({ text }) => !/^-(?:[HLP]|O\d)$/.test(text ?? ''));
  const from = Math.max(0, skipped);
  const tests = all.slice(first === -1 ? all.length : Math.max(first, from));
  const paths = all.slice(from, Math.max(from, all.length - tests.length));
  const acts: FileAct[] = [];
  let takesAll = true;
  let onlyFolders = false;
  for (let i = 0; i < tests.length; i++) {
    const text = tests[i]?.text;
    if (text === '-delete') acts.push('delete');
    if (text === '-exec' || text === '-execdir') {
      const act = EXECUTED.get(tests[i + 1]?.text?.split('/').pop() ?? '');
      if (act) acts.push(act);
      while (i < tests.length && tests[i]?.text !== ';' && tests[i]?.text !== '+') i++;
    } else if (text === '-type') {
      const kind = tests[++i]?.text;
      if (kind === 'd') onlyFolders = true;
      else if (kind !== 'f') takesAll = false;
    } else if (TAKES_ALL.has(text ?? '')) i += TAKES_ALL.get(text ?? '') ?? 0;
    else takesAll = false;
  }
  const where = paths.length > 0 ? paths : [{ text: '.', word: program }];
  return acts.flatMap((act) =>
    where.flatMap(({ text, word }): FileEffect[] => {
      // Directories have no bytes; deleting them deletes what is below only with `rm -r`.
      if (onlyFolders && act !== 'delete') return [];
      return [{ act, path: text, word, extent: takesAll && !onlyFolders ? 'tree' : 'inside' }];
    }),
  );
}

export const DELETE_TOOLS: readonly FileTool[] = [
  { programs: ['rm', 'grm'], valued: words(''), effects: removed },
  { programs: ['unlink', 'rmdir'], valued: words(''), effects: removed },
  {
    programs: ['shred'],
    valued: words('-n --iterations -s --size --random-source'),
    effects: (given) =>
      given.operands.map(({ text, word }) => ({
        act: given.has('-u', '--remove') ? 'delete' : 'change',
        path: text,
        word,
        extent: 'entry',
      })),
  },
  { programs: ['find'], valued: words(''), effects: found },
];
