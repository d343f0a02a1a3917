// Knows: what builders print while they build: BuildKit's rawjson and plain progress, the classic builder's and buildah's
// text. Total, in bounded memory. Sources: moby/buildkit: client/graph.go, util/progress/progressui/printer.go;
// moby: daemon/builder/dockerfile/evaluator.go; buildah: imagebuildah/stage_executor.go; image-facts §6.
import type { ReportedStep } from '../cache/progress';
import { fieldOf, listOf, parseJson, textOf } from '../image/json';

export interface BuildReport {
  /** What kind of builder was heard; undefined: nothing that is known was said. */
  readonly heard: 'buildkit' | 'classic' | 'buildah' | undefined;
  readonly steps: readonly ReportedStep[];
  /** When its first step began, in milliseconds since 1970; undefined: times were not told. */
  readonly began: number | undefined;
  /** ID or digest of the image that was made, as the builder said it; empty: it did not. */
  readonly image: string;
}

/** Longer lines are logs. */
const LONGEST_LINE = 1024 * 1024;
const MOST_STEPS = 20_000;

interface Heard {
  name: string;
  cached: boolean;
  completed: boolean;
  failed: boolean;
  /** A source is told under the name of the step that takes it: that one has inputs. */
  hasInputs: boolean;
  /** Told as cached with no time of its own, at the start of what stands on it: when that is. */
  impliedAt: string | undefined;
  /** When it started last, as told. */
  started: string | undefined;
  /** Plain progress and the classic builder tell a length, rawjson times. */
  seconds: number | null;
  readonly intervals: Map<number, number>;
}

export class BuildListener {
  readonly #steps = new Map<string, Heard>();
  readonly #streams = { out: new Lines(), err: new Lines() };
  #heard: BuildReport['heard'];
  #image = '';
  #began: number | undefined;
  /** Plain progress has no times: when a source was not found, what it told as cached is not believed. */
  #failedToFind = false;
  /** Step of a builder that works on one at a time, and since when. */
  #open: { step: Heard; since: number } | undefined;
  /** Of buildah: steps that began and wait for a stage that they take files from. */
  readonly #waiting: { step: Heard; since: number }[] = [];

