// Knows: what the steps of a chain have written so far and is still there, by path; answers what a path, a tree or a pattern
// meets. A trie, so that a question costs what it finds; a journal takes a branch of stages back.
import { knownSize, unknownSize, type SizeEstimate } from '../base/certainty';
import { joinPath } from '../base/posixPath';
import { sumOfSizes } from './flowSize';
import { sizeAt, sizeLeft, type Live } from './liveWrite';
import { overlapOf } from './overlap';
import type { CopiedNode, DraftAct, PathAct, StepFlow, Touch, Writable } from './pathFlowModel';
import { braceAlternatives, isPattern, matchesName } from './shellPattern';

interface Node {
  children: Map<string, Node>;
  live: readonly Live[];
  isFolder: boolean;
}

/** More touches of one act, and more names looked at for a pattern, are nobody's Dockerfile. */
const MOST_TOUCHES = 64;
const MOST_NAMES = 1000;
const MOST_HOLES = 50;
/** Writes kept of one place when nobody knows which of their files are the same. */
const MOST_UNSEEN = 8;

/** Directories that every base image of a distribution has (Filesystem Hierarchy Standard 3.0). */
const FOLDERS =
  '/bin /sbin /lib /etc /etc/apt /etc/apt/sources.list.d /etc/apt/keyrings /etc/ssl/certs /home /media /mnt /opt /root /run /srv /tmp /usr /usr/bin /usr/sbin /usr/lib /usr/local /usr/local/bin /usr/local/sbin /usr/local/lib /usr/local/share /usr/local/etc /usr/local/include /usr/share /usr/share/keyrings /usr/src /var /var/cache /var/lib /var/log /var/tmp /var/www'
    .split(' ')
    .map((path) => path.slice(1).split('/'));

const newNode = (): Node => ({ children: new Map(), live: [], isFolder: false });

type Found = { readonly live: Live; readonly how: Touch['how']; readonly rest: string };

export class PathState {
  readonly #root = newNode();
  readonly #journal: (() => void)[] = [];

  constructor() {
    for (const parts of FOLDERS) this.#makeBelow(parts).isFolder = true;
    this.#journal.length = 0;
  }

  mark(): number {
    return this.#journal.length;
  }

