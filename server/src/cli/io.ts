// Knows: reading the files a command names, and writing what it has to say. Data on stdout, the rest on stderr.
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Misuse } from './failure';

export interface Output {
  /** Data: one chunk of text. */
  data(text: string): void;
  /** Progress and problems. */
  note(text: string): void;
  /** True when data goes to a terminal. */
  readonly isTerminal: boolean;
}

/** Larger files are no Dockerfiles; reading them would only cost memory. */
const LARGEST_DOCKERFILE = 4 * 1024 * 1024;

/** The text of a Dockerfile; `-` reads standard input. Throws Misuse with what happened. */
export async function readDockerfile(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = path === '-' ? await buffer(process.stdin) : await readFile(path);
  } catch (error) {
    throw new Misuse(`Cannot read ${path}: ${reason(error)}.`);
  }
  if (bytes.length > LARGEST_DOCKERFILE)
    throw new Misuse(`Cannot read ${path}: with ${String(bytes.length)} bytes it is too large for a Dockerfile.`);
  if (bytes.includes(0)) throw new Misuse(`Cannot read ${path}: it is a binary file, not a Dockerfile.`);
  return bytes.toString('utf8');
}

/** A file that cannot be written, because of the folder more often than of itself. */
export function cannotWrite(path: string, error: unknown): Misuse {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new Misuse(`Cannot write ${path}: ${isMissing ? 'there is no such folder' : reason(error)}.`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many links',
};

export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
