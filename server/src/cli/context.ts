// Knows: `layerlens context`: what a build context holds, biggest first, and which pattern of the ignore file decided.
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { formatBytes } from '../base/bytes';
import { NEVER_CANCELLED } from '../base/platform';
import { ignoreFilesOf, type IgnorePattern } from '../context/ignoreFile';
import { weighContext, type KeptOut, type WeighedContext } from '../context/weigh';
import { nodeContextReader } from '../host/nodeContext';
import { Misuse, misuse } from './failure';
import { ignoreFileInEffect, type FoundIgnoreFile } from './ignoreInEffect';
import { reason, type Output } from './io';
import { table } from './table';

export interface ContextFlags {
  readonly context?: string | undefined;
  readonly builder?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Rows a person reads; JSON has all of them. */
const FILES_SHOWN = 40;
const FOLDERS_SHOWN = 12;
const KEPT_OUT_SHOWN = 20;

export async function contextCommand(dockerfile: string, flags: ContextFlags, output: Output): Promise<number> {
  const { builder = 'buildkit' } = flags;
  if (builder !== 'buildkit' && builder !== 'classic' && builder !== 'buildah')
    throw new Misuse(`--builder ${builder} is not known. Use buildkit, classic or buildah.`);
  await access(dockerfile).catch((error: unknown) => {
    throw new Misuse(`Cannot read ${dockerfile}: ${reason(error)}.`);
  });
  const folder = flags.context ?? dirname(dockerfile);
  const ignore = await ignoreFileInEffect(ignoreFilesOf(dockerfile, folder, builder));
  for (const { message } of ignore.file.problems) output.note(`${ignore.path ?? ''}: ${message}\n`);
  const reader = nodeContextReader(folder);
  try {
    const listed = await reader.list({
      signal: NEVER_CANCELLED,
      matcher: ignore.file.matcher,
      onProgress: ({ entries }) => {
        if (output.isTerminal) output.note(`\r${String(entries)} entries listed`);
      },
    });
    if (output.isTerminal) output.note('\r\u001b[K');
    if (!listed.ok) throw misuse(listed.problem);
    const weighed = weighContext(listed.value, ignore.file, builder === 'classic' ? 'classic' : 'buildkit');
    output.data(
      flags.json === true
        ? `${JSON.stringify(asJson(folder, ignore, weighed), null, 2)}\n`
        : asText(folder, ignore, weighed),
    );
    return 0;
  } finally {
    reader.dispose();
  }
}

function asJson(folder: string, ignore: FoundIgnoreFile, weighed: WeighedContext): unknown {
  const pattern = (by: IgnorePattern | undefined): unknown =>
    by === undefined ? null : { text: by.text, line: by.line };
  return {
    schemaVersion: 1,
    context: folder,
    ignoreFile: ignore.path ?? null,
    problems: ignore.file.problems.map(({ code, message }) => ({ code, message })),
    bytes: weighed.bytes,
    files: weighed.files,
    folders: weighed.folders,
    entering: weighed.entering.map(({ letInBy, ...row }) => ({ ...row, letInBy: pattern(letInBy) })),
    byFolder: weighed.byFolder,
    keptOut: weighed.keptOut.map(({ by, ...row }) => ({ ...row, bytes: row.bytes ?? null, by: pattern(by) })),
  };
}

function asText(folder: string, ignore: FoundIgnoreFile, weighed: WeighedContext): string {
  const { entering, byFolder, keptOut } = weighed;
  const head = `${folder}: ${count(weighed.files, 'file')}, ${formatBytes(weighed.bytes)} enter the build`;
  const rule = ignore.path === undefined ? 'no ignore file' : `ignore file ${ignore.path}`;
  const sections = [
    section(['SIZE', 'PATTERN', 'FILE'], entering, FILES_SHOWN, ({ bytes, letInBy, path }) => [
      formatBytes(bytes),
      named(letInBy),
      path,
    ]),
    section(
      ['SIZE', 'FILES', 'FOLDER'],
      byFolder.filter(({ path }) => path !== ''),
      FOLDERS_SHOWN,
      ({ bytes, files, path }) => [formatBytes(bytes), String(files), `${path}/`],
    ),
    section(['SIZE', 'PATTERN', 'KEPT OUT'], biggestFirst(keptOut), KEPT_OUT_SHOWN, ({ bytes, by, path, kind }) => [
      bytes === undefined ? '?' : formatBytes(bytes),
      named(by),
      kind === 'directory' ? `${path}/` : path,
    ]),
  ].filter((text) => text !== '');
  return [`${head}; ${rule}\n`, ...sections].join('\n');
}

/** Folders that nobody looked into come first: they are what an ignore file is written for. */
const biggestFirst = (rows: readonly KeptOut[]): readonly KeptOut[] =>
  [...rows].sort((a, b) => (a.bytes === b.bytes ? 0 : (b.bytes ?? Infinity) - (a.bytes ?? Infinity)));

const named = (by: IgnorePattern | undefined): string => (by === undefined ? '' : `${by.text} :${String(by.line)}`);
const count = (number: number, what: string): string => `${String(number)} ${what}${number === 1 ? '' : 's'}`;

function section<T>(
  head: readonly string[],
  rows: readonly T[],
  shown: number,
  cells: (row: T) => readonly string[],
): string {
  if (rows.length === 0) return '';
  const left = rows.length - shown;
  return table(head, rows.slice(0, shown).map(cells)) + (left > 0 ? `and ${String(left)} more\n` : '');
}
