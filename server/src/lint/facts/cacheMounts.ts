// Knows: which folders a RUN's mounts keep out of the layer, and whether a package cache lies in one of them.
import { cleanPath, joinPath } from '../../base/posixPath';
import { mountsOf, type Mount } from '../../build/mounts';
import { flagsOf, type Flag } from '../../syntax/model';
import type { CachePlace } from './cachePaths';
import type { RuleContext, StageRun } from '../context';

export interface RunMount {
  readonly mount: Mount;
  readonly flag: Flag;
  /** Absolute; undefined when a variable hides it. */
  readonly target: string | undefined;
}

const known = new WeakMap<StageRun, readonly RunMount[]>();

const NONE: readonly RunMount[] = [];

/** Mounts that take files up: what is written below them never reaches the layer. */
export function writableMounts(context: RuleContext, run: StageRun): readonly RunMount[] {
  if (run.run.flags.length === 0) return NONE;
  let mounts = known.get(run);
  if (!mounts) {
    const flags = flagsOf(run.run, 'mount');
    const scope = context.scopeBefore(run.stage, run.index);
    mounts = mountsOf(run.run)
      .slice(0, MOST_MOUNTS)
      .flatMap((mount, i) => {
        const flag = flags[i];
        if (!flag || !WRITABLE.has(mount.type) || mount.target === '') return [];
        // BuildKit expands variables in a target (dockerfile2llb/convert_runmount.go).
        const text = mount.target.includes('$') ? scope.resolve(mount.target) : mount.target;
        const target = text === undefined || text === '' ? undefined : absolute(text, scope.workdir);
        return [{ mount, flag, target }];
      });
    known.set(run, mounts);
  }
  return mounts;
}

/** More are nobody's RUN. */
const MOST_MOUNTS = 50;
/** What is written into a bind mount is thrown away after the step. */
const WRITABLE: ReadonlySet<string> = new Set(['cache', 'tmpfs', 'bind']);

const absolute = (text: string, workdir: string): string =>
  text.startsWith('/') ? cleanPath(text) : joinPath('/', workdir, text);

/** True when the folder lies in the mount. */
export const isBelow = (path: string, target: string): boolean =>
  target === '/' || path === target || path.startsWith(`${target}/`);

/** The mount that holds the place. A home that is not sure is looked for below any home. */
export function coveringMount(mounts: readonly RunMount[], places: readonly CachePlace[]): RunMount | undefined {
  return mounts.find((mount) => places.some((place) => covers(mount, place)));
}

/** As `coveringMount`, nothing guessed. */
export const holdingMount = (mounts: readonly RunMount[], places: readonly CachePlace[]): RunMount | undefined =>
  mounts.find(({ target }) =>
    places.some(({ path }) => target !== undefined && path !== undefined && isBelow(path, target)),
  );

function covers({ target, mount }: RunMount, { path, inHome, sure }: CachePlace): boolean {
  if (target !== undefined && path !== undefined && isBelow(path, target)) return true;
  // A mount that cannot be read may be the one.
  if (target === undefined && mount.type === 'bind') return false;
  if (target === undefined)
    return inHome === undefined || endsLike(mount.target, inHome) || /\$\{?\w+\}?$/.test(mount.target);
  return inHome !== undefined && !sure && endsLike(target, inHome);
}

/** `/home/me/.cache` holds `.cache/pip` of somebody's home. */
export function endsLike(target: string, inHome: string): boolean {
  const clean = target.replace(/\/+$/, '');
  for (let end = inHome.length; end > 0; end = inHome.lastIndexOf('/', end - 1))
    if (clean.endsWith(`/${inHome.slice(0, end)}`)) return true;
  return false;
}