  /** Takes back what happened since the mark. */
  rollBack(mark: number): void {
    while (this.#journal.length > mark) this.#journal.pop()?.();
  }

  /** Makes a step of its drafts: finds what each of them meets, then lets it happen. */
  apply(step: Omit<StepFlow, 'acts'>, drafts: readonly DraftAct[]): StepFlow {
    if (drafts.length === 0) return { ...step, acts: NO_ACTS };
    const acts: PathAct[] = [];
    const flow: StepFlow = { ...step, acts };
    for (const draft of drafts) acts.push(this.#act(flow, draft));
    return flow;
  }

  #act(flow: StepFlow, draft: DraftAct): PathAct {
    const target = this.#placed(draft.path, draft.nameInside);
    const met = flow.isTrigger || draft.certainty === 'anywhere' || !draft.inLayer ? [] : this.#met(draft, target);
    const touches = met.map(({ live, how, rest }): Touch => ({
      step: live.step,
      act: live.act,
      how,
      size: how === 'above' ? sizeAt(live, rest) : sizeLeft(live),
    }));
    const last = touches.at(-1);
    // There are more than are looked at: their sum is a lower bound.
    if (last && touches.length >= MOST_TOUCHES) touches[touches.length - 1] = { ...last, size: unknownSize(TOO_MANY) };
    const act = actOf(draft, target, touches, draft.size ?? this.#sizeOf(draft, touches, flow));
    if (!flow.isTrigger && act.inLayer) this.#happen(flow, act, met, draft.appends === true);
    return act;
  }

  /** `cp a /b`: into /b when that is a directory. */
  #placed(path: string, nameInside: string | undefined): string {
    if (nameInside === undefined) return path;
    const node = this.#find(path);
    if (path === '/' || node?.isFolder === true || (node && node.children.size > 0)) return joinPath(path, nameInside);
    // A directory that was copied whole. Of a source that nobody has seen it is likely: else the second would replace it.
    const folder = node?.live.some(({ act }) => act.recursive && act.content?.kind !== 'file') ?? false;
    return folder ? joinPath(path, nameInside) : path;
  }

  #sizeOf({ kind, from }: DraftAct, touches: readonly Touch[], flow: StepFlow): SizeEstimate {
    if (kind === 'write' && from !== undefined) {
      const copied = this.#at(from, true).map((found) =>
        found.how === 'above' ? sizeAt(found.live, found.rest) : sizeLeft(found.live),
      );
      return copied.length === 0 ? COPY_UNKNOWN : sumOfSizes(copied, 'The bytes of what it is a copy of.');
    }
    if (kind === 'own' || kind === 'mode' || kind === 'change')
      return sumOfSizes(
        touches.filter(({ step }) => step !== flow).map(({ size }) => size),
        'The bytes of the files that are stored again.',
      );
    return kind === 'write' ? WRITE_UNKNOWN : NO_BYTES;
  }

  #met({ certainty, kind, recursive }: DraftAct, path: string): Found[] {
    if (kind === 'directory') return [];
    if (certainty === 'pattern')
      return braceAlternatives(path)
        .flatMap((one) => this.#matching(one, recursive))
        .slice(0, MOST_TOUCHES);
    return this.#at(path, recursive || certainty === 'below');
  }

  #at(path: string, recursive: boolean): Found[] {
    const found: Found[] = [];
    const parts = partsOf(path);
    let node: Node | undefined = this.#root;
    for (let i = 0; i < parts.length && node; i++) {
      if (node.live.length > 0) this.#above(node, parts.slice(i), found);
      node = node.children.get(parts[i] ?? '');
    }
    if (!node) return found;
    for (const live of node.live) if (found.length < MOST_TOUCHES) found.push({ live, how: 'same', rest: '' });
    if (recursive) this.#below(node, found);
    return found;
  }

  #above(node: Node, rest: readonly string[], found: Found[]): void {
    const below = rest.join('/');
    for (const live of node.live) {
      if (found.length >= MOST_TOUCHES) return;
      const { act } = live;
      if (!act.recursive && act.certainty !== 'below') continue;
      if (live.holes.some((hole) => hole === below || below.startsWith(`${hole}/`))) continue;
      if (act.content && act.content.at(below) === undefined) continue;
      found.push({ live, how: act.fileName === below ? 'same' : 'above', rest: below });
    }
  }

  #below(node: Node, found: Found[]): void {
    const pending = [...node.children.values()];
    for (let at = pending.pop(); at && found.length < MOST_TOUCHES; at = pending.pop()) {
      for (const live of at.live) found.push({ live, how: 'below', rest: '' });
      // A folder may hold more names than anybody wants to hear of.
      for (const child of at.children.values()) if (pending.length < MOST_NAMES) pending.push(child);
    }
  }

  /** What a pattern meets. Every part of the path may hold one. */
  #matching(pattern: string, recursive: boolean): Found[] {
    const found: Found[] = [];
    const parts = partsOf(pattern);
    const descend = (node: Node, i: number): void => {
      if (found.length >= MOST_TOUCHES) return;
      if (i === parts.length) {
        for (const live of node.live) found.push({ live, how: 'same', rest: '' });
        if (recursive) this.#below(node, found);
        return;
      }
      const part = parts[i] ?? '';
      this.#aboveMatching(node, parts.slice(i), found);
      if (!isPattern(part)) {
        const child = node.children.get(part);
        if (child) descend(child, i + 1);
        return;
      }
      let looked = 0;
      for (const [name, child] of node.children) {
        if (++looked > MOST_NAMES) return;
        if (matchesName(part, name)) descend(child, i + 1);
      }
    };
    descend(this.#root, 0);
    return found;
  }

  /** Of a copied folder whose files are known: those that the rest of the pattern matches. */
  #aboveMatching(node: Node, rest: readonly string[], found: Found[]): void {
    for (const live of node.live) {
      const { act } = live;
      if (!act.recursive && act.certainty !== 'below') continue;
      if (act.content)
        for (const path of namesMatching(act.content, rest)) found.push({ live, how: 'above', rest: path });
      else if (act.fileName !== undefined && rest.length === 1 && matchesName(rest[0] ?? '', act.fileName))
        found.push({ live, how: 'same', rest: '' });
      // `rm -rf /tmp/*` takes whatever an archive left there.
      else if (rest.length === 1 && rest[0] === '*') found.push({ live, how: 'same', rest: '' });
      else found.push({ live, how: 'above', rest: rest.join('/') });
      if (found.length >= MOST_TOUCHES) return;
    }
  }

  #happen(flow: StepFlow, act: PathAct, met: readonly Found[], appends: boolean): void {
    const { kind, sure, certainty } = act;
    if (kind === 'read') {
      for (const { live } of met) remember(live.act.readBy, flow);
      return;
    }
    if (kind === 'directory') {
      if (sure) this.#folder(this.#make(act.path));
      return;
    }
    if (kind === 'delete') {
      if (!sure || certainty === 'below') return;
      for (const one of met) this.#remove(one, { step: flow, act });
      if (act.recursive && certainty === 'literal') this.#empty(act.path);
      return;
    }
    if (kind !== 'write' || certainty === 'anywhere' || certainty === 'pattern') return;
    const node = this.#make(act.path);
    if (act.recursive && (act.program === 'COPY' || act.program === 'ADD') && act.content?.kind === 'directory')
      this.#folder(node);
    if (sure && certainty === 'literal') for (const one of met) this.#cover(one, act);
    const stays = appends || !sure || act.recursive || certainty === 'below';
    const before = node.live;
    const kept = stays
      ? before.slice(act.content ? -MOST_TOUCHES : -MOST_UNSEEN)
      : before.filter(({ act: old }) => old.recursive || old.certainty === 'below');
    node.live = [...kept, { step: flow, act, holes: [], isVague: false }];
    this.#journal.push(() => {
      node.live = before;
    });
  }

  /** What a write replaces of an earlier one is not met a second time. */
  #cover({ live, how, rest }: Found, { path, content, recursive }: PathAct): void {
    const { act } = live;
    if (!recursive) {
      if (how === 'above' && act.content?.at(rest)?.kind === 'file') this.#pierce(live, [rest]);
      return;
    }
    const there = how === 'above' ? act.content?.at(rest) : act.content;
    const here = how === 'below' ? content?.at(act.path.slice(path.length + (path === '/' ? 0 : 1))) : content;
    if (!there || !here) return;
    const overlap = overlapOf(there, here);
    if (overlap === 'many') {
      const { isVague } = live;
      live.isVague = true;
      this.#journal.push(() => {
        live.isVague = isVague;
      });
    } else if (overlap !== 'whole')
      this.#pierce(
        live,
        overlap.map((file) => (how === 'above' ? `${rest}/${file}` : file)),
      );
    else if (how === 'above') this.#pierce(live, [rest]);
    else this.#drop(live);
  }

  #pierce(live: Live, paths: readonly string[]): void {
    if (paths.length === 0) return;
    const { holes, isVague } = live;
    live.holes = [...holes, ...paths].slice(0, MOST_HOLES);
    live.isVague = isVague || holes.length + paths.length > MOST_HOLES;
    this.#journal.push(() => {
      live.holes = holes;
      live.isVague = isVague;
    });
  }

  #drop(live: Live): void {
    const node = this.#find(live.act.path);
    if (!node) return;
    const before = node.live;
    node.live = before.filter((one) => one !== live);
    this.#journal.push(() => {
      node.live = before;
    });
  }

  #remove({ live, how, rest }: Found, deletion: { step: StepFlow; act: PathAct }): void {
    if (how === 'above') {
      this.#pierce(live, [rest]);
      return;
    }
    remember(live.act.deletedBy, deletion);
    this.#drop(live);
  }

  /** Nothing is left below a tree that is deleted, and it is no directory either. */
  #empty(path: string): void {
    const node = this.#find(path);
    if (!node || path === '/') return;
    const { children, isFolder } = node;
    node.children = new Map();
    node.isFolder = false;
    this.#journal.push(() => {
      node.children = children;
      node.isFolder = isFolder;
    });
  }

  #folder(node: Node): void {
    if (node.isFolder) return;
    node.isFolder = true;
    this.#journal.push(() => {
      node.isFolder = false;
    });
  }

  #find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const part of partsOf(path)) node = node?.children.get(part);
    return node;
  }

  #make(path: string): Node {
    return this.#makeBelow(partsOf(path));
  }

  #makeBelow(parts: readonly string[]): Node {
    let node = this.#root;
    for (const part of parts) {
      let child = node.children.get(part);
      if (!child) {
        child = newNode();
        node.children.set(part, child);
        const parent = node;
        this.#journal.push(() => parent.children.delete(part));
      }
      node = child;
    }
    return node;
  }
}

