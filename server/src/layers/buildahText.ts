// Knows: history entries as buildah (podman build, which uses --layers) writes them.
// Source: containers/buildah: imagebuildah/stage_executor.go (getCreatedBy, getBuildArgsResolvedForRun), read at 1.28.2 and
// 1.43.1 and held against 1.28.2; openshift/imagebuilder: dispatchers.go (arg, env); builder-semantics §1.4.
import { mountsOf } from '../build/mounts';
import type { Scope } from '../build/scope';
import type { Instruction, RunInstruction } from '../syntax/model';
import { UNKNOWN_HASH } from './classicText';
import { sortWords } from './expose';
import type { EntryText, HistoryWriter } from './historyText';

export const buildahText: HistoryWriter = (instruction, scope) => {
  // An ARG's own entry names it already; everything else sees the state before it.
  if (instruction.keyword === 'ARG') scope.apply(instruction);
  const entry = entryOf(instruction, scope);
  if (instruction.keyword !== 'ARG') scope.apply(instruction);
  return entry;
};

/** The line as written, blanks at its end and unexpanded variables included. */
const lineOf = ({ original }: Instruction): string => original.value.trimStart();

function entryOf(instruction: Instruction, scope: Scope): EntryText | undefined {
  switch (instruction.keyword) {
    case 'FROM':
    case 'UNKNOWN':
      return undefined;
    case 'RUN':
      return runEntry(instruction, scope);
    case 'COPY':
    case 'ADD': {
      const destination = instruction.destination?.text ?? '';
      // Before 1.42 five blanks fewer, and no word of --link.
      const text = (link: string): string =>
        `/bin/sh -c #(nop) ${instruction.keyword}${link} file:${UNKNOWN_HASH} in ${destination} `;
      const isLink = instruction.flags.some(({ name }) => name === 'link');
      return {
        text: `${text(isLink ? ' --link' : '')}     `,
        sure: false,
        empty: false,
        ...(isLink && { alternatives: [text('')] }),
      };
    }
    case 'ARG':
      return {
        text: `/bin/sh -c #(nop) ARG ${sortWords([...valuesOf(scope).keys()]).join(' ')}`,
        sure: true,
        empty: true,
      };
    default:
      return { text: `/bin/sh -c #(nop) ${lineOf(instruction)}`, sure: true, empty: true };
  }
}

/** Flags, exec form and all, whatever SHELL says; only the keyword and one blank are cut off. Bodies trimmed and appended. */
function runEntry(instruction: RunInstruction, scope: Scope): EntryText {
  const bodies = instruction.heredocs.map(({ content }) => `\n${content.trim()}`).join('');
  const text = `${argPrefix(scope)}/bin/sh -c ${lineOf(instruction).slice('RUN '.length)}${bodies}`;
  // Newer ones add a hash of what each bind mount brings, unless that is a stage; a type that is not said counts for none.
  const binds = mountsOf(instruction).filter(({ options }) => options.get('type') === 'bind');
  const hashed = (count: number): string => text + `:${UNKNOWN_HASH}`.repeat(count);
  const fewest = binds.filter(({ from }) => from === '').length;
  if (binds.length === 0) return { text, sure: true, empty: false };
  const alternatives = [...new Set([hashed(binds.length), text])];
  return { text: hashed(fewest), sure: false, empty: false, alternatives };
}

/**
 * ARGs that have a value, with the value that RUN is told to show. What an ENV of this stage sets hides it; what the base
 * image sets hides it from the program, and is not shown.
 */
function valuesOf(scope: Scope): Map<string, string> {
  const values = new Map<string, string>();
  for (const name of scope.givenProxies) values.set(name, scope.ownEnv.get(name) ?? '');
  for (const { name, value } of scope.args) {
    const shown = value === undefined ? undefined : (scope.ownEnv.get(name) ?? value);
    if (shown !== undefined) values.set(name, shown);
  }
  return values;
}

/** `|2 A=b C=d e `: it counts words, so that a value with a blank counts twice. Proxies show where a bare ARG names them. */
function argPrefix(scope: Scope): string {
  const hidden = (name: string): boolean =>
    /^(?:https?|ftp|no)_proxy$/i.test(name) && !scope.ownEnv.has(name) && !scope.bareArgs.has(name);
  const shown = [...valuesOf(scope)].filter(([name]) => !hidden(name)).map(([name, value]) => `${name}=${value}`);
  const text = sortWords(shown).join(' ');
  return text === '' ? '' : `|${String(text.split(' ').length)} ${text} `;
}
