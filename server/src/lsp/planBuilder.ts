// Knows: which builder a plan is for, the facts of its base images, and what was built on it that is in no record. No
// change is made of ignorance: what nobody knew when the record was made, or knows now, counts as it was.
import { existsSync } from 'node:fs';
import type { CancelSignal } from '../base/platform';
import { define } from '../cache/definition';
import type { ElsewhereBuild } from '../cache/elsewhere';
import type { PreviousBuild } from '../cache/plan';
import type { BuildRecord, RecordedKeys } from '../cache/record';
import { factsOf, imageReferences, type BaseFacts } from '../cache/sources';
import type { Sha256 } from '../context/tree';
import { parseBuildArgv } from '../project/buildCommand';
import type { BuildTarget } from '../project/buildTarget';
import type { Log } from './log';
import type { BuildCommand, PlannedBuilder, PlanPorts } from './planPorts';

/** The words of the build as any reader of command lines takes them, so that they mean what the recorder makes of them. */
export const wordsOf = ({ argv, cwd, env }: BuildCommand, fallback: BuildTarget): BuildTarget =>
  parseBuildArgv(argv, cwd, { env: (name) => env[name] ?? process.env[name], exists: existsSync }) ?? fallback;

/** The builder that would be used; when it does not answer, the one that was recorded at its address. */
export async function findBuilder(
  ports: PlanPorts & { mayAsk(): boolean },
  command: BuildCommand,
  dockerfile: string,
  stage: string,
): Promise<PlannedBuilder | undefined> {
  const asked = ports.mayAsk() ? await ports.identify(command) : undefined;
  if (asked?.answers === true) return asked;
  for (const { builder, address, mergesLayers, frontend, kind } of await ports.records.builders()) {
    if (asked && asked.address !== address) continue;
    // Where nobody may be asked, the builder of the newest build of this Dockerfile is the likeliest.
    if (!asked && !(await ports.records.newest(builder, dockerfile, stage))) continue;
    return {
      id: builder,
      kind: kind === 'classic' || kind === 'buildah' ? kind : 'buildkit',
      address,
      answers: false,
      mergesLayers,
      version: '',
      ...(frontend !== null && { frontend }),
      image: () => Promise.resolve(undefined),
      list: () => Promise.resolve(false),
      close: () => undefined,
    };
  }
  return asked;
}

/**
 * `learned` is called when some of it is in the records now. Where nothing was recorded, no step is said to be new anyway:
 * then nobody waits, and only what can be learned is asked for.
 */
export async function unrecordedOf(
  ports: PlanPorts & { mayAsk(): boolean; readonly log: Log },
  asked: {
    readonly command: BuildCommand;
    readonly builder: PlannedBuilder | undefined;
    readonly newest: BuildRecord | undefined;
    readonly keys: readonly RecordedKeys[];
    readonly signal: CancelSignal;
  },
  learned: () => void,
): Promise<readonly ElsewhereBuild[]> {
  const { command, builder, newest, keys, signal } = asked;
  if (!builder || !ports.mayAsk()) return [];
  const only = newest === undefined;
  const found = ports.unrecorded(command, builder, { known: keys, only }, signal);
  void found
    .then((unrecorded) => unrecorded.learned)
    .then(
      (isNew) => {
        if (isNew) learned();
      },
      (error: unknown) => {
        ports.log.warn(`builds of other programs were not learned: ${String(error)}`);
      },
    );
  return only ? [] : (await found).builds;
}

export async function basesOf(
  references: readonly string[],
  {
    builder,
    newest,
    previous,
  }: { builder: PlannedBuilder | undefined; newest: BuildRecord | undefined; previous: PreviousBuild | undefined },
  sha256: Sha256,
): Promise<Record<string, BaseFacts>> {
  const used = new Set(previous ? imageReferences(define(previous.graph, previous.flags, sha256)) : []);
  const bases: Record<string, BaseFacts> = {};
  for (const reference of references) {
    const now = builder?.answers === true ? await builder.image(reference) : undefined;
    const before = newest && used.has(reference) ? factsOf(newest.bases, reference) : undefined;
    const facts = used.has(reference) ? before && (now ?? before) : now;
    if (facts) bases[reference] = facts;
  }
  return bases;
}
