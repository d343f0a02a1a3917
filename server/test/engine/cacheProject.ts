// Knows: a project folder as data, and what an edit makes of it. Every build of a scenario is one state; going back to an
// earlier state gives its files new times, as a checkout does. Touches no disk.
import type { BaseSpec } from './cacheBases';

/** `\{salt}` in a text stands for a word that no other run has. */
export type Content = string | { readonly tar: Readonly<Record<string, string>>; readonly time?: number };

export type Entry =
  | {
      readonly kind: 'file';
      readonly content: Content;
      readonly mode: number;
      readonly stamp: number;
      readonly owner?: number;
    }
  | { readonly kind: 'link'; readonly target: string; readonly stamp: number }
  | { readonly kind: 'folder'; readonly mode: number };

/** What is built, and how it is asked for. */
export interface ProjectState {
  /** By path in the context; below `@name/` lies the folder of the named context `name`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Path of the Dockerfile in the context. */
  readonly dockerfile: string;
  /** Base name of the context folder. */
  readonly folder: string;
  readonly args: Readonly<Record<string, string>>;
  readonly target: string;
  readonly noCache: boolean | readonly string[];
  /** Options for containers of RUNs: `shm-size`, `ulimit`, `add-host`. */
  readonly runOptions: Readonly<Record<string, string>>;
  /** Words for the build that are in no key: secrets. `{project}` is the folder above the context. */
  readonly words: readonly string[];
  /** Name of a named context → `folder` for one below `@name/`, else an image as `docker-image://…`. */
  readonly contexts: Readonly<Record<string, string>>;
  readonly bases: Readonly<Record<string, BaseSpec>>;
}

/** One step of a person at work; the parts apply in the order of the fields. */
export interface Edit {
  readonly name: string;
  /** Goes back to how all was at this build first; 0 is the project as it came. */
  readonly back?: number;
  readonly remove?: readonly string[];
  readonly rename?: readonly (readonly [from: string, to: string])[];
  readonly write?: Readonly<Record<string, Content>>;
  /** Written with the time that the file had. */
  readonly keepTime?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly chmod?: Readonly<Record<string, number>>;
  /** Of files, to this user and group. */
  readonly chown?: Readonly<Record<string, number>>;
  readonly touch?: readonly string[];
  /** In the Dockerfile; a text that is not there is a fault of the scenario. */
  readonly replace?: readonly (readonly [text: string, by: string])[];
  readonly dockerfile?: string;
  readonly folder?: string;
  /** Null takes the argument away. */
  readonly args?: Readonly<Record<string, string | null>>;
  readonly target?: string;
  /** For this build only. */
  readonly noCache?: true | readonly string[];
  readonly runOptions?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly contexts?: Readonly<Record<string, string>>;
  readonly bases?: Readonly<Record<string, BaseSpec>>;
  /**
   * Controls: how the steps begin that hang on what a program writes anew in this build, or on what only a server can
   * tell. Nobody can know them before: a plan that says hit or miss of them is wrong however the build goes.
   */
  readonly unknowable?: readonly string[];
}

export interface Scenario {
  readonly name: string;
  /** What it tells that no other does. */
  readonly why: string;
  /** `buildkit` when the classic builder cannot read it. Default: both. */
  readonly only?: 'buildkit' | 'classic';
  /** The first frontend 1.N that takes it. */
  readonly since?: number;
  /** Only where layers can be merged, or only where they cannot. */
  readonly merges?: boolean;
  /** Paths that its base images have; a slash at the end makes a folder. */
  readonly present?: readonly string[];
  /** The planner is told all files of the base images also where no engine holds them. */
  readonly listsBases?: boolean;
  readonly files: Readonly<Record<string, Content>>;
  readonly start?: Omit<Edit, 'name' | 'write' | 'back'>;
  readonly edits: readonly Edit[];
}

const EMPTY: ProjectState = {
  entries: new Map(),
  dockerfile: 'Dockerfile',
  folder: 'app',
  args: {},
  target: '',
  noCache: false,
  runOptions: {},
  words: [],
  contexts: {},
  bases: {},
};

/** All states of a scenario, the first build's first. */
export function statesOf({ files, start, edits }: Pick<Scenario, 'files' | 'start' | 'edits'>): ProjectState[] {
  const states = [applyEdit(EMPTY, { name: 'start', ...start, write: files }, [], 1)];
  for (const edit of edits) states.push(applyEdit(states.at(-1) ?? EMPTY, edit, states, states.length + 1));
  return states;
}

