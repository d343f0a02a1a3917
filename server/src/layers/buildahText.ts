// Knows: history entries as buildah (podman build, which uses --layers) writes them.
// Source: containers/buildah: imagebuildah/stage_executor.go (getCreatedBy, buildMetadata); builder-semantics §1.4. [inferred]
import type { Scope } from '../build/scope';
import type { Instruction } from '../syntax/model';
import { argPrefix, UNKNOWN_HASH } from './classicText';
import { sortWords } from './expose';
import type { EntryText, HistoryWriter } from './historyText';

export const buildahText: HistoryWriter = (instruction, scope) => {
  const entry = entryOf(instruction, scope);
  if (instruction.keyword !== 'ARG') scope.apply(instruction);
  else scope.declareArgs(instruction);
  return entry;
};

function entryOf(instruction: Instruction, scope: Scope): EntryText | undefined {
  switch (instruction.keyword) {
    case 'FROM':
    case 'UNKNOWN':
      return undefined;
    case 'RUN': {
      // The line as written: flags, exec form and all, whatever SHELL says; bodies trimmed and appended.
      const bodies = instruction.heredocs.map(({ content }) => `\n${content.trim()}`).join('');
      const text = instruction.original.value.trim().replace(/^\S+\s+/, '') + bodies;
      return { text: [...argPrefix(scope), '/bin/sh -c', text].join(' '), sure: true, empty: false };
    }
    case 'COPY':
    case 'ADD': {
      const destination = scope.expand(instruction.destination?.text ?? '').text;
      return {
        text: `/bin/sh -c #(nop) ${instruction.keyword} file:${UNKNOWN_HASH} in ${destination}      `,
        sure: false,
        empty: false,
      };
    }
    case 'ARG': {
      const names = sortWords([
        ...new Set([...scope.args.map(({ name }) => name), ...instruction.items.map(({ name }) => name.text)]),
      ]);
      return { text: `/bin/sh -c #(nop) ARG ${names.join(' ')}`, sure: true, empty: true };
    }
    default:
      return { text: `/bin/sh -c #(nop) ${instruction.original.value.trim()}`, sure: true, empty: true };
  }
}
