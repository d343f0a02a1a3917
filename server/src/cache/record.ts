// Knows: what is kept of a build that took place, as plain data for a file, and how it is read back without trust.
import type { BuildOptions } from '../build/options';
import type { BaseFacts } from './sources';
import type { BuildFlags } from './flags';
import type { StoredKeys } from './keyStore';

/** Raised when an older program could read a newer record wrongly: it then says so and goes without. */
export const RECORD_VERSION = 1;

/** What a build was asked for, as plain data. */
export type BuildRequest = Omit<BuildOptions, 'base'>;

/** [key of costs.ts, seconds, bytes] */
export type StoredCost = readonly [key: string, seconds: number | null, bytes: number | null];

export interface StoredContext {
  /** Last component of the folder's path: the builder keys its copy by it (builder-semantics §6b.2). */
  readonly baseName: string;
  /** The tree as the builder holds it after the upload, in the form of context/serialize.ts. */
  readonly tree: string;
}

export interface BuildRecord {
  readonly version: typeof RECORD_VERSION;
  /** Unlike that of any other build. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  /** Which builder, on which engine. */
  readonly builder: string;
  /** Absolute path of the Dockerfile, of the context folder, and the stage asked for. */
  readonly dockerfile: string;
  readonly contextFolder: string;
  readonly succeeded: boolean;
  readonly text: string;
  readonly request: BuildRequest;
  readonly flags: BuildFlags;
  readonly bases: Readonly<Record<string, BaseFacts>>;
  /** `context` is the main one. */
  readonly contexts: Readonly<Record<string, StoredContext>>;
  /** What this build added to the builder's keys. */
  readonly keys: StoredKeys;
  readonly costs: readonly StoredCost[];
  /** What the builder's own history calls the builds that are in here, as far as it told. */
  readonly history?: readonly string[];
}

/** What of a record every plan on the same builder needs. */
export type RecordedKeys = Pick<BuildRecord, 'version' | 'id' | 'at' | 'builder' | 'keys' | 'costs' | 'history'>;

/** Why a record is not used; each is a state that a user may see. */
export type RecordProblem = 'damaged' | 'newer-version' | 'unreadable';

/** Records as a planner and a recorder need them. The host keeps them on disk. */
export interface Records {
  /** Keys and costs of all builds of this builder, oldest first. */
  keys(
    builder: string,
  ): Promise<{ readonly records: readonly RecordedKeys[]; readonly problems: readonly RecordProblem[] }>;
  /** The newest build of this Dockerfile on this builder; of the same target when there is one. */
  newest(builder: string, dockerfile: string, target: string): Promise<BuildRecord | undefined>;
  /** The tree that the builder holds for contexts of this base name, as the newest build of any Dockerfile left it. */
  upload(builder: string, baseName: string): Promise<string | undefined>;
  save(record: BuildRecord): Promise<void>;
}
