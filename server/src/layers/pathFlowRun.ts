// Knows: what the commands of a RUN do to paths: follows `cd`, variables, mounts and volumes, and which commands run for
// sure. What the programs do is shell/tools/.
import { knownSize } from '../base/certainty';
import { cleanPath, joinPath } from '../base/posixPath';
import { mountsOf } from '../build/mounts';
import type { ShellCommand, ShellWord } from '../shell/model';
import { baseName } from '../shell/model';
import type { RunScript } from '../shell/script';
import { fileEffects, isDevice, type FileEffect } from '../shell/tools/files';
import { packageEffects } from '../shell/tools/filesPackages';
import type { RunInstruction } from '../syntax/model';
import type { DraftAct, FlowScope, StepDraft, Writable } from './pathFlowModel';
import { certainCommands } from './runCertainty';
import { isPattern } from './shellPattern';
import { ShellState } from './shellState';

/** Linux refuses longer paths (PATH_MAX). */
const LONGEST_PATH = 4096;
/** Acts of one RUN beyond these are not followed. */
const MOST_ACTS = 2000;

export function runActs(
  instruction: RunInstruction,
  run: RunScript,
  scope: FlowScope,
  volumes: readonly string[],
): StepDraft {
  const cover = new Cover(instruction, scope, volumes);
  const state = new ShellState(scope);
  const sure = certainCommands(run.script);
  const drafts: DraftAct[] = [];
  let opaque = !run.script.parsed;
  for (const [index, command] of run.script.commands.entries()) {
    state.enter(command);
    if (drafts.length < MOST_ACTS) {
      const text = (word: ShellWord): string | undefined => state.text(word);
      const packages = packageEffects(command, state);
      const { effects, quiet } = packages ?? fileEffects(command, text);
      if (!quiet) opaque = true;
      for (const effect of effects) {
        const draft = draftOf(effect, { command, index, run, state, cover, isSure: sure.has(index) });
        if (draft) drafts.push(draft);
      }
    } else opaque = true;
    state.leave(command, sure.has(index));
  }
  return { drafts, opaque };
}

interface Around {
  readonly command: ShellCommand;
  readonly index: number;
  readonly run: RunScript;
  readonly state: ShellState;
  readonly cover: Cover;
  readonly isSure: boolean;
}

function draftOf(effect: FileEffect, { command, index, run, state, cover, isSure }: Around): DraftAct | undefined {
  const { act, extent, word, nameInside, moves, appends, use, isCache } = effect;
  const path = state.absolute(effect.path);
  if (path !== undefined && isDevice(path)) return undefined;
  const from = effect.from === undefined ? undefined : state.absolute(effect.from);
  const known = path !== undefined && path.length <= LONGEST_PATH;
  const covered = known ? cover.of(path) : REACHES_LAYER;
  const certainty = !known
    ? 'anywhere'
    : word.isPattern && isPattern(path)
      ? 'pattern'
      : extent === 'inside'
        ? 'below'
        : 'literal';
  const draft: Writable<DraftAct> = {
    kind: act,
    path: known ? path : word.raw,
    certainty,
    recursive: extent === 'tree',
    sure: isSure && known && !cover.isUnknown,
    inLayer: covered.inLayer,
    size: effect.isEmpty === true ? LINK_SIZE : undefined,
    where: run.docSpan(word.span),
    command: index,
    program: baseName(command) ?? '',
  };
  // One by one: most have none of them, and there are thousands.
  if (covered.volume !== undefined) draft.volume = covered.volume;
  if (nameInside !== undefined) draft.nameInside = nameInside;
  if (from !== undefined) draft.from = from;
  if (moves === true) draft.moves = moves;
  if (appends === true) draft.appends = appends;
  if (use) draft.use = use;
  if (isCache === true) draft.isCache = isCache;
  if (known && state.isGuess(effect.path)) draft.isGuess = true;
  return draft;
}

const LINK_SIZE = knownSize(0, 'A link has no bytes.');

interface Covered {
  readonly inLayer: boolean;
  readonly volume?: string;
}
const REACHES_LAYER: Covered = { inLayer: true };

/** What does not reach the layer: below a mount, or below a volume. */
class Cover {
  readonly #mounts: readonly string[];
  readonly #volumes: readonly string[];
  /** A mount stands where nobody knows. */
  readonly isUnknown: boolean;

  constructor(instruction: RunInstruction, scope: FlowScope, volumes: readonly string[]) {
    const mounts = mountsOf(instruction).filter(
      ({ type, target }) => type !== 'ssh' && (type !== 'secret' || target !== ''),
    );
    const targets = mounts.map(({ target }) => scope.resolve(target));
    this.isUnknown = targets.some((target) => target === undefined);
    this.#mounts = targets.flatMap((target) =>
      target === undefined || target === ''
        ? []
        : [target.startsWith('/') ? cleanPath(target) : joinPath('/', scope.workdir, target)],
    );
    this.#volumes = volumes.slice(-100);
  }

  of(path: string): Covered {
    if (this.#mounts.length === 0 && this.#volumes.length === 0) return REACHES_LAYER;
    const volume = this.#volumes.find((one) => holds(one, path));
    return {
      inLayer: !this.#mounts.some((mount) => holds(mount, path)),
      ...(volume !== undefined && { volume }),
    };
  }
}

const holds = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
