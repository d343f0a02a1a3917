// Knows: the cache plans of all open Dockerfiles: which document an event is about, and what they share (context readers,
// builds of a workspace). Planning goes on behind; handlers only ask for what is here.
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ContextReader } from '../context/port';
import type { PlannedBuild } from '../insight/planned';
import type { BuildTarget } from '../project/buildTarget';
import { configured, type ConfiguredBuild } from '../project/configured';
import { isCandidate } from '../project/port';
import type { BuildCandidate } from '../protocol/requests';
import type { DockerfileModel } from '../syntax/model';
import { candidates, chooseBuild, rootOf, WorkspaceBuilds, type BuildChoice } from './buildChoice';
import type { BuildSettings } from './buildRequest';
import type { ShellParser } from '../shell/model';
import { DocumentPlan } from './documentPlan';
import type { Log } from './log';
import type { BuildCommand, PlanPorts } from './planPorts';

export interface PlanningPorts extends PlanPorts {
  model(uri: string): DockerfileModel | undefined;
  settings(uri: string): BuildSettings;
  isEnabled(uri: string): boolean;
  /** Id of the build that the user chose. */
  chosenBuild(uri: string): string | undefined;
  /** Absolute folders that are open in the editor. */
  workspaceFolders(): readonly string[];
  /** What the project's configuration says of this build. */
  said(uri: string): Promise<ConfiguredBuild | undefined>;
  /** The build that Build and Measure would run. */
  command(uri: string, choice: BuildChoice, contextFolder: string): BuildCommand;
  /** False: no engine may be asked. */
  mayAsk(): boolean;
  /** The same, once the settings are known. */
  mayAskSoon(): Promise<boolean>;
  /** Another build was chosen, or found. */
  chosen(uri: string, choice: BuildChoice): void;
  changed(uri: string): void;
  shell(): ShellParser;
  /** These folders should be watched, with all that is in them; the newest list counts. */
  watch(folders: readonly string[]): void;
  readonly log: Log;
}

/** After a keystroke the author goes on typing; after a save the answer is wanted. */
const AFTER_TYPING_MS = 150;
const AT_ONCE = 0;
/** A branch switch tells of many files in a row. */
const AFTER_FILES_MS = 5;

interface Open {
  readonly plan: DocumentPlan;
  readonly file: string;
  readonly root: string;
  /** Contexts whose readers it uses. */
  readonly folders: Set<string>;
  choice?: BuildChoice;
}

export class Planning {
  readonly #open = new Map<string, Open>();
  readonly #readers = new Map<string, ContextReader>();
  readonly #workspaces = new Map<string, WorkspaceBuilds>();

  constructor(private readonly ports: PlanningPorts) {}