  /** `now` in milliseconds, of a clock that does not jump. */
  hear(stream: 'out' | 'err', bytes: Uint8Array, now: number): void {
    for (const line of this.#streams[stream].push(bytes)) this.#line(line, now);
  }

  end(now: number): BuildReport {
    for (const stream of Object.values(this.#streams)) for (const line of stream.end()) this.#line(line, now);
    // At its start a vertex tells whatever it stands on as cached. When that start was only the failure to find its sources,
    // none of it is true (moby/buildkit: solver/progress.go, append; solver/jobs.go, CalcSlowCache).
    const heard = [...this.#steps.values()];
    const failures = new Set(heard.filter(({ failed }) => failed).map(({ started }) => started));
    const isMistaken = ({ cached, impliedAt }: Heard): boolean =>
      (!cached && impliedAt !== undefined && failures.has(impliedAt)) || (cached && this.#failedToFind);
    const steps = takers(heard).map((step) => {
      const { name, cached, completed, failed, seconds, intervals, impliedAt } = step;
      const isTrue = !isMistaken(step);
      return {
        name,
        cached: isTrue && (cached || impliedAt !== undefined),
        completed: isTrue && completed,
        failed,
        seconds: intervals.size > 0 ? merged(intervals) : seconds,
      };
    });
    return { heard: this.#heard, steps, began: this.#began, image: this.#image };
  }

  #line(line: string, now: number): void {
    if (line.startsWith('{')) this.#rawjson(parseJson(line));
    else if (line.startsWith('#')) this.#plain(line);
    else this.#oneByOne(line, now);
  }

  #step(key: string, name: string): Heard | undefined {
    const known = this.#steps.get(key);
    if (known) return known;
    if (this.#steps.size >= MOST_STEPS) return undefined;
    const step: Heard = {
      name,
      cached: false,
      completed: false,
      failed: false,
      hasInputs: false,
      impliedAt: undefined,
      started: undefined,
      seconds: null,
      intervals: new Map(),
    };
    this.#steps.set(key, step);
    return step;
  }

  #rawjson(value: unknown): void {
    for (const vertex of listOf(fieldOf(value, 'vertexes'))) {
      const digest = textOf(fieldOf(vertex, 'digest'));
      const name = textOf(fieldOf(vertex, 'name'));
      const step = digest !== undefined && name !== undefined ? this.#step(digest, name) : undefined;
      if (!step) continue;
      this.#heard = 'buildkit';
      const started = Date.parse(textOf(fieldOf(vertex, 'started')) ?? '');
      const completed = Date.parse(textOf(fieldOf(vertex, 'completed')) ?? '');
      if (!Number.isNaN(started)) this.#began = Math.min(started, this.#began ?? started);
      const startedAt = textOf(fieldOf(vertex, 'started'));
      step.hasInputs ||= listOf(fieldOf(vertex, 'inputs')).length > 0;
      const isCached = fieldOf(vertex, 'cached') === true;
      const isImplied = isCached && startedAt === textOf(fieldOf(vertex, 'completed'));
      // Once loaded it stays so, though a merge is told to start again when its files are needed.
      step.cached ||= isCached && !isImplied;
      step.impliedAt = isImplied ? startedAt : undefined;
      step.started = startedAt;
      step.failed = (textOf(fieldOf(vertex, 'error')) ?? '') !== '';
      step.completed = !Number.isNaN(completed) && !step.failed;
      if (!Number.isNaN(started) && !Number.isNaN(completed)) step.intervals.set(started, completed);
    }
    for (const status of listOf(fieldOf(value, 'statuses'))) this.#imageIn(textOf(fieldOf(status, 'id')) ?? '');
  }

  #plain(line: string): void {
    const [, number, text = ''] = /^#(\d+) (.*)$/s.exec(line) ?? [];
    if (number === undefined || number === '0') return;
    const step = this.#steps.get(`#${number}`);
    if (!step) {
      this.#step(`#${number}`, text);
      this.#heard = 'buildkit';
      return;
    }
    const done = /^DONE ([\d.]+)s$/.exec(text);
    if (text === 'CACHED') {
      step.cached = true;
      step.completed = true;
    } else if (done) {
      step.completed = true;
      step.seconds = Number(done[1]);
    } else if (/^(?:ERROR\b|CANCELED$)/.test(text)) {
      step.failed = true;
      this.#failedToFind ||= /failed to (?:compute cache key|calculate checksum)/.test(text);
    } else this.#imageIn(text);
  }

  /** The classic builder and buildah. */
  #oneByOne(line: string, now: number): void {
    const begins = /^(?:Step|(\[\d+\/\d+\] )?STEP) (\d+\/\d+)\s*: ?(.*)$/.exec(line);
    if (begins) {
      const [, stage = '', number = '', text = ''] = begins;
      this.#heard = line.startsWith('Step') ? 'classic' : 'buildah';
      // Buildah says the end of each step but FROM; one that is still open and of another stage waits for this one.
      const isOfOther = this.#open && stage !== '' && !this.#open.step.name.startsWith(stage);
      const isWaiting = isOfOther === true && !/Step 1\/\d+ : /.test(this.#open?.step.name ?? '');
      if (isWaiting && this.#open && this.#waiting.length < MOST_STEPS) this.#waiting.push(this.#open);
      else this.#close(now, true);
      const step = this.#step(`step ${String(this.#steps.size)}`, `${stage}Step ${number} : ${text}`);
      this.#open = step && { step, since: now };
      return;
    }
    if (this.#heard === 'buildah' && /^--> [0-9a-f]{11}$/.test(line)) {
      this.#close(now, true);
      this.#open = this.#waiting.pop();
      return;
    }
    if (this.#open && /^ ?-+> Using cache/.test(line)) this.#open.step.cached = true;
    const built =
      /^Successfully built ([0-9a-f]{12,64})$/.exec(line) ??
      (this.#heard === 'buildah' ? /^([0-9a-f]{64})$/.exec(line) : null);
    if (built) {
      this.#closeAll(now);
      this.#image = built[1] ?? '';
    }
    const quiet = /^sha256:[0-9a-f]{64}$/.exec(line);
    if (quiet && this.#steps.size === 0) this.#image = line;
    // What the programs say last of a build that failed.
    if (
      this.#open &&
      /^(?:The command .* returned a non-zero code|Error: |error building |ERROR: |(?:COPY|ADD) failed)/.test(line)
    )
      this.#close(now, false);
  }

  #closeAll(now: number): void {
    do {
      this.#close(now, true);
      this.#open = this.#waiting.pop();
    } while (this.#open);
  }

  #close(now: number, completed: boolean): void {
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    open.step.completed = completed;
    open.step.failed = !completed;
    open.step.seconds = open.step.cached ? 0 : Math.round(now - open.since) / 1000;
  }

  /** `writing image sha256:…`, and of the containerd store `exporting manifest list sha256:…`. */
  #imageIn(text: string): void {
    const found = /^(?:writing image|exporting (manifest list|manifest)) (sha256:[0-9a-f]{64})/.exec(text);
    if (!found || (found[1] === 'manifest' && this.#image !== '')) return;
    this.#image = found[2] ?? '';
  }
}

/** Of several steps with one name the one that takes the others' files: the last that has inputs, or the last. */
function takers(heard: readonly Heard[]): readonly Heard[] {
  const byName = new Map<string, Heard>();
  for (const step of heard) {
    const known = byName.get(step.name);
    if (!known || step.hasInputs || !known.hasInputs) byName.set(step.name, step);
  }
  return heard.filter((step) => byName.get(step.name) === step);
}

/** Wall time in seconds of intervals that may overlap. */
function merged(intervals: ReadonlyMap<number, number>): number {
  let total = 0;
  let until = -Infinity;
  for (const [start, end] of [...intervals].sort(([a], [b]) => a - b)) {
    total += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return total / 1000;
}

/** Cuts a stream into lines; of one that is too long only that it was there is remembered. */
class Lines {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #skips = false;

  push(bytes: Uint8Array): string[] {
    const parts = this.#decoder.decode(bytes, { stream: true }).split('\n');
    const lines: string[] = [];
    for (const [i, part] of parts.entries()) {
      const isLast = i === parts.length - 1;
      if (!this.#skips) this.#rest += part;
      if (this.#rest.length > LONGEST_LINE) {
        this.#rest = '';
        this.#skips = true;
      }
      if (isLast) break;
      if (!this.#skips) lines.push(this.#rest.replace(/\r$/, ''));
      this.#rest = '';
      this.#skips = false;
    }
    return lines;
  }

  end(): string[] {
    const line = this.#rest;
    this.#rest = '';
    return line === '' ? [] : [line];
  }
}
