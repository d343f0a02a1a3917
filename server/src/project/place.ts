// Knows: which file or folder a written path means: joined to a folder, kept inside the workspace or told apart from URLs.
import { cleanPath } from '../base/posixPath';
import { settled, unsettled, type BuildTarget, type ContextRef, type Settled } from './buildTarget';

const DRIVE = /^[A-Za-z]:[\\/]/;

export const isAbsolute = (path: string): boolean => path.startsWith('/') || DRIVE.test(path);

/** `path` as seen from `folder`; both may be relative to the workspace. Backslashes are separators on a drive only. */
export function pathFrom(folder: string, path: string): string {
  if (DRIVE.test(path)) return cleanPath(path.replaceAll('\\', '/'));
  if (path.startsWith('/')) return cleanPath(path);
  return cleanPath(`${folder === '' ? '.' : folder}/${path}`);
}

export const settledPath = (folder: Settled<string>, path: Settled<string>): Settled<string> => {
  if (!path.known || isAbsolute(path.value)) return path.known ? settled(pathFrom('', path.value)) : path;
  return folder.known ? settled(pathFrom(folder.value, path.value)) : unsettled(folder.why, path.value);
};

export const folderOf = (file: string): string => {
  const slash = file.lastIndexOf('/');
  if (slash === -1) return '.';
  return slash === 0 ? '/' : file.slice(0, slash);
};

export const baseOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1);

/**
 * A path from a file of the workspace, as the workspace names it: relative inside, absolute outside.
 * `root` is the workspace's own absolute path.
 */
export function inWorkspace(root: string, path: string): string {
  const full = isAbsolute(path) ? cleanPath(path) : cleanPath(`${root}/${path}`);
  const top = cleanPath(root);
  if (full === top) return '.';
  const below = top === '/' ? '/' : `${top}/`;
  return full.startsWith(below) ? full.slice(below.length) : full;
}

/** Contexts that the builder fetches itself (buildx: build/utils.go, IsRemoteURL; BuildKit: util/gitutil/git_ref.go). */
export const isRemote = (context: string): boolean =>
  /^(?:https?|git|ssh):\/\//.test(context) || /^git@[^/]+:/.test(context) || context.startsWith('github.com/');

/** What the context argument of a command or file means. */
export function contextRef(folder: Settled<string>, context: Settled<string>): Settled<ContextRef> {
  if (!context.known) return context;
  if (context.value === '-') return settled({ kind: 'stdin' });
  if (isRemote(context.value)) return settled({ kind: 'remote', url: context.value });
  const path = settledPath(folder, context);
  return path.known ? settled({ kind: 'folder', path: path.value }) : path;
}

/** A Dockerfile named from inside its context, as compose and bake do; remote contexts hold it themselves. */
export function dockerfileIn(context: Settled<ContextRef>, dockerfile: Settled<string>): Settled<string> {
  if (!dockerfile.known) return dockerfile;
  if (isAbsolute(dockerfile.value)) return settled(pathFrom('', dockerfile.value));
  if (isRemote(dockerfile.value)) return unsettled('The Dockerfile is fetched by the builder.', dockerfile.value);
  if (!context.known) return unsettled(context.why, dockerfile.value);
  if (context.value.kind === 'folder') return settled(pathFrom(context.value.path, dockerfile.value));
  return unsettled(
    context.value.kind === 'remote'
      ? 'The Dockerfile is inside the remote context.'
      : 'The context is read from standard input, with its Dockerfile.',
    dockerfile.value,
  );
}

/** A named context: paths are placed, everything with a scheme stays. */
export function namedContext(folder: Settled<string>, value: Settled<string>): Settled<string> {
  if (!value.known) return value;
  if (/^[a-z][a-z0-9+.-]*:(?![\\/]?$)/.test(value.value) && !DRIVE.test(value.value)) return value;
  return isRemote(value.value) ? value : settledPath(folder, value);
}

/** The target with its paths as the workspace names them. */
export function placed(target: BuildTarget, root: string): BuildTarget {
  const place = (path: Settled<string>): Settled<string> =>
    path.known ? settled(inWorkspace(root, path.value)) : path;
  const { dockerfile, context, namedContexts } = target;
  return {
    ...target,
    dockerfile: place(dockerfile),
    context:
      context.known && context.value.kind === 'folder'
        ? settled({ kind: 'folder', path: inWorkspace(root, context.value.path) })
        : context,
    namedContexts: Object.fromEntries(
      Object.entries(namedContexts).map(([name, value]) => [
        name,
        value.known && !/^[a-z][a-z0-9+.-]*:/.test(value.value) && !isRemote(value.value) ? place(value) : value,
      ]),
    ),
  };
}
