// Knows: an engine in memory, as the port has it: what it answers is what a test sets.
import type { CancelSignal } from '../../src/base/platform';
import { failed, ok, type Outcome, type UserProblem } from '../../src/base/outcome';
import type { Engine, EngineState, ImageEvent, ImageSummary } from '../../src/engine/engine';
import type { Image } from '../../src/image/model';

export const ANSWERING: Extract<EngineState, { kind: 'answering' }> = {
  kind: 'answering',
  endpoint: { address: 'unix:///run/e.sock', from: 'default socket' },
  product: 'docker',
  version: '28.5.2',
  apiVersion: '1.48',
  store: 'overlay2',
};
export const SILENT: EngineState = {
  kind: 'silent',
  endpoint: { address: 'unix:///run/e.sock', from: 'DOCKER_HOST' },
  detail: 'no answer',
};

export class MemoryEngine implements Engine {
  state: EngineState = ANSWERING;
  /** What the next probes find; the last one again and again. */
  probes: EngineState[] = [];
  probed = 0;
  problem: UserProblem | undefined;
  /** Newest first. */
  known: Image[] = [];
  /** Streams of events, one for each time somebody listens; none: a stream that ends at once. */
  streams: AsyncIterable<ImageEvent>[] = [];
  listened = 0;
  asked: string[] = [];

  async probe(): Promise<EngineState> {
    this.probed++;
    this.state = (this.probes.length > 1 ? this.probes.shift() : this.probes[0]) ?? this.state;
    return this.state;
  }

  async images(): Promise<Outcome<readonly ImageSummary[]>> {
    this.asked.push('images');
    if (this.problem) return failed(this.problem);
    return ok(
      this.known.map(({ id, names }, i) => ({
        id,
        names,
        createdAt: `2026-01-01T00:00:${String(59 - i)}Z`,
        labels: {},
      })),
    );
  }

  async image(ref: string): Promise<Outcome<Image>> {
    this.asked.push(ref);
    if (this.problem) return failed(this.problem);
    const image = this.known.find(({ id, names }) => id === ref || names.includes(ref));
    return image ? ok(image) : failed({ code: 'engine/no-such-image', what: `no ${ref}` });
  }

  async *events(_signal?: CancelSignal, listening?: () => void): AsyncIterable<ImageEvent> {
    this.listened++;
    const stream = this.streams.shift();
    if (!stream) return;
    listening?.();
    yield* stream;
  }

  dispose(): void {
    this.state = { kind: 'not-asked' };
  }
}
