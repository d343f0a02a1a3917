// Knows: what programs do to files by their arguments alone: write, make, delete, move, re-own, re-mode, read. The programs
// are data in the files beside this; their options are those of the manual pages named there. Knows no directory and no layer.
import type { ShellCommand } from '../model';
import { baseName } from '../model';
import { CHANGE_TOOLS } from './filesChange';
import { COPY_TOOLS } from './filesCopy';
import { DELETE_TOOLS } from './filesDelete';
import { FETCH_TOOLS } from './filesFetch';
import { QUIET_TOOLS } from './filesQuiet';
import { ARCHIVE_TOOLS } from './filesArchive';
import { BUILD_TOOLS } from './filesBuild';
import { readArguments, type TextOf } from './filesArguments';
import type { FileEffect, FileTool, ToolEffects } from './filesEffect';

export type { FileEffect } from './filesEffect';

const TOOLS = new Map<string, FileTool>(
  [COPY_TOOLS, DELETE_TOOLS, CHANGE_TOOLS, FETCH_TOOLS, ARCHIVE_TOOLS, BUILD_TOOLS, QUIET_TOOLS].flatMap((tools) =>
    tools.flatMap((tool) => tool.programs.map((program) => [program, tool] as const)),
  ),
);

/** What a command does to files, redirects included; `known` is false for a program that is not in the tables. */
export function fileEffects(command: ShellCommand, text: TextOf): ToolEffects {
  const redirected = redirects(command, text);
  const name = baseName(command);
  if (command.name === undefined) return { effects: redirected, known: true, quiet: true };
  const tool = name === undefined ? undefined : TOOLS.get(name);
  if (!tool) return { effects: [...ranFile(command, text), ...redirected], known: false, quiet: false };
  const given = readArguments(command, tool.valued, text, tool.attached);
  const effects = tool.effects(given, name ?? '');
  return {
    effects: [...effects, ...redirected],
    known: true,
    quiet: tool.quiet ?? true,
  };
}

/** `> file` writes it, `< file` reads it. */
function redirects({ redirects: all }: ShellCommand, text: TextOf): FileEffect[] {
  return all.flatMap(({ operator, target }): FileEffect[] => {
    if (!target || operator === '<<' || operator === '<<<' || operator === '<&') return [];
    const path = text(target);
    // `2>&1` names a descriptor.
    if (operator === '>&' && (path === undefined || /^(?:\d+|-)$/.test(path))) return [];
    if (operator === '<') return [{ act: 'read', path, word: target, extent: 'entry' }];
    return [{ act: 'write', path, word: target, extent: 'entry', ...(operator.includes('>>') && { appends: true }) }];
  });
}

/** `./install.sh`, `/opt/setup`: the program itself is a file that is read. */
function ranFile({ name }: ShellCommand, text: TextOf): FileEffect[] {
  const path = name && text(name);
  return name && path?.includes('/') === true ? [{ act: 'read', path, word: name, extent: 'entry', use: 'run' }] : [];
}

/** The file name in the last part of a URL, as curl -O and wget take it. */
export const isDevice = (path: string): boolean => /^\/(?:dev|proc|sys)(?:\/|$)/.test(path);