  /** Starts planning a document, when it can be built at all: it is a file on this machine. */
  open(uri: string): void {
    if (this.#open.has(uri) || !uri.startsWith('file:') || !this.ports.isEnabled(uri)) return;
    const file = slashed(fileURLToPath(uri));
    const root = rootOf(file, this.ports.workspaceFolders());
    const folders = new Set<string>();
    const plan = new DocumentPlan({
      ...this.ports,
      file,
      model: () => this.ports.model(uri),
      settings: () => this.ports.settings(uri),
      choose: async () => chooseBuild(await this.#targets(uri, root, file), this.ports.chosenBuild(uri), root, file),
      reader: (folder) => {
        folders.add(folder);
        return this.#reader(folder);
      },
      command: (choice, folder) => this.ports.command(uri, choice, folder),
      mayAsk: () => this.ports.mayAsk(),
      chosen: (choice) => {
        const open = this.#open.get(uri);
        if (open) open.choice = choice;
        this.#watch();
        this.ports.chosen(uri, choice);
      },
      changed: () => {
        this.ports.changed(uri);
      },
    });
    this.#open.set(uri, { plan, file, root, folders });
    plan.renew({}, AT_ONCE);
  }

  close(uri: string): void {
    const open = this.#open.get(uri);
    if (!open) return;
    this.#open.delete(uri);
    open.plan.dispose();
    const used = new Set([...this.#open.values()].flatMap(({ folders }) => [...folders]));
    for (const [folder, reader] of this.#readers) {
      if (used.has(folder)) continue;
      reader.dispose();
      this.#readers.delete(folder);
    }
    const roots = new Set([...this.#open.values()].map(({ root }) => root));
    for (const root of this.#workspaces.keys()) if (!roots.has(root)) this.#drop(root);
    this.#watch();
  }

  planned(uri: string): PlannedBuild | undefined {
    return this.#open.get(uri)?.plan.planned;
  }
  choice(uri: string): BuildChoice | undefined {
    return this.#open.get(uri)?.choice;
  }
  plan(uri: string): DocumentPlan | undefined {
    return this.#open.get(uri)?.plan;
  }

  typed(uri: string): void {
    this.#open.get(uri)?.plan.renew({}, AFTER_TYPING_MS);
  }

  saved(uri: string): void {
    this.#open.get(uri)?.plan.renew({}, AT_ONCE);
  }

  /** Settings or the choice of a build changed. */
  choose(uri: string): void {
    if (!this.ports.isEnabled(uri)) this.close(uri);
    else this.open(uri);
    this.#open.get(uri)?.plan.renew({ choice: true, ignore: true, records: true }, AT_ONCE);
  }

  /** A build ended somewhere: what it left is read again. */
  built(): void {
    for (const { plan } of this.#open.values()) plan.renew({ records: true }, AT_ONCE);
  }

  /** It may be asked now who was not before: engines, and docker about bake files. */
  askAgain(): void {
    for (const root of this.#workspaces.keys()) this.#drop(root);
    for (const { plan } of this.#open.values()) plan.renew({ choice: true, records: true }, AT_ONCE);
  }

  refresh(uri: string): void {
    const open = this.#open.get(uri);
    if (!open) return;
    this.#drop(open.root);
    open.plan.renew({ choice: true, ignore: true, records: true, all: true }, AT_ONCE);
  }

  /** Files were made, changed or removed. */
  filesChanged(uris: readonly string[]): void {
    const paths = uris.filter((uri) => uri.startsWith('file:')).map((uri) => slashed(fileURLToPath(uri)));
    const mayChoose = new Set<string>();
    for (const [root, builds] of this.#workspaces) {
      if (!paths.some((path) => isCandidate(path) && isBelow(path, root))) continue;
      builds.forget();
      mayChoose.add(root);
    }
    for (const open of this.#open.values()) {
      const choice = mayChoose.has(open.root);
      const ignore = paths.some((path) => open.plan.ignoreFiles.includes(path));
      const folder = open.plan.contextFolder;
      const inside = folder === undefined ? [] : paths.filter((path) => isBelow(path, folder) || path === folder);
      const all = folder !== undefined && inside.includes(folder);
      const below = inside
        .filter((path) => path !== folder)
        .map((path) => path.slice((folder ?? '').replace(/\/$/, '').length + 1));
      if (choice || ignore || inside.length > 0) open.plan.renew({ choice, ignore, all, paths: below }, AFTER_FILES_MS);
    }
  }

  async candidates(uri: string): Promise<readonly BuildCandidate[]> {
    const open = this.#open.get(uri);
    if (!open) return [];
    const targets = await this.#targets(uri, open.root, open.file);
    return candidates(targets, chooseBuild(targets, this.ports.chosenBuild(uri), open.root, open.file).target);
  }

  dispose(): void {
    for (const { plan } of this.#open.values()) plan.dispose();
    for (const reader of this.#readers.values()) reader.dispose();
    for (const root of this.#workspaces.keys()) this.#drop(root);
    this.#open.clear();
    this.#readers.clear();
  }

  #reader(folder: string): ContextReader {
    const known = this.#readers.get(folder);
    if (known) return known;
    const reader = this.ports.openContext(folder);
    this.#readers.set(folder, reader);
    return reader;
  }

  #builds(root: string): WorkspaceBuilds {
    const known = this.#workspaces.get(root);
    if (known) return known;
    const stop = new AbortController();
    const files = this.ports.project(root, {
      signal: stop.signal,
      mayRun: () => this.ports.mayAskSoon(),
      told: () => {
        builds.forget();
        for (const open of this.#open.values()) if (open.root === root) open.plan.renew({ choice: true }, AT_ONCE);
      },
      failed: (line) => {
        this.ports.log.warn(line);
      },
    });
    const builds = new WorkspaceBuilds(files, stop);
    this.#workspaces.set(root, builds);
    return builds;
  }

  #drop(root: string): void {
    this.#workspaces.get(root)?.stop.abort();
    this.#workspaces.delete(root);
  }

  async #targets(uri: string, root: string, file: string): Promise<readonly BuildTarget[]> {
    return configured(await this.#builds(root).of(file), await this.ports.said(uri), root);
  }

  #watch(): void {
    const open = [...this.#open.values()];
    const folders = new Set(
      open.flatMap(({ root, choice }) => (choice?.contextFolder === undefined ? [root] : [root, choice.contextFolder])),
    );
    // A folder inside another one is watched with it.
    this.ports.watch(
      [...folders].filter((folder) => ![...folders].some((other) => other !== folder && isBelow(folder, other))),
    );
  }
}

const slashed = (path: string): string => path.replaceAll('\\', '/');
const isBelow = (path: string, folder: string): boolean =>
  path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

export const uriOfPath = (path: string): string => pathToFileURL(path).href;
