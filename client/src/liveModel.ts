// Knows: how a view keeps one answer of the server for one document: asked again when told, old value kept meanwhile.
// Pure: asking and drawing are ports, so that staleness and coalescing are tested without an editor.

/** Short enough to feel immediate, long enough that a burst of changes is one question. */
const COALESCE_MILLISECONDS = 50;

export interface LiveModelPorts<T> {
  /** `null`: the server knows nothing of this document. */
  ask(uri: string, signal: AbortSignal): Promise<T | null>;
  /** `uri`, `value`, `failed` or `asking` may be different now. */
  changed(): void;
  failed(error: unknown): void;
}

export class LiveModel<T> {
  readonly #ports: LiveModelPorts<T>;
  #uri: string | undefined;
  #value: T | undefined;
  #failed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;
  #again = false;

  constructor(ports: LiveModelPorts<T>) {
    this.#ports = ports;
  }

  get uri(): string | undefined {
    return this.#uri;
  }

  /** The last answer for this document; kept when a later question fails. */
  get value(): T | undefined {
    return this.#value;
  }

  /** The last question had no answer. */
  get failed(): boolean {
    return this.#failed;
  }

  /** A question is on its way. */
  get asking(): boolean {
    return this.#running !== undefined;
  }

  /** Another document: its predecessor's question is cancelled and its numbers are gone at once. */
  follow(uri: string | undefined): void {
    if (uri === this.#uri) return;
    this.#cancel();
    this.#uri = uri;
    this.#value = undefined;
    this.#failed = false;
    if (uri !== undefined) void this.#ask(uri);
    this.#ports.changed();
  }

  /** Ask again soon. Many calls are one question. */
  refresh(): void {
    if (this.#uri === undefined) return;
    // A question on its way is not cancelled for the same document: under a stream of changes none would ever arrive.
    if (this.#running) this.#again = true;
    else this.#timer ??= setTimeout(() => this.#fire(), COALESCE_MILLISECONDS);
  }

  dispose(): void {
    this.#cancel();
    this.#uri = undefined;
  }

  #fire(): void {
    this.#timer = undefined;
    if (this.#uri !== undefined) void this.#ask(this.#uri);
  }

  async #ask(uri: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#again = false;
    try {
      const value = await this.#ports.ask(uri, running.signal);
      if (running.signal.aborted) return;
      this.#value = value ?? undefined;
      this.#failed = false;
    } catch (error) {
      if (running.signal.aborted) return;
      this.#failed = true;
      this.#ports.failed(error);
    }
    this.#running = undefined;
    this.#ports.changed();
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- set while it was asked
    if (this.#again) this.refresh();
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running?.abort();
    this.#running = undefined;
    this.#again = false;
  }
}
