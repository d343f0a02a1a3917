// Knows: which builds we started are running, so that they can be stopped and are not started twice. Pure.

export interface RunningBuild {
  readonly tag: string;
  readonly stop: () => void;
}

export class Builds {
  readonly #running = new Map<string, RunningBuild>();

  /** The build of this Dockerfile. */
  of(uri: string): RunningBuild | undefined {
    return this.#running.get(uri);
  }

  begin(uri: string, build: RunningBuild): void {
    this.#running.set(uri, build);
  }

  end(uri: string): void {
    this.#running.delete(uri);
  }
}
