// Knows: every problem with a saved image that a user can see, in words: what, why, what to do.
import type { UserProblem } from '../base/outcome';
import { formatBytes } from '../base/bytes';

const SAVE_AGAIN = 'Save the image again.';

const cannot = (name: string, because: string): string => `Cannot read ${name}: ${because}.`;

/** `1.2 of 4.0 MB`: both in the unit of the whole. */
export function partOf(part: number, whole: number): string {
  const [, unit = 'B'] = formatBytes(whole).split(' ');
  const power = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'].indexOf(unit);
  const say = (bytes: number): string => (power <= 0 ? String(bytes) : (bytes / 1000 ** power).toFixed(1));
  return `${say(part)} of ${say(whole)} ${unit}`;
}

/** `where`: "in the middle of layer 3", "before its manifest.json". */
export const endsEarly = (name: string, where: string): UserProblem => ({
  code: 'image/truncated',
  what: cannot(name, `the archive ends ${where}`),
  next: SAVE_AGAIN,
});

/** A layer whose own file stops too soon, while the archive around it is whole. */
export const cutLayer = (name: string, number: number, size?: { part: number; whole: number }): UserProblem => ({
  code: 'image/truncated',
  what: cannot(
    name,
    `layer ${String(number)} is cut short${size === undefined ? '' : ` (${partOf(size.part, size.whole)})`}`,
  ),
  next: SAVE_AGAIN,
});

export const engineGaveUp = (name: string, said: string): UserProblem => ({
  code: 'image/truncated',
  what: cannot(name, 'the engine gave up while it saved the image'),
  why: `It wrote: ${said}`,
  next: SAVE_AGAIN,
});

export const damaged = (name: string, because: string, detail?: string): UserProblem => ({
  code: 'image/damaged',
  what: cannot(name, because),
  next: SAVE_AGAIN,
  ...(detail === undefined ? {} : { detail }),
});

export const emptyFile = (name: string): UserProblem => ({
  code: 'image/truncated',
  what: cannot(name, 'the file is empty'),
  next: SAVE_AGAIN,
});

export const fileSystem = (name: string): UserProblem => ({
  code: 'image/not-an-image',
  what: cannot(name, 'this is a file system, not an image'),
  why: 'It has files but no layers and no history; docker export and buildx --output type=local or type=tar write such archives.',
  next: 'Save the image with docker save, or build with --output type=docker.',
});

export const notAnImage = (name: string, because: string): UserProblem => ({
  code: 'image/not-an-image',
  what: cannot(name, because),
  next: 'Open what docker save, podman save, skopeo or buildx --output type=docker or type=oci has written.',
});

export const unsupported = (name: string, because: string, next: string): UserProblem => ({
  code: 'image/unsupported',
  what: cannot(name, because),
  next,
});

export const tooLarge = (name: string, limit: number): UserProblem => ({
  code: 'image/too-large',
  what: cannot(name, `it unpacks to more than ${formatBytes(limit)}`),
  why: 'Layerlens stops there, because a small damaged or hostile archive can unpack to any size.',
});

export const tooManyFiles = (name: string, limit: number): UserProblem => ({
  code: 'image/too-many-files',
  what: cannot(name, `its layers hold more than ${String(limit)} files`),
  why: 'Layerlens keeps all their names in memory, and stops there.',
});

export const unreadable = (name: string, detail: string): UserProblem => ({
  code: 'image/unreadable',
  what: cannot(name, 'the file could not be read'),
  next: 'Look whether it is still there and may be read.',
  detail,
});

export const cancelled = (name: string): UserProblem => ({
  code: 'image/cancelled',
  what: `Reading ${name} was stopped.`,
});

export const noSuchImage = (name: string, wanted: string, names: readonly string[]): UserProblem => ({
  code: 'image/no-such-image',
  what: `${name} has no image called ${wanted}.`,
  why: names.length === 0 ? 'Its images have no names.' : `It has ${names.join(', ')}.`,
});

export const noSuchPlatform = (name: string, wanted: string, platforms: readonly string[]): UserProblem => ({
  code: 'image/no-such-platform',
  what: `${name} has no image for ${wanted}.`,
  ...(platforms.length === 0 ? {} : { why: `It has ${platforms.join(', ')}.` }),
});
