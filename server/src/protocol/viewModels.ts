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

/** A row of a view. Whatever its icon says, its words say too. */
export interface ViewNode {
  /** Stable while the text is: keeps the view's open and selected rows. */
  readonly id: string;
  /** Part of the row's context value, by which menus choose their commands. */
  readonly kind: string;
  readonly label: string;
  /** Already worded: `42.1 MB · 22% · layer`. */
  readonly description: string;
  readonly tooltip: string;
  /** Codicon name without `$()`. */
  readonly icon: string;
  /** How sure the size in the description is. */
  readonly certainty?: Certainty;
  /** Where a click goes in the Dockerfile. */
  readonly range?: PlainRange;
  /** Line of the instruction, zero-based, where it can be asked about. */
  readonly line?: number;
  /** Path in the build context. */
  readonly path?: string;
  /** A file that a click opens, as a URI. */
  readonly file?: string;
  readonly children: readonly ViewNode[];
}

export interface ViewModel {
  readonly uri: string;
  /** Shown above the rows: `runtime · 187.4 MB · app:dev`. */
  readonly title: string;
  /** One sentence when there is something to say: no engine, no image, image does not fit. */
  readonly message?: string;
  readonly roots: readonly ViewNode[];
}

export interface LayerTreeNode extends ViewNode {
  readonly kind: 'stage' | 'instruction' | 'base' | 'message';
  readonly certainty: Certainty;
  readonly children: readonly LayerTreeNode[];
}

export interface LayerTreeModel extends ViewModel {
  readonly roots: readonly LayerTreeNode[];
}

export interface CacheTreeNode extends ViewNode {
  /** `history`, `sources`, `order`, `move`: what the last commits say of the price. */
  readonly kind: 'stage' | 'step' | 'reason' | 'fileReason' | 'history' | 'sources' | 'order' | 'move' | 'message';
  readonly children: readonly CacheTreeNode[];
}

export interface CacheTreeModel extends ViewModel {
  readonly roots: readonly CacheTreeNode[];
}

export interface ContextTreeNode extends ViewNode {
  readonly kind: 'ignoreFile' | 'group' | 'folder' | 'file' | 'keptOut' | 'message';
  readonly children: readonly ContextTreeNode[];
}

export interface ContextTreeModel extends ViewModel {
  readonly roots: readonly ContextTreeNode[];
}

/** Whether the cache plan is there. */
export type PlanState =
  /** Switched off, or no folder can be the context. */
  'none' | 'reading' | 'ready' | 'failed';

export interface StatusModel {
  /** `Layerlens: runtime · 187.4 MB · app:dev · context assumed`: all of it, for who hears it. */
  readonly text: string;
  /** `runtime · 187.4 MB · context assumed`: what there is room for in the bar of a narrow window. */
  readonly short: string;
  /** Plain text, several lines. */
  readonly tooltip: string;
  readonly sizes: SizesState;
  readonly engine: 'not-asked' | 'none-found' | 'silent' | 'refused' | 'too-old' | 'answering';
  readonly targets: readonly string[];
  readonly target: string;
  readonly plan: PlanState;
}
