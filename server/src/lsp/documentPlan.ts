// Knows: the cache plan of one open Dockerfile: what has to be looked at again after which event, and doing that one
// after another. Trees and records are kept between plans, so that after one edit only what changed is read.
import type { CancelSignal } from '../base/platform';
import { sayProblem } from '../base/outcome';
import {
  costsOf,
  planState,
  previousBuild,
  readState,
  storeOf,
  type BuildState,
  type PlannedContext,
} from '../cache/planner';
import { withElsewhere } from '../cache/elsewhere';
import type { KeyStore } from '../cache/keyStore';
import type { Costs } from '../cache/costs';
import type { CachePlan, PreviousBuild } from '../cache/plan';
import type { BuildRecord, RecordProblem } from '../cache/record';
import { EMPTY_IGNORE_FILE, ignoreFilesOf } from '../context/ignoreFile';
import type { ContextReader } from '../context/port';
import { parseTree } from '../context/serialize';
import type { DirectoryNode } from '../context/tree';
import { saysTheSame, type PlannedBuild, type PlanningState } from '../insight/planned';
import type { BuildTarget } from '../project/buildTarget';
import type { ShellParser } from '../shell/model';
import type { DockerfileModel } from '../syntax/model';
import { buildRequest, doubtful, type BuildSettings } from './buildRequest';
import { whyNoFolder, type BuildChoice } from './buildChoice';
import { contextFact, ignoreInEffect, type IgnoreInEffect } from './ignoreInEffect';
import type { Log } from './log';
import { beyondLimits } from './planLimits';
import { PlannedImages } from './plannedImages';
import { basesOf, findBuilder, unrecordedOf, wordsOf } from './planBuilder';
import type { BuildCommand, PlannedBuilder, PlanPorts } from './planPorts';

export interface DocumentPlanPorts extends PlanPorts {
  /** Absolute path of the Dockerfile. */
  readonly file: string;
  /** The newest text; undefined when the document is closed. */
  model(): DockerfileModel | undefined;
  settings(): BuildSettings;
  choose(): Promise<BuildChoice>;
  /** Shared by all documents with this context. */
  reader(folder: string): ContextReader;
  /** The build that Build and Measure would run. */
  command(choice: BuildChoice, contextFolder: string): BuildCommand;
  /** False: no engine may be asked. */
  mayAsk(): boolean;
  chosen(choice: BuildChoice): void;
  changed(): void;
  /** Reads the scripts of RUNs; undefined when it did not load. */
  shell(): ShellParser;
  readonly log: Log;
}

/** What an event says has to be looked at again. */
export interface Stale {
  readonly choice?: boolean;
  readonly ignore?: boolean;
  readonly records?: boolean;
  /** The context is listed anew. */
  readonly all?: boolean;
  /** Paths in the context. */
  readonly paths?: readonly string[];
}

interface StaleNow {
  choice: boolean;
  ignore: boolean;
  records: boolean;
  all: boolean;
  readonly paths: Set<string>;
}

export interface Known {
  readonly words: BuildTarget;
  readonly builder: PlannedBuilder | undefined;
  readonly store: KeyStore;
  readonly costs: Costs;
  readonly previous: PreviousBuild | undefined;
  readonly newest: BuildRecord | undefined;
  readonly uploaded: DirectoryNode | undefined;
  readonly problems: readonly RecordProblem[];
  /** Being asked for, while the context is read. */
  readonly unrecorded: ReturnType<typeof unrecordedOf>;
}

/** More paths at once are not kept apart: the context is listed again. */
const MOST_PATHS = 2000;