/** Field by field: spreading objects of many shapes would cost more than all else here. */
function actOf(draft: DraftAct, path: string, touches: readonly Touch[], size: SizeEstimate): PathAct {
  const { kind, certainty, recursive, sure, inLayer, where, command, program } = draft;
  const act: Writable<PathAct> = {
    kind,
    path,
    certainty,
    recursive,
    sure,
    inLayer,
    size,
    where,
    command,
    program,
    touches,
    readBy: [],
    deletedBy: [],
  };
  const { from, moves, use, content, fileName, isCache, isGuess, volume } = draft;
  if (from !== undefined) act.from = from;
  if (moves !== undefined) act.moves = moves;
  if (use !== undefined) act.use = use;
  if (content !== undefined) act.content = content;
  if (fileName !== undefined) act.fileName = fileName;
  if (isCache !== undefined) act.isCache = isCache;
  if (isGuess !== undefined) act.isGuess = isGuess;
  if (volume !== undefined) act.volume = volume;
  return act;
}

/** Paths are clean, but for those that nobody could make absolute. */
function partsOf(path: string): string[] {
  const parts = path.split('/');
  return path.startsWith('/') && path.length > 1 && !parts.includes('', 1) ? parts.slice(1) : parts.filter(Boolean);
}

/** `readBy` and `deletedBy` grow while the flow is made, and are read-only to everybody else. */
function remember<T>(list: readonly T[], value: T): void {
  if (list.length < MOST_TOUCHES && list.at(-1) !== value) (list as T[]).push(value);
}

function namesMatching(content: CopiedNode, rest: readonly string[]): string[] {
  let found: { readonly node: CopiedNode; readonly path: string }[] = [{ node: content, path: '' }];
  for (const part of rest) {
    const next: { readonly node: CopiedNode; readonly path: string }[] = [];
    for (const { node, path } of found) {
      const names = isPattern(part)
        ? [...node.names()].slice(0, MOST_NAMES).filter((name) => matchesName(part, name))
        : [part];
      for (const name of names) {
        const child = node.at(name);
        if (child && next.length < MOST_TOUCHES)
          next.push({ node: child, path: path === '' ? name : `${path}/${name}` });
      }
    }
    found = next;
  }
  return found.map(({ path }) => path);
}

const NO_ACTS: readonly PathAct[] = [];
const COPY_UNKNOWN = unknownSize('Unknown until built: nothing tells what is copied.');
const WRITE_UNKNOWN = unknownSize('Unknown until built: it depends on what the command writes.');
const NO_BYTES = knownSize(0, 'Stores no bytes.');
const TOO_MANY = 'Unknown: there are more such files than are counted.';
