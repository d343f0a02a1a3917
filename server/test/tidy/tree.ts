// A copy of the working tree in which tests plant faults, and the commands of `npm run check` run on it.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { inRepo, repoRoot } from '../../../scripts/repo.mjs';

const NOT_COPIED = new Set([
  'node_modules',
  'out',
  'dist',
  '.git',
  '.cache',
  '.vscode-test',
  'corpus',
  'test-workspace',
]);

export interface Run {
  readonly failed: boolean;
  readonly output: string;
}

/** Runs a Node program of the tree at `root`, as npm would. */
export function run(root: string, script: string, ...args: string[]): Run {
  const env = { ...process.env };
  // A test runner's child would report to it instead of printing.
  delete env['NODE_TEST_CONTEXT'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { failed: status !== 0, output: stdout + stderr };
}

/** `npm run check`, these steps of it. */
export const check = (root: string, ...steps: string[]): Run => run(root, 'scripts/check.mjs', ...steps);

/** The compiler on one project and those below it: what the step `types` does with all of them. */
export const compile = (root: string, project: string): Run =>
  run(root, 'node_modules/typescript/bin/tsc', '-b', project);

export class TreeCopy {
  readonly root = mkdtempSync(join(tmpdir(), 'layerlens-tidy-'));
  readonly #planted = new Map<string, string | undefined>();

  constructor() {
    cpSync(repoRoot, this.root, { recursive: true, filter: (source) => !NOT_COPIED.has(basename(source)) });
    symlinkSync(inRepo('node_modules'), join(this.root, 'node_modules'), 'junction');
  }

  read(file: string): string | undefined {
    try {
      return readFileSync(join(this.root, file), 'utf8');
    } catch {
      return undefined;
    }
  }

  /** Puts a line in front of a file; a file that is not there is made. */
  plant(file: string, line: string): void {
    const text = this.read(file);
    if (!this.#planted.has(file)) this.#planted.set(file, text);
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), `${line}\n${text ?? ''}`);
  }

  /** As it was before anything was planted. */
  heal(): void {
    for (const [file, text] of this.#planted) {
      if (text === undefined) rmSync(join(this.root, file), { force: true });
      else writeFileSync(join(this.root, file), text);
    }
    this.#planted.clear();
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Files below a folder of the repository, relative to it, sorted. */
export function filesBelow(folder: string, wanted: (file: string) => boolean): string[] {
  return readdirSync(inRepo(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repoRoot, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(wanted)
    .sort();
}
