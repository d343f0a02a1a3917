// Knows: what Layerlens asks of a container engine, as a port. Docker and Podman answer it; tests answer it from memory.
import type { CancelSignal } from '../base/platform';
import type { Outcome } from '../base/outcome';
import type { Image } from '../image/model';

/** Where a program answers, `unix:///var/run/docker.sock`, and how we learned of it. */
export interface Endpoint {
  readonly address: string;
  /** `DOCKER_HOST`, `context desktop-linux`, `default socket`, `setting layerlens.engine.host` … for the status hover. */
  readonly from: string;
}

/** A state, never an error message: shown in the status bar, detail in the log. */
export type EngineState =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'none-found'; readonly tried: readonly string[] }
  | { readonly kind: 'silent'; readonly endpoint: Endpoint; readonly detail: string }
  | { readonly kind: 'refused'; readonly endpoint: Endpoint; readonly detail: string }
  | { readonly kind: 'too-old'; readonly endpoint: Endpoint; readonly apiVersion: string; readonly needed: string }
  | {
      readonly kind: 'answering';
      readonly endpoint: Endpoint;
      readonly product: 'docker' | 'podman';
      /** `28.5.2` */
      readonly version: string;
      /** The API version both sides agreed on: `1.48`. */
      readonly apiVersion: string;
      /** Image store: `overlay2`, `containerd`, …; empty when unknown. */
      readonly store: string;
    };

export interface ImageSummary {
  readonly id: string;
  readonly names: readonly string[];
  /** RFC 3339. */
  readonly createdAt: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something happened to an image: views that show it are stale. */
export interface ImageEvent {
  readonly action: string;
  /** Id or name as the engine says. */
  readonly image: string;
}

export interface Engine {
  /** Last known state; never asks. */
  readonly state: EngineState;
  /** Looks again: finds an endpoint, pings it, agrees on an API version. Bounded by a few seconds; never rejects. */
  probe(signal: CancelSignal): Promise<EngineState>;
  images(signal: CancelSignal): Promise<Outcome<readonly ImageSummary[]>>;
  /** Config, history and sizes of one image, exact bytes. Problem codes: `engine/no-such-image`, `engine/unreachable` … */
  image(ref: string, signal: CancelSignal): Promise<Outcome<Image>>;
  /**
   * `onOpen` is called when the engine listens: what happened before is not told.
   * Ends when the engine closes the stream, goes away or the signal is aborted; never rejects.
   */
  events(signal: CancelSignal, onOpen?: () => void): AsyncIterable<ImageEvent>;
  dispose(): void;
}
