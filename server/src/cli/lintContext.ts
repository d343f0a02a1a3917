// Knows: build contexts as rules see them on the command line: the one of `--context`, or those that the project's files
// name. A folder is listed once for all Dockerfiles that keep the same out of it.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Outcome } from '../base/outcome';
import { EMPTY_IGNORE_FILE, ignoreFilesOf } from '../context/ignoreFile';
import type { ContextMatcher } from '../context/ignoreMatcher';
import type { DirectoryNode } from '../context/tree';
import { listContext } from '../host/contextListing';
import { sha256 } from '../host/nodePlatform';
import type { ContextFact } from '../lint/facts/contextFact';
import { misuse } from './failure';
import { ignoreFileInEffect } from './ignoreInEffect';

export class LintContexts {
  readonly #listed = new Map<string, Promise<Outcome<DirectoryNode>>>();

  /** @param isGiven by `--context`. Throws Misuse for a folder that cannot be read. */
  async of(folder: string, dockerfile: string, isGiven: boolean): Promise<ContextFact> {
    const paths = ignoreFilesOf(dockerfile, folder, 'buildkit');
    const ignore = await ignoreFileInEffect(paths);
    const listed = await this.#list(folder, ignore.file.matcher);
    if (!listed.ok) throw misuse(listed.problem);
    const named = (path: string): { name: string; path: string } => ({ name: path, path: slashed(resolve(path)) });
    return {
      label: folder,
      folder: slashed(resolve(folder)),
      assumed: false,
      ...(!isGiven && { mayGrow: true }),
      listed: listed.value,
      ignore: ignore.path === undefined ? EMPTY_IGNORE_FILE : ignore.file,
      ...(ignore.path !== undefined && {
        ignoreFile: { ...named(ignore.path), text: await readFile(ignore.path, 'utf8') },
      }),
      newIgnoreFile: named(paths.at(-1) ?? `${folder}/.dockerignore`),
      sha256,
    };
  }

  #list(folder: string, matcher: ContextMatcher): Promise<Outcome<DirectoryNode>> {
    const key = `${matcher.key}\n${resolve(folder)}`;
    const known = this.#listed.get(key) ?? listContext(folder, matcher);
    this.#listed.set(key, known);
    return known;
  }
}

const slashed = (path: string): string => path.replaceAll('\\', '/');
