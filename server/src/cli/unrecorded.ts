// Knows: for a plan that goes on behind, what other programs built: told at once, and learned afterwards where it can be.
import { existsSync } from 'node:fs';
import type { CancelSignal } from '../base/platform';
import type { ElsewhereBuild } from '../cache/elsewhere';
import type { RecordedKeys } from '../cache/record';
import { readBuildArgv } from '../host/builderCommand';
import { identifyBuilder, type Builder } from '../host/builderIdentity';
import { unrecordedBuilds, type UnrecordedBuild } from '../host/elsewhereBuilds';
import { LARGEST_IMAGE } from '../host/imageFiles';
import type { DiskRecords } from '../host/recordStore';
import { stateFolder } from '../host/stateFolder';
import type { Learner } from './learnUnrecorded';

type Environment = Readonly<Record<string, string | undefined>>;

/** A build as it would be run. */
interface BuildWords {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Unrecorded {
  readonly builds: readonly ElsewhereBuild[];
  readonly learned: Promise<boolean>;
}

const NOTHING: Unrecorded = { builds: [], learned: Promise.resolve(false) };

/** lsp/planPorts.ts says what is asked. `failed`: for the log. */
export const unrecordedAndLearned =
  (env: Environment, records: DiskRecords, failed: (sentence: string) => void) =>
  async (
    words: BuildWords,
    builder: Pick<Builder, 'id' | 'kind' | 'answers'>,
    look: { readonly known: readonly RecordedKeys[]; readonly only: boolean },
    signal: CancelSignal,
  ): Promise<Unrecorded> => {
    const read = readBuildArgv(words.argv, words.cwd, { ...env, ...words.env }, existsSync);
    if (!read?.target.dockerfile.known) return NOTHING;
    const { command, target } = read;
    const dockerfile = read.target.dockerfile.value;
    const builds = await unrecordedBuilds(command, builder, { folder: stateFolder(env), ...look, dockerfile, signal });
    const asked = { dockerfile, contextFolder: undefined, command, words: target };
    return { builds, learned: learn({ asked, records, signal, largestImage: LARGEST_IMAGE, failed }, builds) };
  };

async function learn(learner: Omit<Learner, 'builder'>, builds: readonly UnrecordedBuild[]): Promise<boolean> {
  if (builds.length === 0) return false;
  // Loaded when there is something to learn: the server starts without it.
  const { learnUnrecorded } = await import('./learnUnrecorded');
  const builder = await identifyBuilder(learner.asked.command, learner.signal);
  try {
    return (await learnUnrecorded({ ...learner, builder }, builds)).size > 0;
  } finally {
    builder.close();
  }
}
