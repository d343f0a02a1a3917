// Knows: what planning builds takes from this machine: contexts, ignore files, workspace files, records, builders.
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { NEVER_CANCELLED, type CancelSignal } from '../base/platform';
import type { BaseFacts } from '../cache/sources';
import { BakeAnswers, type BakeAsking } from './bakePrint';
import { baseFacts } from './baseFacts';
import { readBuildArgv } from './builderCommand';
import { identifyBuilder, type Builder } from './builderIdentity';
import { gitPrograms, lastCommits } from './gitLog';
import { imageLists, LARGEST_IMAGE, type ImageLists } from './imageFiles';
import { nodeContextReader } from './nodeContext';
import { sha256 } from './nodePlatform';
import { nodeProject } from './nodeProject';
import { nodePrograms } from './process';
import { diskRecords } from './recordStore';
import { stateFolder } from './stateFolder';

/** An ignore file of more bytes was not written by hand. */
const MOST_TEXT = 4 * 1024 * 1024;

type Environment = Readonly<Record<string, string | undefined>>;

/** lsp/planPorts.ts has the type, which the host may not see. `tell`: for the log. */
export const planPorts = (
  env: Environment,
  tell: (line: string) => void,
  images: ImageLists = imageLists(stateFolder(env), tell),
) => ({
  sha256,
  openContext: (folder: string) => nodeContextReader(folder),
  readText: async (path: string): Promise<string | null | undefined> => {
    try {
      return (await stat(path)).size > MOST_TEXT ? null : await readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : null;
    }
  },
  project: (root: string, asking: BakeAsking) =>
    nodeProject(root, { env, bake: new BakeAnswers(nodePrograms(env), asking) }),
  records: diskRecords(stateFolder(env), {}, tell),
  commits: (folder: string, count: number, signal: CancelSignal) =>
    lastCommits(gitPrograms(env), folder, count, signal),
  listed: (facts: BaseFacts) => images.known(facts),
  identify: async (command: { argv: readonly string[]; cwd: string; env: Readonly<Record<string, string>> }) => {
    const read = readBuildArgv(command.argv, command.cwd, { ...env, ...command.env }, existsSync);
    return read && withFacts(await identifyBuilder(read.command, NEVER_CANCELLED), images);
  },
});

/** The builder with its images as a plan compares them. */
const withFacts = (
  builder: Builder,
  images: ImageLists,
): Omit<Builder, 'image'> & {
  image(reference: string): Promise<BaseFacts | undefined>;
  list(reference: string, facts: BaseFacts, signal: CancelSignal): Promise<boolean>;
} => ({
  ...builder,
  image: (reference) => baseFacts(builder, reference),
  list: async (reference, facts, signal) =>
    (await images.list(facts, reference, builder, { mostBytes: LARGEST_IMAGE, signal })) !== undefined,
});
