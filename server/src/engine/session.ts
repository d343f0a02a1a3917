// Knows: an engine that has answered: what can be asked of it, over HTTP or through its program.
import type { CancelSignal } from '../base/platform';
import type { Outcome } from '../base/outcome';
import type { Image } from '../image/model';
import type { EngineState, ImageEvent, ImageSummary } from './engine';
import type { HttpFault } from './http';

export type Answering = Extract<EngineState, { kind: 'answering' }>;

export interface Session {
  readonly state: Answering;
  images(signal: CancelSignal): Promise<Outcome<readonly ImageSummary[]>>;
  image(ref: string, signal: CancelSignal): Promise<Outcome<Image>>;
  events(signal: CancelSignal, onOpen?: () => void): AsyncIterable<ImageEvent>;
  close(): void;
}

/** Called when an engine that answered does so no longer. */
export type OnLost = (fault: HttpFault) => void;

/** `Docker 28.5.2 (overlay2)`, for a hover. */
export function sourceText({ product, version, store }: Answering): string {
  const name = product === 'podman' ? 'Podman' : 'Docker';
  return `${name} ${version}${store === '' ? '' : ` (${store})`}`;
}
