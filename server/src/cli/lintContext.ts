// Knows: the build context of `lint --context D`, as rules see it. The folder is listed once, for all files.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { NEVER_CANCELLED } from '../base/platform';
import { EMPTY_IGNORE_FILE, ignoreFilesOf } from '../context/ignoreFile';
import type { DirectoryNode } from '../context/tree';
import { nodeContextReader } from '../host/nodeContext';
import { sha256 } from '../host/nodePlatform';
import type { ContextFact } from '../lint/facts/contextFact';
import { misuse } from './failure';
import { ignoreFileInEffect } from './ignoreInEffect';

export class LintContext {
  #listed: DirectoryNode | undefined;

  constructor(private readonly folder: string) {}

  async of(dockerfile: string): Promise<ContextFact> {
    const paths = ignoreFilesOf(dockerfile, this.folder, 'buildkit');
    const ignore = await ignoreFileInEffect(paths);
    this.#listed ??= await this.#list();
    const named = (path: string): { name: string; path: string } => ({ name: path, path: slashed(resolve(path)) });
    return {
      label: this.folder,
      folder: slashed(resolve(this.folder)),
      assumed: false,
      listed: this.#listed,
      ignore: ignore.path === undefined ? EMPTY_IGNORE_FILE : ignore.file,
      ...(ignore.path !== undefined && {
        ignoreFile: { ...named(ignore.path), text: await readFile(ignore.path, 'utf8') },
      }),
      newIgnoreFile: named(paths.at(-1) ?? `${this.folder}/.dockerignore`),
      sha256,
    };
  }

  /** All of it: each Dockerfile may have an ignore file of its own. */
  async #list(): Promise<DirectoryNode> {
    const reader = nodeContextReader(this.folder);
    try {
      const listed = await reader.list({ signal: NEVER_CANCELLED });
      if (!listed.ok) throw misuse(listed.problem);
      return listed.value;
    } finally {
      reader.dispose();
    }
  }
}

const slashed = (path: string): string => path.replaceAll('\\', '/');
