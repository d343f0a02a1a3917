// Knows: which built image belongs to which document, and reading it without ever holding up an editor's request.
// Requests look at what is here; reading goes on behind and tells when something changed.
import type { CancelSignal } from '../base/platform';
import { failed, ok, sayProblem, type Outcome, type UserProblem } from '../base/outcome';
import type { Engine } from '../engine/engine';
import type { ListedImage } from '../image/archive/readImage';
import type { Image } from '../image/model';
import type { BuiltImage } from '../insight/sizes';
import type { ImageCandidate, ImageChoice } from '../protocol/requests';
import type { Log } from './log';

/** How well an image fits a document; found by alignment. */
export interface Fit {
  readonly fit: 'whole' | 'partial' | 'none';
  readonly matched: number;
  readonly predicted: number;
  /** False when it is an image of another target than the one asked for. */
  readonly isAskedTarget: boolean;
}

export interface ImagesPorts {
  readonly engine: Engine;
  /** A docker save or OCI archive, or an OCI layout folder. */
  openArchive(path: string, signal: CancelSignal, name?: string): Promise<Outcome<Image>>;
  /** All images in there. */
  listArchive(path: string, signal: CancelSignal): Promise<Outcome<readonly ListedImage[]>>;
  /** Saved images that lie beside the document, newest first. */
  archivesBeside(uri: string): Promise<readonly string[]>;
  fitOf(uri: string, image: Image): Fit;
  /** May the engine be asked at all: trusted folder, setting on. Waits until the settings are known. */
  mayAskEngine(): Promise<boolean>;
  changed(uri: string): void;
  readonly log: Log;
}

interface KnownImage {
  readonly image: Image;
  readonly choice: ImageChoice;
  readonly label: string;
}

interface Entry {
  choice: ImageChoice;
  built?: BuiltImage;
  /** The choice that `built` came from. */
  builtFor?: ImageChoice;
  message?: string;
  loading: boolean;
  again: boolean;
  closed: boolean;
}

/** Engine images looked through for one that fits: the newest ones. */
const LOOKED_THROUGH = 60;
/** Images of one archive that are opened to see which fits. */
const MOST_IN_ARCHIVE = 20;

export class Images {
  readonly #entries = new Map<string, Entry>();
  /** By image id: an id names its content, so nothing here grows old. */
  readonly #byId = new Map<string, Image>();
  readonly #stop = new AbortController();

  constructor(private readonly ports: ImagesPorts) {}

  built(uri: string): BuiltImage | undefined {
    return this.#entries.get(uri)?.built;
  }
  isLoading(uri: string): boolean {
    return this.#entries.get(uri)?.loading ?? false;
  }
  message(uri: string): string | undefined {
    return this.#entries.get(uri)?.message;
  }

  /** Says which image a document has and starts reading it. */
  choose(uri: string, choice: ImageChoice): void {
    const entry = this.#entries.get(uri);
    if (entry) {
      // What is shown stays until the new image has been read, or has turned out to be unreadable.
      entry.choice = choice;
    } else {
      this.#entries.set(uri, { choice, loading: false, again: false, closed: false });
    }
    this.refresh(uri);
  }

  forget(uri: string): void {
    const entry = this.#entries.get(uri);
    if (entry) entry.closed = true;
    this.#entries.delete(uri);
  }

