// Knows: the files that a RUN leaves whose commands write only where they say (runOutput.ts): each write is loose, its
// content a digest of all that it is a function of.
import { nodeAt, treeDigest, type Sha256 } from '../context/tree';
import { utf8 } from '../context/byteOrder';
import { partText } from './contentKey';
import { query } from './copySource';
import { isTouched, leadsAway, partOf, touchingWrites } from './resultFiles';
import { exactlyAfter, type ExactFiles } from './runExact';
import { openWrites, TRACES, withLoose, type LooseWrite, type ResultFiles } from './stepFiles';
import { FLEETING, isWithin, parentsOf } from './twinPaths';
import type { FileEffect, RunAct, RunOutput } from './vertex';
import { isLinkFree, newFolder, realPlace, withFolders } from './writes';

/** More than these on one stage, and what a RUN wrote is no longer followed. */
const MOST_WRITES = 300;

/** Undefined: what is there makes of its commands something else than their text says. */
export function withRun(
  base: ResultFiles,
  { acts, workdir, start }: RunOutput,
  sha256: Sha256,
): ResultFiles | undefined {
  if (base.unread !== undefined) return base;
  let files = inFolder(base, workdir);
  for (const said of acts) {
    const act = followed(said, files);
    const state = stateFor(act, files, sha256);
    if (state === undefined || files.loose.length > MOST_WRITES) return undefined;
    // Programs of another image may do other things.
    const content = `?${sha256(utf8(JSON.stringify([act.text, files.below ?? '', state])))}`;
    const exact = exactly(act, files, sha256);
    const writes = act.writes.map(({ path, scope }): LooseWrite => ({
      ...{ path, form: 'run', content, isPlain: true },
      ...(scope === 'entry' && { isEntry: true }),
      ...(exact && { isExact: true }),
    }));
    files = withLoose(ledBy(act, { ...files, ...exact }), writes, sha256);
  }
  // Whoever takes the whole root has its traces as well. No link leads them anywhere.
  const trace: LooseWrite = { path: TRACES, form: 'run', content: `?${sha256(utf8(start))}`, isEntry: true };
  return { ...files, loose: [...files.loose, trace] };
}

/** The folder that a process starts in is made for it (moby/buildkit: executor/runcexecutor/executor.go, Run). */
const inFolder = (files: ResultFiles, workdir: string): ResultFiles =>
  files.whole && !leadsAway(files, workdir)
    ? { ...files, whole: withFolders(files.whole, workdir, newFolder('')) }
    : files;

/** A shell writes through links, and where all files are known, they lead to known places. */
function followed(act: RunAct, files: ResultFiles): RunAct {
  const { whole, isLed } = files;
  const { exact, reads, writes } = act;
  if (!whole || isLed === true || !exact || openWrites(files).some(({ path }) => path !== TRACES)) return act;
  const real = new Map<string, string>();
  for (const path of [...reads, ...writes.map((write) => write.path)]) {
    const place = realPlace(whole, path);
    if (place !== path && (place === undefined || nodeAt(whole, place)?.kind !== 'file' || FLEETING.test(place)))
      return act;
    real.set(path, place);
  }
  const at = (path: string): string => real.get(path) ?? path;
  const effects = exact.effects.flatMap((effect): FileEffect[] => {
    if (effect.kind === 'text') return [{ ...effect, path: at(effect.path) }];
    return effect.kind === 'content' ? [{ ...effect, path: at(effect.path), from: at(effect.from) }] : [];
  });
  // What removes, moves or copies may do so with the link itself.
  if (effects.length < exact.effects.length) return act;
  const placed = writes.map((write) => ({ ...write, path: at(write.path) }));
  return { ...act, reads: reads.map(at), writes: placed, exact: { ...exact, effects } };
}

