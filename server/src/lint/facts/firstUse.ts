// Knows: the first step after a declaration whose text speaks of a variable, and which names speak of something that
// changes with each build.
import type { Stage } from '../../build/graph';
import type { Instruction } from '../../syntax/model';

/** Words of names whose values change from build to build. */
const VOLATILE =
  /(?:^|_)(?:commit|sha|sha1|revision|vcs_ref|git_ref|date|timestamp|build_time|build_id|build_number|branch|image_tag|git_tag|cachebust|cache_date)(?:_|$)/i;
/** A version of the project itself; those of tools, `NODE_VERSION`, are written down and stay. */
const OWN_VERSION = /^(?:(?:app|build|release|package|project|image|git)_?)?version$|^(?:build|tag)$/i;

export function isVolatile(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, '$1_$2');
  // Which branch is the default one is settled for long.
  return (VOLATILE.test(words) && !/(?:^|_)default(?:_|$)/i.test(words)) || OWN_VERSION.test(words);
}

/** True when the instruction's text, its heredocs included, holds the name as a word of its own. */
export function speaksOf(instruction: Instruction, name: string): boolean {
  const text = instruction.original.value + instruction.heredocs.map(({ content }) => content).join('');
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? '') && !/\w/.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

/** Words of a stage's steps → indexes of the steps that hold them, in order. */
const wordIndexes = new WeakMap<Stage, ReadonlyMap<string, readonly number[]>>();

function wordsOf(stage: Stage): ReadonlyMap<string, readonly number[]> {
  const known = wordIndexes.get(stage);
  if (known) return known;
  const words = new Map<string, number[]>();
  for (const [index, step] of stage.steps.entries()) {
    const text = step.original.value + step.heredocs.map(({ content }) => content).join('');
    for (const [word] of text.matchAll(/\w+/g)) {
      const list = words.get(word);
      if (!list) words.set(word, [index]);
      else if (list[list.length - 1] !== index) list.push(index);
    }
  }
  wordIndexes.set(stage, words);
  return words;
}

/** Index of the first step behind `from` whose text holds the name as a word of its own; -1 when none does. */
export function firstUse(stage: Stage, from: number, name: string): number {
  const found = wordsOf(stage).get(name) ?? [];
  // A name stands in few steps, or in so many that the first ones are near.
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((found[middle] ?? 0) <= from) low = middle + 1;
    else high = middle;
  }
  return found[low] ?? -1;
}

/** Names that tools read from the environment, whatever the text says. */
const READ_BY_TOOLS =
  /^(?:DEBIAN_FRONTEND|PIP_.*|npm_config_.*|NPM_CONFIG_.*|NODE_(?:ENV|OPTIONS)|CGO_.*|GO[A-Z]*|CARGO_.*|RUST.*|.*_PROXY|.*_proxy|UV_.*|MAMBA_.*|CONDA_.*|POETRY_.*|YARN_.*|PNPM_.*|BUNDLE_.*|RAILS_ENV|RACK_ENV|COMPOSER_.*|DOTNET_.*|NUGET_.*|MAVEN_.*|GRADLE_.*|JAVA_.*|PYTHON.*|LANG|LC_.*|TZ|PATH|HOME|CI|SOURCE_DATE_EPOCH|BUILDKIT_.*|TARGET.*|BUILD(?:PLATFORM|OS|ARCH|VARIANT)|CC|CXX|C(?:XX|PP)?FLAGS|LDFLAGS|MAKEFLAGS)$/;
export const isReadByTools = (name: string): boolean => READ_BY_TOOLS.test(name);
