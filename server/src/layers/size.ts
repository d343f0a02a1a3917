// Knows: bytes of a layer that follow from the text alone. Everything else is left unknown, never guessed.
import { knownSize, type SizeEstimate, unknownSize } from '../base/certainty';
import type { BuildOptions } from '../build/options';
import type { Scope } from '../build/scope';
import { chompTabs } from '../syntax/heredoc';
import { expand } from '../syntax/expand';
import type { AddInstruction, CopyInstruction, Instruction } from '../syntax/model';

/** Undefined when the text says nothing about the size. */
export function sizeFromText(instruction: Instruction, scope: Scope, options: BuildOptions): SizeEstimate | undefined {
  switch (instruction.keyword) {
    case 'WORKDIR':
      return knownSize(0, 'Makes at most a directory, which has no bytes of its own.');
    case 'COPY':
    case 'ADD':
      return (
        inlineFiles(instruction, scope, options) ??
        unknownSize('Unknown until built: it depends on the files that are copied.')
      );
    default:
      return undefined;
  }
}

/** COPY of heredocs only: their bodies are all that is written. */
function inlineFiles(
  instruction: CopyInstruction | AddInstruction,
  scope: Scope,
  options: BuildOptions,
): SizeEstimate | undefined {
  if (options.builder !== 'buildkit' || instruction.sources.length > 0 || instruction.heredocSources.length === 0)
    return undefined;
  const files = new Map<string, number>();
  for (const { heredoc } of instruction.heredocSources) {
    const body = heredoc.chomp ? chompTabs(heredoc.content) : heredoc.content;
    const expansion = heredoc.expand ? expand(body, scope, { escape: '\\', ignoreQuotes: true }) : undefined;
    if (expansion && (expansion.error !== undefined || scope.isUncertain(expansion))) return undefined;
    files.set(heredoc.name, utf8Length(expansion?.text ?? body));
  }
  const bytes = [...files.values()].reduce((sum, length) => sum + length, 0);
  return knownSize(bytes, 'The inline files, byte for byte.');
}

export function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