/** Where all that it finds is known, so may be what it leaves. */
function exactly(act: RunAct, files: ResultFiles, sha256: Sha256): ExactFiles | undefined {
  const { whole, texts = new Map(), isLed } = files;
  if (!whole || isLed === true || !act.exact) return undefined;
  const places = [...act.reads, ...act.writes.map(({ path }) => path)];
  const isOpen = openWrites(files).some(
    (write) => write.path !== TRACES && places.some((path) => isWithin(path, write.path) || isWithin(write.path, path)),
  );
  return isOpen ? undefined : exactlyAfter(act, { whole, texts }, sha256);
}

/** Below what a command does to all that is there, a link of the image may lead it elsewhere. */
function ledBy({ writes }: RunAct, files: ResultFiles): ResultFiles {
  const { whole } = files;
  const trees = whole ? writes.filter(({ scope }) => scope === 'tree').map(({ path }) => nodeAt(whole, path)) : [];
  return trees.some((node) => node && !isLinkFree(node)) ? { ...files, whole: undefined } : files;
}

/** All that the act finds; undefined when it may be led elsewhere, or is another program than it seems. */
function stateFor(act: RunAct, files: ResultFiles, sha256: Sha256): string[] | undefined {
  if (act.programs.some((path) => isTouched(files, path))) return undefined;
  if (!act.moved.every((path) => hasNoLinks(files, path, sha256))) return undefined;
  const states: string[] = [];
  const note = (path: string, own: string | undefined): boolean => {
    if (own === undefined || mayLeadElsewhere(files, path)) return false;
    states.push(own, ...parentsOf(path).map((parent) => entryState(files, parent, sha256) ?? ''));
    return true;
  };
  const isRead = act.reads.every((path) => note(path, readState(files, path, sha256)));
  const isWritable = act.writes.every(({ path, scope }) =>
    note(path, (scope === 'tree' ? treeState : entryState)(files, path, sha256)),
  );
  return isRead && isWritable ? states : undefined;
}

/** A link on the way, or in the place itself. */
const mayLeadElsewhere = (files: ResultFiles, path: string): boolean =>
  leadsAway(files, path) || files.loose.some((write) => write.isPlain !== true && isWithin(path, write.path));

/** True of what COPY brought without a link, and of what RUNs made of such. */
function hasNoLinks(files: ResultFiles, path: string, sha256: Sha256): boolean {
  const touching = touchingWrites(files, path, sha256);
  if (!touching.every(({ isPlain }) => isPlain === true)) return false;
  const node = nodeAt(files.written, path);
  if (!node) return touching.some((write) => write.path === path);
  return isLinkFree(node);
}

/** What is read there. A file of the base may be a link to anything, so all that was written counts with it. */
function readState(files: ResultFiles, path: string, sha256: Sha256): string | undefined {
  const state = treeState(files, path, sha256);
  if (isTouched(files, path)) return state;
  const all = treeDigest(files.written, sha256);
  return state && all && JSON.stringify([state, all, files.loose]);
}

/** What is at the path and below. */
function treeState(files: ResultFiles, path: string, sha256: Sha256): string | undefined {
  const part = partOf(files, query(path), sha256);
  if (part.kind === 'unread') return part.why === 'source-missing' ? 'absent' : undefined;
  return partText(part);
}

/** What is known of a file, or of a folder's own header. */
function entryState({ below, written, loose }: ResultFiles, path: string, sha256: Sha256): string | undefined {
  const node = nodeAt(written, path);
  if (node?.kind === 'symlink') return undefined;
  const header =
    node?.kind === 'directory'
      ? `${node.mode.toString(8)} ${String(node.uid)} ${String(node.gid)}`
      : node && (treeDigest(node, sha256) ?? 'unread');
  const before = loose.filter((write) => write.path === path || (write.isEntry !== true && isWithin(path, write.path)));
  const isParent = loose.some((write) => write.path !== path && isWithin(write.path, path));
  return JSON.stringify([below ?? '', node?.kind ?? '', header ?? '', before, isParent]);
}
