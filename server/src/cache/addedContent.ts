// Knows: the content by which buildah finds a COPY or ADD again: a digest of the archive that the copy goes through. Names are
// those at the destination; a folder's own header and the text of the sources are no part of it.
// Source: containers/buildah 1.28.2: add.go (Add), copier/copier.go (copierHandlerGet), digester.go; seen on 1.28.2.
import { utf8 } from '../context/byteOrder';
import { select, type Selected } from '../context/select';
import { walkTree, type ContextNode, type DirectoryNode, type Sha256 } from '../context/tree';
import type { ContentKey, ContentPart } from './contentKey';
import { baseName } from './copySource';
import type { CopyAction } from './vertex';

/** `tree`: the context after its ignore file, or all files of a stage; of these the owners are kept (`keepsOwners`). */
export function addedContent(
  actions: readonly CopyAction[],
  tree: DirectoryNode,
  keepsOwners: boolean,
  sha256: Sha256,
): ContentKey {
  const isOne = actions.length === 1;
  const parts = actions.flatMap((action): ContentPart[] => {
    const { matches, missing, unhashed, unreadable } = select(tree, action.query.path, action.query, sha256);
    if (missing) return [{ kind: 'unread', why: 'source-missing' }];
    if (unhashed.length + unreadable.length > 0) return [{ kind: 'unread', why: 'not-read' }];
    return matches.map((match) => partOf(match, action, { isOne, keepsOwners }, sha256));
  });
  return parts.length === 0 ? [{ kind: 'unread', why: 'source-missing' }] : parts;
}

interface Way {
  /** There is one source. */
  readonly isOne: boolean;
  readonly keepsOwners: boolean;
}

function partOf({ path, node }: Selected, action: CopyAction, way: Way, sha256: Sha256): ContentPart {
  const { destination, owner, unpack } = action;
  const digest = (text: string): string => sha256(utf8(text));
  // Of an archive the headers of its entries count, times left out: nobody here reads them.
  if (unpack && node.kind === 'file' && ARCHIVE.test(path)) return open(`archive ${node.digest ?? ''}`, '');
  const isNamed = !/^(?:\d+(?::\d+)?)?$/.test(owner);
  const isKept = way.keepsOwners && owner === '';
  // Where nothing is at the destination yet, a file gets that name.
  const mayBeRenamed = way.isOne && node.kind !== 'directory' && !destination.endsWith('/');
  const { mode } = action;
  const bare = insideOf(node, { mode, isStage: way.keepsOwners, asksOwners: false }, sha256);
  const ids = isNamed
    ? ''
    : isKept
      ? insideOf(node, { mode, isStage: true, asksOwners: true }, sha256)
      : numbered(owner);
  const name = node.kind === 'directory' || mayBeRenamed ? '' : baseName(path);
  const whole = digest(`${ids}\n${name}\n${bare}`);
  if (!isNamed && !mayBeRenamed) return { kind: 'known', digest: whole };
  return open(`${isNamed ? owner : ids}\n${mayBeRenamed ? baseName(path) : ''}`, bare, whole);
}

const ARCHIVE = /\.(?:tar(?:\.\w+)?|tgz|tbz2?|txz|tzst)$/i;

/** Equal to another one for certain when `below` and `whole` are, different for certain when `bare` is. */
function open(below: string, bare: string, whole = bare): ContentPart {
  const word = encodeURIComponent(below);
  const list = bare === '' ? '' : `added:${bare.slice(7, 19)}`;
  return {
    kind: 'over',
    below: word,
    path: '',
    written: { all: whole, files: whole, list, shape: '', loose: [], trail: '' },
  };
}

/** A group that is not said is that of the number. */
function numbered(owner: string): string {
  const [user = '0', group = user] = owner === '' ? ['0', '0'] : owner.split(':');
  return `${user}:${group}`;
}

const SETUID_SETGID = 0o6000;

interface Asked {
  readonly mode: string;
  /** Of a stage such bits stay. */
  readonly isStage: boolean;
  readonly asksOwners: boolean;
}

/** A folder of 100,000 files is not read anew for each plan. */
const known = new WeakMap<ContextNode, Map<string, string>>();

/** Of a folder what is in it; or the owners of all that. */
function insideOf(node: ContextNode, asked: Asked, sha256: Sha256): string {
  const digests = known.get(node) ?? new Map<string, string>();
  known.set(node, digests);
  const name = JSON.stringify(asked);
  const digest = digests.get(name) ?? sha256(utf8(linesOf(node, asked).join('\n')));
  digests.set(name, digest);
  return digest;
}

function linesOf(node: ContextNode, { mode, isStage, asksOwners }: Asked): string[] {
  const modeOf = (own: number): string =>
    mode === '' ? (isStage ? own : own & ~SETUID_SETGID).toString(8) : mode.replace(/^0+(?=.)/, '');
  const line = (entry: ContextNode): string => {
    if (asksOwners) return `${String(entry.uid)}:${String(entry.gid)}`;
    if (entry.kind === 'file') return `f ${modeOf(entry.mode)} ${entry.digest ?? ''}`;
    if (entry.kind === 'symlink') return `l ${entry.target}`;
    return `${entry.kind} ${modeOf(entry.mode)}`;
  };
  if (node.kind !== 'directory') return [`file ${line(node)}`];
  return ['dir', ...[...walkTree(node)].flatMap(([path, entry]) => (path === '' ? [] : [`${path}\0${line(entry)}`]))];
}

/** What is taken from a stage of which not all files are known; of another owner or mode nobody can say what it was before. */
export const takenContent = (key: ContentKey, actions: readonly CopyAction[]): ContentKey =>
  key.map((part, i) => {
    const { owner = '', mode = '' } = actions[i] ?? {};
    if (part.kind === 'unread' || (owner === '' && mode === '')) return part;
    const words = `${owner} ${mode}`;
    if (part.kind === 'known') return open(words, part.digest);
    return { ...part, below: `${part.below} ${encodeURIComponent(words)}` };
  });

/** The files that bind mounts show to a RUN: they count from some version on, and before it they do not. */
export const shownContent = (key: ContentKey): ContentKey =>
  key.map((part) => (part.kind === 'known' ? open(`shown ${part.digest}`, '') : part));
