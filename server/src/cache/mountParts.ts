// Knows: what `RUN --mount=` adds to a RUN's key and inputs.
// Source: moby/buildkit: frontend/dockerfile/dockerfile2llb/{convert_runmount,convert_secrets,convert_ssh}.go,
// solver/llbsolver/ops/exec.go (CacheMap, checkShouldClearCacheOpts).
import { cleanPath, joinPath } from '../base/posixPath';
import type { Mount } from '../build/mounts';
import type { Scope } from '../build/scope';

/** A mount with a place in the list of mounts; `vertex` is undefined for one that starts empty. */
export interface MountSource {
  readonly target: string;
  readonly type: string;
  readonly vertex: number | undefined;
  readonly selector: string;
  readonly readonly: boolean;
  /** What else of it is in the key. */
  readonly options: string;
}

export interface MountParts {
  readonly sources: readonly MountSource[];
  /** Secrets, then ssh sockets, in the order written. */
  readonly others: readonly string[];
  readonly needsSshSocket: boolean;
  readonly sshSocket: string;
}

export interface MountVertexes {
  /** The build context; `path` is what the mount selects. */
  context(path: string): number;
  /** A stage's end, a named context or an image; undefined for scratch. */
  from(name: string): number | undefined;
  /** A folder made for a cache mount with an owner or a mode. */
  cacheOwner(mode: number, uid: number, gid: number): number;
}

export function mountParts(
  mounts: readonly Mount[],
  scope: Scope,
  namespace: string,
  vertexes: MountVertexes,
): MountParts {
  const sources: MountSource[] = [];
  const others: string[] = [];
  const sockets: string[] = [];
  for (const mount of mounts) {
    const option = (name: string): string => scope.expand(mount.options.get(name) ?? '').text;
    const type = mount.type;
    if (type === 'secret') {
      others.push(secretLine(mount, option));
    } else if (type === 'ssh') {
      const target = option('target') === '' ? `/run/buildkit/ssh_agent.${String(sockets.length)}` : option('target');
      sockets.push(target);
      others.push(JSON.stringify(['ssh', option('id'), target, ids(mount, option, '600'), isOn(mount, 'required')]));
    } else {
      sources.push(placed(mount, type, option, scope, namespace, vertexes));
    }
  }
  // Secrets stand before ssh sockets whatever the order written (client/llb/exec.go, Marshal).
  others.sort((a, b) => Number(a.startsWith('["ssh"')) - Number(b.startsWith('["ssh"')));
  return { sources, others, needsSshSocket: sockets.length > 0, sshSocket: sockets[0] ?? '' };
}

function placed(
  mount: Mount,
  type: string,
  option: (name: string) => string,
  scope: Scope,
  namespace: string,
  vertexes: MountVertexes,
): MountSource {
  const written = option('target');
  const target = cleanPath(written).startsWith('/') ? written : joinPath('/', scope.workdir, written);
  const selector = joinPath('/', option('source'));
  const readonly = isReadOnly(mount, type);
  if (type === 'tmpfs') {
    return { target, type, vertex: undefined, selector: '/', readonly, options: bytesOf(option('size')) };
  }
  const owned = mount.options.has('uid') || mount.options.has('gid') || mount.options.has('mode');
  const from = mount.from === '' ? '' : option('from');
  let vertex = from === '' ? (type === 'cache' ? undefined : vertexes.context(selector)) : vertexes.from(from);
  let selected = selector;
  if (selector === '/' && owned) {
    const number = (name: string, radix: number, fallback: number): number => {
      const value = Number.parseInt(option(name), radix);
      return Number.isNaN(value) ? fallback : value;
    };
    vertex = vertexes.cacheOwner(number('mode', 8, 0o755), number('uid', 10, 0), number('gid', 10, 0));
    selected = '/cache';
  }
  const options =
    type === 'cache' ? cacheOptions(option('id'), option('sharing').toLowerCase(), target, written, namespace) : '';
  return { target, type, vertex, selector: selected, readonly, options };
}

/**
 * The default id with the default sharing stays in the key, all other ids are one class. An id is `namespace/id`: what
 * stands behind the first slash is compared with the target as well, so that `id=c,target=/c` has a key of its own.
 */
function cacheOptions(id: string, sharing: string, target: string, written: string, namespace: string): string {
  const full = `${namespace}/${id === '' ? cleanPath(written) : id}`;
  const isShared = sharing === '' || sharing === 'shared';
  const isDefault = full === target || full.slice(full.indexOf('/') + 1) === target;
  return isShared && isDefault ? full : '';
}

function secretLine(mount: Mount, option: (name: string) => string): string {
  const source = option('source');
  const target = option('target');
  const id = source !== '' ? source : option('id') !== '' ? option('id') : lastName(target);
  const env = mount.options.get('env');
  const place = target !== '' ? target : env === undefined ? `/run/secrets/${lastName(id)}` : '';
  return JSON.stringify([
    'secret',
    id,
    place,
    env === undefined ? null : option('env'),
    ids(mount, option, '400'),
    isOn(mount, 'required'),
  ]);
}

const lastName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Owner and mode; spelling out the default changes nothing. */
function ids(mount: Mount, option: (name: string) => string, defaultMode: string): string {
  const mode = mount.options.has('mode') ? option('mode').replace(/^0+(?=.)/, '') : defaultMode;
  return [option('uid') || '0', option('gid') || '0', mode].join(':');
}

const truth = (text: string): boolean => /^(?:1|t|true)$/i.test(text);

function isOn(mount: Mount, name: string): boolean {
  const value = mount.options.get(name);
  return value !== undefined && (value === '' || truth(value));
}

function isReadOnly(mount: Mount, type: string): boolean {
  let readonly = type !== 'cache' && type !== 'tmpfs';
  for (const [name, value] of mount.options) {
    if (name === 'readonly') readonly = value === '' || truth(value);
    if (name === 'readwrite') readonly = !(value === '' || truth(value));
  }
  return readonly;
}

const UNITS = ['', 'k', 'm', 'g', 't', 'p'];

/** The key holds bytes, whatever unit was written (docker/go-units: size.go, RAMInBytes). */
function bytesOf(size: string): string {
  const match = /^(\d+(?:\.\d+)?) ?([kmgtp]?)i?b?$/i.exec(size.trim());
  if (!match) return size;
  return String(Math.trunc(Number(match[1]) * 1024 ** UNITS.indexOf((match[2] ?? '').toLowerCase())));
}
