// Knows: what planning asks of the machine. main.ts fills it from the host; tests may fake it.
import type { BaseImage } from '../build/options';
import type { ContextReader } from '../context/port';
import type { DirectoryNode, Sha256 } from '../context/tree';
import type { BaseFacts } from '../cache/sources';
import type { Outcome } from '../base/outcome';
import type { CancelSignal } from '../base/platform';
import type { Commit } from '../cache/churn';
import type { ElsewhereBuild } from '../cache/elsewhere';
import type { RecordedKeys, RecordProblem, Records } from '../cache/record';
import type { ProjectFiles } from '../project/port';

/** A builder as a plan needs it. */
export interface PlannedBuilder {
  /** By which its records are found. */
  readonly id: string;
  readonly kind: 'buildkit' | 'classic' | 'buildah';
  readonly address: string;
  /** False: `id` is only made of the address. */
  readonly answers: boolean;
  readonly mergesLayers: boolean;
  /** Version of the engine that carries it; empty when not known. */
  readonly version: string;
  /** N of frontend 1.N of its last recorded build; for when nobody answers. */
  readonly frontend?: number;
  /** Facts of an image that it has; undefined when it has none, or cannot be asked. */
  image(reference: string): Promise<(BaseFacts & { readonly config?: BaseImage }) | undefined>;
  /** Lists the files of an image that it has, and keeps the list. Takes its time; false: there is none. Never rejects. */
  list(reference: string, facts: BaseFacts, signal: CancelSignal): Promise<boolean>;
  close(): void;
}

/** A builder of earlier, recorded builds. */
export interface RecordedBuilder {
  readonly builder: string;
  readonly address: string;
  readonly kind: string;
  readonly mergesLayers: boolean;
  readonly frontend: number | null;
}

/** A build as it would be run. */
export interface BuildCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Beside that of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** What other programs built, and is in no record. */
export interface Unrecorded {
  /** Newest first. */
  readonly builds: readonly ElsewhereBuild[];
  /** True in the end: some of it was proved and is in the records now. Goes on behind; rejects when that failed. */
  readonly learned: Promise<boolean>;
}

/** What it takes to have docker say what bake files ask for (host/bakePrint.ts). */
export interface BakeAsking {
  readonly signal: CancelSignal;
  mayRun(): Promise<boolean>;
  told(): void;
  failed(line: string): void;
}

export interface PlanPorts {
  readonly sha256: Sha256;
  /** Reads a folder as build context, without ever holding up the caller's loop. */
  openContext(folder: string): ContextReader;
  /** Undefined: not there. Null: there, and it cannot be read. */
  readText(path: string): Promise<string | null | undefined>;
  /** Files of a workspace folder that may say how an image is built. */
  project(root: string, asking: BakeAsking): ProjectFiles;
  readonly records: Records & {
    /** What of them cannot be read; the detail is in the log. */
    readonly problems: readonly RecordProblem[];
    builders(): Promise<readonly RecordedBuilder[]>;
  };
  /** The last commits that touched a folder, newest first. Bounded in time. Only for folders that are trusted. */
  commits(folder: string, count: number, signal: CancelSignal): Promise<Outcome<readonly Commit[]>>;
  /** The files of an image as they were listed before. */
  listed(facts: BaseFacts): Promise<DirectoryNode | undefined>;
  /** The builder that this command line starts. Bounded in time, never fails. */
  identify(command: BuildCommand): Promise<PlannedBuilder | undefined>;
  /** Bounded in time, never fails. `only`: those alone that may be learned. */
  unrecorded(
    command: BuildCommand,
    builder: PlannedBuilder,
    look: { readonly known: readonly RecordedKeys[]; readonly only: boolean },
    signal: CancelSignal,
  ): Promise<Unrecorded>;
}
