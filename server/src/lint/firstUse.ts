// Knows: the first step after a declaration whose text speaks of a variable, and which names speak of something that
// changes with each build.
import type { Stage } from '../build/graph';
import type { Instruction } from '../syntax/model';

/** Words of names whose values change from build to build. */
const VOLATILE =
  /(?:^|_)(?:commit|sha|sha1|revision|vcs_ref|git_ref|date|timestamp|build_time|build_id|build_number|branch|image_tag|git_tag|cachebust|cache_date)(?:_|$)/i;
/** A version of the project itself; those of tools, `NODE_VERSION`, are written down and stay. */
const OWN_VERSION = /^(?:(?:app|build|release|package|project|image|git)_?)?version$|^(?:build|tag)$/i;

export function isVolatile(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, '$1_$2');
  return VOLATILE.test(words) || OWN_VERSION.test(words);
}

/** True when the instruction's text, its heredocs included, holds the name as a word of its own. */
export function speaksOf(instruction: Instruction, name: string): boolean {
  const text = instruction.original.value + instruction.heredocs.map(({ content }) => content).join('');
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!WORD.test(text[at - 1] ?? '') && !WORD.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

const WORD = /\w/;

/** Index of the first step after `from` that speaks of it; -1 when none does. */
export function firstUse(stage: Stage, from: number, name: string): number {
  return stage.steps.findIndex((step, index) => index > from && speaksOf(step, name));
}

/** Names that tools read from the environment, whatever the text says. */
const READ_BY_TOOLS =
  /^(?:DEBIAN_FRONTEND|PIP_.*|npm_config_.*|NPM_CONFIG_.*|NODE_(?:ENV|OPTIONS)|CGO_.*|GO[A-Z]*|CARGO_.*|RUST.*|.*_PROXY|.*_proxy|UV_.*|POETRY_.*|YARN_.*|PNPM_.*|BUNDLE_.*|RAILS_ENV|RACK_ENV|COMPOSER_.*|DOTNET_.*|NUGET_.*|MAVEN_.*|GRADLE_.*|JAVA_.*|PYTHON.*|LANG|LC_.*|TZ|PATH|HOME|CI|SOURCE_DATE_EPOCH|BUILDKIT_.*|TARGET.*|BUILD(?:PLATFORM|OS|ARCH|VARIANT)|CC|CXX|C(?:XX|PP)?FLAGS|LDFLAGS|MAKEFLAGS)$/;
export const isReadByTools = (name: string): boolean => READ_BY_TOOLS.test(name);
