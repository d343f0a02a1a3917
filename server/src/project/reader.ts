// Knows: what every reader of a file kind is given and answers.
import { settled, type BuildSource, type BuildTarget, type Settled, type SourceKind } from './buildTarget';
import type { Hole, PartialText } from './partialText';
import { folderOf } from './place';
import { buildsOfScript, type FoundBuilds, type OtherCommand } from './shellRun';
import type { ScriptText } from './shellWords';

export interface Surroundings {
  /** Absolute path of the workspace folder. */
  readonly root: string;
  env(name: string): string | undefined;
  /** Of files that were listed. */
  exists(path: string): boolean;
}

/** A text without one of these words asks for no build: it need not be read further. */
export const MAY_BUILD = /docker|podman|buildah|buildx|buildctl|nerdctl|finch|container/i;

export type Reader = (file: string, text: string, around: Surroundings) => FoundBuilds;

/** One script of a file: what it is called and where it runs. */
export interface ScriptOf {
  readonly name: string;
  readonly line: number;
  readonly script: ScriptText;
  /** The file's own folder, when left out. */
  readonly cwd?: Settled<string>;
  readonly given?: ReadonlyMap<string, PartialText>;
}

export function scriptBuilds(kind: SourceKind, file: string, around: Surroundings, of: ScriptOf): FoundBuilds {
  const source: BuildSource = { kind, file, line: of.line, name: of.name };
  return buildsOfScript(of.script, {
    cwd: of.cwd ?? settled(folderOf(file)),
    source,
    root: around.root,
    firstLine: of.line,
    env: (name) => around.env(name),
    exists: (path) => around.exists(path),
    ...(of.given === undefined ? {} : { given: of.given }),
  });
}

export function allBuilds(found: readonly FoundBuilds[]): FoundBuilds {
  const targets: readonly BuildTarget[] = found.flatMap((each) => each.targets);
  const others: readonly OtherCommand[] = found.flatMap((each) => each.others);
  return { targets, others };
}

/** Replaces what a file kind substitutes itself: a text where that is known, else a hole. */
export function substituted(
  text: string,
  pattern: RegExp,
  value: (written: string, inner: string) => string | Hole,
): ScriptText {
  const holes: Hole[] = [];
  const clean = text.replace(/[\uE000\uE001]/g, '');
  const filled = clean.replace(pattern, (written: string, inner: string) => {
    const found = value(written, inner);
    if (typeof found === 'string') return found;
    holes.push(found);
    return `\uE000${holes.length - 1}\uE001`;
  });
  return { text: filled, holes };
}

/** The same, as a text with holes. */
export function partial({ text, holes }: ScriptText): PartialText {
  return text
    .split(/(\uE000\d+\uE001)/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith('\uE000') ? (holes[Number(piece.slice(1, -1))] ?? '') : piece));
}