  refreshAll(): void {
    for (const uri of this.#entries.keys()) this.refresh(uri);
  }

  /** Reads again; while one reading runs, any number of calls make one more. */
  refresh(uri: string): void {
    const entry = this.#entries.get(uri);
    if (!entry) return;
    if (entry.loading) {
      entry.again = true;
      return;
    }
    entry.loading = true;
    void this.#run(uri, entry);
  }

  /** The engine went away or changed its mind: what it measured is kept, and marked. */
  markEngineImagesOld(because: string): void {
    for (const [uri, entry] of this.#entries) {
      if (!entry.built || entry.built.image.sizeKind !== 'engine') continue;
      entry.built = { ...entry.built, oldBecause: because };
      this.ports.changed(uri);
    }
  }

  dispose(): void {
    this.#stop.abort();
  }

  async candidates(uri: string): Promise<ImageCandidate[]> {
    const found: (ImageCandidate & { rank: number })[] = [];
    const { known } = await this.#known(uri);
    const all = await Promise.all(known.map((one) => this.#withOthers(one)));
    for (const { image, choice, label } of all.flat()) {
      const { fit, matched, predicted } = this.ports.fitOf(uri, image);
      const words =
        fit === 'whole'
          ? 'made from this Dockerfile'
          : fit === 'partial'
            ? `${String(matched)} of ${String(predicted)} entries fit`
            : 'does not fit this Dockerfile';
      found.push({ choice, label, description: words, rank: fit === 'whole' ? 2 : fit === 'partial' ? 1 : 0 });
    }
    return found
      .sort((a, b) => b.rank - a.rank)
      .map(({ choice, label, description }) => ({ choice, label, description }));
  }

  /** For a picker; empty where there is nothing to choose between, or nothing can be read. */
  async savedIn(path: string): Promise<readonly ImageCandidate[]> {
    const listed = await this.ports.listArchive(path, this.#stop.signal);
    if (!listed.ok || listed.value.length < 2) return [];
    return listed.value.flatMap(({ names, platforms }) => {
      const [name] = names;
      // One without a name cannot be asked for; the first one is taken when none is.
      if (name === undefined) return [];
      return [
        {
          choice: { kind: 'archive' as const, path, name },
          label: names.join(', '),
          description: platforms.join(', '),
        },
      ];
    });
  }

  /** A saved file may hold several images: each is offered to who looks for one. */
  async #withOthers(known: KnownImage): Promise<readonly KnownImage[]> {
    if (known.choice.kind !== 'archive') return [known];
    const { path } = known.choice;
    const found: KnownImage[] = [];
    for (const { choice, label } of (await this.savedIn(path)).slice(0, MOST_IN_ARCHIVE)) {
      const name = choice.kind === 'archive' ? choice.name : undefined;
      const outcome = await this.ports.openArchive(path, this.#stop.signal, name);
      if (outcome.ok) found.push({ image: outcome.value, choice, label: `${label} in ${known.label}` });
    }
    return found.length === 0 ? [known] : found;
  }

  async #run(uri: string, entry: Entry): Promise<void> {
    try {
      do {
        entry.again = false;
        const { choice } = entry;
        const outcome = await this.#read(uri, choice);
        if (entry.closed) return;
        // Another image was chosen while this one was read.
        if (entry.choice !== choice) continue;
        this.#take(entry, outcome);
        this.ports.changed(uri);
        // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set while it was read
      } while (entry.again);
    } catch (error) {
      this.ports.log.error(`reading the image of ${uri} failed: ${String(error)}`);
    } finally {
      entry.loading = false;
      if (!entry.closed) this.ports.changed(uri);
    }
  }

  #take(entry: Entry, outcome: Outcome<BuiltImage | undefined>): void {
    delete entry.message;
    const isSameChoice = entry.builtFor !== undefined && sameChoice(entry.builtFor, entry.choice);
    if (outcome.ok) {
      if (outcome.value) {
        entry.built = outcome.value;
        entry.builtFor = entry.choice;
      } else if (!isSameChoice) delete entry.built;
      else if (entry.built) entry.built = { ...entry.built, oldBecause: 'the image is gone' };
      return;
    }
    const { problem } = outcome;
    entry.message = sayProblem(problem);
    this.ports.log.warn(`${problem.code}: ${entry.message} ${problem.detail ?? ''}`);
    // Found before and chosen now is the same image: what is shown is its own, older answer.
    const isSameImage = entry.choice.kind === 'engine' && entry.choice.ref === entry.built?.label;
    const because =
      isSameChoice || isSameImage
        ? (OLD_BECAUSE[problem.code] ?? 'it could not be read again')
        : 'the chosen image could not be read';
    if (entry.built) entry.built = { ...entry.built, oldBecause: because };
  }

  async #read(uri: string, choice: ImageChoice): Promise<Outcome<BuiltImage | undefined>> {
    if (choice.kind === 'archive') {
      const outcome = await this.ports.openArchive(choice.path, this.#stop.signal, choice.name);
      if (!outcome.ok) return outcome;
      return ok({ image: outcome.value, label: choice.name ?? fileName(choice.path) });
    }
    if (choice.kind === 'engine') {
      if (!(await this.ports.mayAskEngine())) return failed(NOT_ASKED);
      const outcome = await this.ports.engine.image(choice.ref, this.#stop.signal);
      return outcome.ok ? { ok: true, value: { image: outcome.value, label: choice.ref } } : outcome;
    }
    return this.#find(uri);
  }

  /** The newest image whose whole history fits; else none: a half fit is offered in the picker, never taken unasked. */
  async #find(uri: string): Promise<Outcome<BuiltImage | undefined>> {
    const { known, problem } = await this.#known(uri);
    const entry = this.#entries.get(uri);
    const before = entry?.builtFor?.kind === 'auto' ? entry.built : undefined;
    // An engine that does not answer says nothing about its images: what it measured stays, marked.
    if (problem && before?.image.sizeKind === 'engine') return failed(problem);
    const fitting = this.#fitting(uri, known);
    // The text changed since: the image that fitted before keeps its place as long as it is there.
    const found = fitting ?? known.find(({ image }) => image.id === before?.image.id);
    if (found) return ok({ image: found.image, label: found.label });
    // A missing engine is a state, which the views tell; an engine that answers with an error is a problem.
    return problem && this.ports.engine.state.kind === 'answering' ? failed(problem) : ok(undefined);
  }

  /** The newest that fits; one of another target only when there is none of the target asked for. */
  #fitting(uri: string, known: readonly KnownImage[]): KnownImage | undefined {
    let ofOtherTarget: KnownImage | undefined;
    for (const candidate of known) {
      const { fit, predicted, isAskedTarget } = this.ports.fitOf(uri, candidate.image);
      // A Dockerfile without instructions fits every image.
      if (fit !== 'whole' || predicted === 0) continue;
      if (isAskedTarget) return candidate;
      ofOtherTarget ??= candidate;
    }
    return ofOtherTarget;
  }

  /** Images that may be this document's, the engine's newest first; `problem` when the engine could not be asked. */
  async #known(uri: string): Promise<{ known: KnownImage[]; problem?: UserProblem }> {
    const known: KnownImage[] = [];
    let problem: UserProblem | undefined;
    if (!(await this.ports.mayAskEngine())) problem = NOT_ASKED;
    else {
      const listed = await this.ports.engine.images(this.#stop.signal);
      if (!listed.ok) problem = listed.problem;
      const newest = listed.ok
        ? [...listed.value].sort((a, b) => compare(b.createdAt, a.createdAt)).slice(0, LOOKED_THROUGH)
        : [];
      for (const { id, names } of newest) {
        const image = await this.#byEngineId(id);
        const ref = names[0] ?? id;
        if (image)
          known.push({
            image,
            choice: { kind: 'engine', ref },
            label: names[0] ?? id.replace('sha256:', '').slice(0, 12),
          });
      }
    }
    for (const path of await this.ports.archivesBeside(uri)) {
      const outcome = await this.ports.openArchive(path, this.#stop.signal);
      if (outcome.ok) known.push({ image: outcome.value, choice: { kind: 'archive', path }, label: fileName(path) });
      else this.ports.log.debug(`${path} is not shown as an image: ${sayProblem(outcome.problem)}`);
    }
    return { known, ...(problem && { problem }) };
  }

  async #byEngineId(id: string): Promise<Image | undefined> {
    const seen = this.#byId.get(id);
    if (seen) return seen;
    const outcome = await this.ports.engine.image(id, this.#stop.signal);
    if (!outcome.ok) {
      this.ports.log.debug(`image ${id} was not read: ${sayProblem(outcome.problem)}`);
      return undefined;
    }
    this.#byId.set(id, outcome.value);
    return outcome.value;
  }
}

const NOT_ASKED: UserProblem = {
  code: 'engine/not-asked',
  what: 'No container engine is asked.',
  why: 'This folder is not trusted, or the setting layerlens.engine.enabled is off.',
};

/** Words at the end of a line, by problem code. */
const OLD_BECAUSE: Readonly<Record<string, string>> = {
  'engine/no-such-image': 'the image is gone',
  'engine/none-found': 'the engine no longer answers',
  'engine/unreachable': 'the engine no longer answers',
  'engine/too-old': 'the engine is too old',
  'engine/refused': 'the engine refuses access',
  'engine/not-asked': 'the engine is not asked',
  'image/truncated': 'the archive is cut off',
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sameChoice = (a: ImageChoice, b: ImageChoice): boolean => JSON.stringify(a) === JSON.stringify(b);

const fileName = (path: string): string => path.split(/[\\/]/).pop() ?? path;