export class DocumentPlan {
  #choice: BuildChoice | undefined;
  #known: Known | undefined;
  #ignore: IgnoreInEffect | undefined;
  #tree: DirectoryNode | undefined;
  #planned: PlannedBuild = {
    state: { kind: 'reading', entries: 0, bytes: 0 },
    targetLabel: '',
    assumed: false,
    doubts: [],
    recordProblems: [],
  };
  /** What was planned last, for what-if. */
  #last: { readonly state: BuildState; readonly request: ReturnType<typeof buildRequest> } | undefined;
  #stale: StaleNow = { choice: true, ignore: true, records: true, all: false, paths: new Set() };
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #again = false;
  #stop = new AbortController();
  #closed = false;

  readonly #images: PlannedImages;

  constructor(private readonly ports: DocumentPlanPorts) {
    this.#images = new PlannedImages(ports, () => {
      this.renew({}, 0);
    });
  }

  get planned(): PlannedBuild {
    return this.#planned;
  }
  get contextFolder(): string | undefined {
    return this.#choice?.contextFolder;
  }
  get ignoreFiles(): readonly string[] {
    return this.#ignore?.tried ?? [];
  }
  get last():
    | { readonly state: BuildState; readonly request: ReturnType<typeof buildRequest>; readonly known: Known }
    | undefined {
    return this.#last && this.#known ? { ...this.#last, known: this.#known } : undefined;
  }

  /** Plans again after `delay` milliseconds of quiet. */
  renew(stale: Stale, delay: number): void {
    if (this.#closed) return;
    this.#stale.choice ||= stale.choice === true;
    this.#stale.ignore ||= stale.ignore === true;
    this.#stale.records ||= stale.records === true;
    this.#stale.all ||= stale.all === true;
    for (const path of stale.paths ?? []) this.#stale.paths.add(path);
    if (this.#stale.paths.size > MOST_PATHS) {
      this.#stale.all = true;
      this.#stale.paths.clear();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#running) this.#again = true;
      else void this.#run();
    }, delay);
  }

  dispose(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#stop.abort();
    this.#known?.builder?.close();
  }

  /** Asked again after each wait. */
  #isClosed(): boolean {
    return this.#closed;
  }

  async #run(): Promise<void> {
    this.#running = true;
    try {
      do {
        this.#again = false;
        const began = performance.now();
        await this.#plan(this.#stop.signal);
        this.ports.log.debug(`planned ${this.ports.file} in ${(performance.now() - began).toFixed(1)} ms`);
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set while it was planned
      } while (this.#again && !this.#isClosed());
    } catch (error) {
      this.ports.log.error(
        `planning ${this.ports.file} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      this.#say({ kind: 'failed', sentence: 'The build could not be planned; the log says why.' });
    } finally {
      this.#running = false;
    }
  }

  async #plan(signal: CancelSignal): Promise<void> {
    const written = this.ports.model();
    const limit = written && beyondLimits(written);
    if (limit !== undefined) return this.#say({ kind: 'none', sentence: limit });
    const stale = this.#take();
    const choice = await this.#chosen(stale.choice);
    if (this.#isClosed()) return;
    const folder = choice.contextFolder;
    if (folder === undefined) return this.#say({ kind: 'none', sentence: whyNoFolder(choice) ?? '' });
    const settings = this.ports.settings();
    const known = await this.#records(choice, folder, stale.records);
    const ignore = await this.#ignoreFile(choice, known, settings, stale.ignore);
    if (!ignore) return;
    const reader = this.ports.reader(folder);
    if (stale.all) this.#tree = undefined;
    if (this.#tree && stale.paths.size > 0) {
      const refreshed = await reader.refresh(this.#tree, [...stale.paths], { matcher: ignore.file.matcher, signal });
      this.#tree = refreshed.ok ? refreshed.value : undefined;
    }
    const model = this.ports.model();
    if (!model || this.#isClosed()) return;
    const shell = this.ports.shell();
    const request = buildRequest(known.words, choice, known.builder, model, settings);
    const outcome = await readState({
      model,
      options: request.options,
      flags: request.flags,
      contexts: {
        ...this.#namedContexts(request.flags.namedContexts),
        context: {
          reader,
          matcher: ignore.file.matcher,
          baseName: baseName(folder),
          ...(this.#tree && { tree: this.#tree }),
          ...(known.uploaded && { uploaded: known.uploaded }),
        },
      },
      sha256: this.ports.sha256,
      signal,
      onProgress: ({ entries, bytes }) => {
        this.#progress(entries, bytes);
      },
      bases: (references) => basesOf(references, known, this.ports.sha256),
      shell,
      baseFiles: (references, bases) => this.#images.files(references, bases, known, signal),
    });
    if (this.#isClosed()) return;
    if (!outcome.ok) {
      // What is kept may be of a folder that is gone: it is listed again next time.
      this.#tree = undefined;
      return this.#say({ kind: 'failed', sentence: sayProblem(outcome.problem) });
    }
    this.#tree = outcome.value.listed['context'];
    const unrecorded = await known.unrecorded;
    if (this.#isClosed()) return;
    this.#last = { state: outcome.value, request };
    const plan = this.#planOf(outcome.value, request, { ...known, shell }, choice);
    this.#done(choice, known, ignore, withElsewhere(plan, unrecorded, choice.unknownArgs.length === 0));
  }

  #planOf(
    state: BuildState,
    request: ReturnType<typeof buildRequest>,
    { store, costs, previous, shell }: Known & { readonly shell: ShellParser },
    choice: BuildChoice,
  ): CachePlan {
    const basis = { store, costs, shell };
    const plan = planState(
      state,
      request.flags,
      { ...basis, ...(previous ? { previous } : { neverBuilt: true }) },
      this.ports.sha256,
    );
    return choice.unknownArgs.length === 0 ? plan : doubtful(plan, state, request, basis, this.ports.sha256);
  }

  #take(): StaleNow {
    const taken = this.#stale;
    this.#stale = { choice: false, ignore: false, records: false, all: false, paths: new Set() };
    return taken;
  }

  async #chosen(again: boolean): Promise<BuildChoice> {
    if (this.#choice && !again) return this.#choice;
    const before = this.#choice;
    const choice = (this.#choice = await this.ports.choose());
    if (before?.contextFolder !== choice.contextFolder) this.#tree = undefined;
    if (JSON.stringify(before?.target) !== JSON.stringify(choice.target)) {
      this.#stale.ignore = this.#stale.records = true;
      this.#known = this.#ignore = undefined;
      this.ports.chosen(choice);
    }
    return choice;
  }

  async #records(choice: BuildChoice, folder: string, again: boolean): Promise<Known> {
    if (this.#known && !again) return this.#known;
    const { records, file } = this.ports;
    this.#known?.builder?.close();
    const command = this.ports.command(choice, folder);
    const words = wordsOf(command, choice.target);
    const stage = words.target.known ? words.target.value : '';
    const builder = await findBuilder(this.ports, command, file, stage);
    const id = builder?.id ?? '';
    const { records: keys } = id === '' ? { records: [] } : await records.keys(id);
    const newest = id === '' ? undefined : await records.newest(id, file, stage);
    const tree = id === '' ? undefined : await records.upload(id, baseName(folder));
    const previous = newest && previousBuild(newest);
    // Mostly the very tree of the build before: it is not kept twice.
    const isPrevious = tree !== undefined && newest?.contexts['context']?.tree === tree;
    this.#known = {
      words,
      builder,
      store: storeOf(keys),
      costs: costsOf(keys),
      previous,
      newest,
      uploaded: isPrevious ? previous?.facts.context : tree === undefined ? undefined : parseTree(tree),
      problems: records.problems,
      unrecorded: unrecordedOf(this.ports, { command, builder, newest, keys, signal: this.#stop.signal }, () => {
        this.renew({ records: true }, 0);
      }),
    };
    return this.#known;
  }

  /** Undefined when it is there and cannot be read, which is then said. */
  async #ignoreFile(
    choice: BuildChoice,
    { builder }: Known,
    settings: BuildSettings,
    again: boolean,
  ): Promise<IgnoreInEffect | undefined> {
    if (this.#ignore && !again) return this.#ignore;
    const kind = settings.builder ?? choice.target.builder ?? builder?.kind ?? 'buildkit';
    const tried = ignoreFilesOf(this.ports.file, choice.contextFolder ?? '', kind);
    const found = await ignoreInEffect(tried, (path) => this.ports.readText(path));
    if ('unreadable' in found) {
      // Without it everything would seem to be sent.
      this.#ignore = undefined;
      this.#say({
        kind: 'failed',
        sentence: `Cannot read ${found.unreadable}, the ignore file in effect: what enters the build is not known.`,
      });
      return undefined;
    }
    // Folders that the old patterns kept out were not looked into.
    if (this.#ignore?.file.matcher.key !== found.file.matcher.key) this.#tree = undefined;
    this.#ignore = found;
    return found;
  }

  #namedContexts(named: Readonly<Record<string, string>>): Record<string, PlannedContext> {
    const folders = Object.entries(named).filter(([, value]) => /^(?:\/|[A-Za-z]:[\\/])/.test(value));
    return Object.fromEntries(
      folders.map(([name, folder]) => [
        name,
        // The name of the copy that the builder keeps has the main context's folder in it (cli/askedBuild.ts, uploadName).
        {
          reader: this.ports.reader(folder),
          matcher: EMPTY_IGNORE_FILE.matcher,
          baseName: `${name}:${baseName(folder)}`,
        },
      ]),
    );
  }

  #done(choice: BuildChoice, known: Known, ignore: IgnoreInEffect, plan: CachePlan): void {
    const { newest, problems } = known;
    const tree = this.#tree;
    const before = this.#planned;
    this.#planned = {
      state: { kind: 'ready' },
      targetLabel: choice.target.label,
      assumed: choice.assumed,
      doubts: choice.doubts,
      ...(tree && { context: contextFact(choice, ignore, tree, this.ports.sha256) }),
      plan,
      ...(newest && { recordedAt: newest.at }),
      recordProblems: [...new Set(problems)],
    };
    // One save is often told twice, and a file that is written anew may be the same: nobody is asked to look again.
    if (!saysTheSame(before, this.#planned)) this.ports.changed();
  }

  /** The plan before stays: it is what is known until a new one is made. */
  #say(state: PlanningState): void {
    const { plan: _plan, context: _context, ...rest } = this.#planned;
    const before = this.#planned;
    const kept: PlannedBuild = state.kind === 'none' ? rest : before;
    this.#planned = {
      ...kept,
      state,
      ...(this.#choice && {
        assumed: this.#choice.assumed,
        targetLabel: this.#choice.target.label,
        doubts: this.#choice.doubts,
      }),
    };
    if (
      !this.#closed &&
      JSON.stringify([before.state, before.plan === undefined]) !== JSON.stringify([state, kept.plan === undefined])
    )
      this.ports.changed();
  }

  /** Only while the first plan is made does anybody wait for it. */
  #progress(entries: number, bytes: number): void {
    if (this.#planned.plan === undefined) this.#say({ kind: 'reading', entries, bytes });
  }
}

const baseName = (folder: string): string => folder.slice(folder.lastIndexOf('/') + 1);
