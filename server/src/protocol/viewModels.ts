// Knows: the data that views show. Types only; built in insight/, drawn in client/.
import type { Certainty } from '../base/certainty';

/** Zero-based lines and UTF-16 characters, as in LSP. */
export interface PlainRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Whether the built image is there, and how far it can be believed. */
export type SizesState =
  /** No image chosen and none found. */
  | 'none'
  /** Being read for the first time. */
  | 'loading'
  /** Measured from the image that this text made. */
  | 'fresh'
  /** Measured, but the text changed since, or the engine no longer answers. */
  | 'old';

export interface LayerTreeNode {
  /** Stable while the text is: keeps the view's open and selected rows. */
  readonly id: string;
  readonly kind: 'stage' | 'instruction' | 'base' | 'message';
  readonly label: string;
  /** Size, share and cache words, already worded: `42.1 MB · 22% · layer`. */
  readonly description: string;
  readonly tooltip: string;
  readonly certainty: Certainty;
  /** Codicon name without `$()`. */
  readonly icon: string;
  /** Where a click goes. */
  readonly range?: PlainRange;
  readonly children: readonly LayerTreeNode[];
}

export interface LayerTreeModel {
  readonly uri: string;
  /** Shown above the tree: `runtime · 187.4 MB · app:dev`. */
  readonly title: string;
  /** One sentence when there is something to say: no engine, no image, image does not fit. */
  readonly message?: string;
  readonly roots: readonly LayerTreeNode[];
}

export interface StatusModel {
  /** `runtime · 187.4 MB · app:dev` or `Layerlens: text only`. */
  readonly text: string;
  /** Plain text, several lines. */
  readonly tooltip: string;
  readonly sizes: SizesState;
  readonly engine: 'not-asked' | 'none-found' | 'silent' | 'refused' | 'too-old' | 'answering';
  readonly targets: readonly string[];
  readonly target: string;
}