/** `stamp` is the number of the edit: what is written now is younger than all before. */
export function applyEdit(
  before: ProjectState,
  edit: Edit,
  states: readonly ProjectState[],
  stamp: number,
): ProjectState {
  const from = edit.back === undefined ? before : wentBack(before, states[edit.back], stamp);
  const entries = new Map(from.entries);
  const dockerfile = edit.dockerfile ?? from.dockerfile;
  const file = (path: string): Entry & { kind: 'file' } => {
    const entry = entries.get(path);
    if (entry?.kind !== 'file') throw new Error(`${edit.name}: there is no file ${path}`);
    return entry;
  };
  for (const path of edit.remove ?? []) {
    if (below(entries, path).length === 0) throw new Error(`${edit.name}: there is no ${path}`);
    for (const [inner] of below(entries, path)) entries.delete(inner);
  }
  for (const [old, path] of edit.rename ?? []) {
    for (const [inner, entry] of below(entries, old)) {
      entries.delete(inner);
      put(entries, path + inner.slice(old.length), entry);
    }
  }
  for (const [path, content] of Object.entries(edit.write ?? {})) {
    const known = entries.get(path);
    put(entries, path, { kind: 'file', content, mode: known?.kind === 'file' ? known.mode : 0o644, stamp });
  }
  for (const [path, content] of Object.entries(edit.keepTime ?? {})) entries.set(path, { ...file(path), content });
  for (const path of edit.folders ?? []) put(entries, path, { kind: 'folder', mode: 0o755 });
  for (const [path, target] of Object.entries(edit.links ?? {})) put(entries, path, { kind: 'link', target, stamp });
  for (const [path, mode] of Object.entries(edit.chmod ?? {})) {
    const entry = entries.get(path);
    if (!entry || entry.kind === 'link') throw new Error(`${edit.name}: ${path} has no mode`);
    entries.set(path, { ...entry, mode });
  }
  for (const [path, owner] of Object.entries(edit.chown ?? {})) entries.set(path, { ...file(path), owner });
  for (const path of edit.touch ?? []) entries.set(path, { ...file(path), stamp });
  for (const [text, by] of edit.replace ?? []) {
    const { content, ...rest } = file(dockerfile);
    if (typeof content !== 'string' || !content.includes(text))
      throw new Error(`${edit.name}: the Dockerfile has no ${JSON.stringify(text)}`);
    entries.set(dockerfile, { ...rest, content: content.replace(text, () => by), stamp });
  }
  const args = Object.entries({ ...from.args, ...edit.args }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return {
    entries,
    dockerfile,
    folder: edit.folder ?? from.folder,
    args: Object.fromEntries(args),
    target: edit.target ?? from.target,
    noCache: edit.noCache ?? false,
    runOptions: edit.runOptions ?? from.runOptions,
    words: edit.words ?? from.words,
    contexts: { ...from.contexts, ...edit.contexts },
    bases: { ...from.bases, ...edit.bases },
  };
}

/** Only what differs from now is written, and so has a new time. */
function wentBack(now: ProjectState, then: ProjectState | undefined, stamp: number): ProjectState {
  if (!then) throw new Error('there was no such build');
  const entries = new Map<string, Entry>();
  for (const [path, entry] of then.entries) {
    const there = now.entries.get(path);
    const isSame =
      there?.kind === entry.kind && JSON.stringify({ ...there, stamp: 0 }) === JSON.stringify({ ...entry, stamp: 0 });
    entries.set(path, isSame ? there : entry.kind === 'folder' ? entry : { ...entry, stamp });
  }
  return { ...then, entries, noCache: false };
}

function put(entries: Map<string, Entry>, path: string, entry: Entry): void {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = parts.slice(0, depth).join('/');
    if (entries.get(folder)?.kind !== 'folder') entries.set(folder, { kind: 'folder', mode: 0o755 });
  }
  entries.set(path, entry);
}

const below = (entries: ReadonlyMap<string, Entry>, path: string): [string, Entry][] =>
  [...entries].filter(([inner]) => inner === path || inner.startsWith(`${path}/`));

export function textOf({ entries }: ProjectState, path: string): string | undefined {
  const entry = entries.get(path);
  return entry?.kind === 'file' && typeof entry.content === 'string' ? entry.content : undefined;
}

export const withSalt = (text: string, salt: string): string => text.replaceAll('{salt}', salt);
