// Knows: the ignore file that is in effect for a build, and what rules and views are told of the context behind it.
import { EMPTY_IGNORE_FILE, parseIgnoreFile, type IgnoreFile } from '../context/ignoreFile';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { ContextFact } from '../lint/facts/contextFact';
import type { BuildChoice } from './buildChoice';
import type { PlanPorts } from './planPorts';

export interface IgnoreInEffect {
  readonly file: IgnoreFile;
  /** Undefined when none of the places has one. */
  readonly inEffect: { readonly path: string; readonly text: string } | undefined;
  /** The places a builder looks at, in its order. */
  readonly tried: readonly string[];
}

/** The first that is there counts, also when it cannot be read. */
export async function ignoreInEffect(
  tried: readonly string[],
  readText: PlanPorts['readText'],
): Promise<IgnoreInEffect | { readonly unreadable: string }> {
  for (const path of tried) {
    const text = await readText(path);
    if (text === null) return { unreadable: path };
    if (text !== undefined) return { file: parseIgnoreFile(text), inEffect: { path, text }, tried };
  }
  return { file: EMPTY_IGNORE_FILE, inEffect: undefined, tried };
}

export function contextFact(
  choice: BuildChoice,
  { file, inEffect, tried }: IgnoreInEffect,
  tree: DirectoryNode,
  sha256: Sha256,
): ContextFact {
  const folder = choice.contextFolder ?? '';
  const named = (path: string): { name: string; path: string } => ({
    name: path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path,
    path,
  });
  return {
    label: choice.contextLabel,
    folder,
    assumed: choice.assumed,
    listed: tree,
    ignore: file,
    ...(inEffect && { ignoreFile: { ...named(inEffect.path), text: inEffect.text } }),
    newIgnoreFile: named(tried.at(-1) ?? `${folder}/.dockerignore`),
    sha256,
  };
}
