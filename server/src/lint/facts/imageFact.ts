// Knows: what a rule may know of the built image: its layers' arithmetic on the lines that made them, and files by name.

export interface ImageLayerFact {
  /** Zero-based line of the instruction that made it; undefined: a layer of the base, or nobody knows. */
  readonly line: number | undefined;
  readonly bytes: number;
  /** Bytes of it that no upper view can reach, because a later layer deletes or replaces them. */
  readonly shadowedBytes: number;
}

/** A file of some layer, also when a later layer deletes it. */
export interface ImageFileFact {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly mode: number;
  readonly layer: number;
  readonly deletedLater: boolean;
}

export interface ImageFact {
  /** The base's first. */
  readonly layers: readonly ImageLayerFact[];
  /** How many of the layers are the base's. */
  readonly baseLayers: number;
  /** dive's measure, 0…1 (image-facts.md, dive's arithmetic). */
  readonly efficiency: number;
  readonly wastedBytes: number;
  /** Wasted ÷ bytes of the layers above the base, 0…1. */
  readonly wastedShare: number;
  /** Files that rules ask for: credentials, set-uid programs, account tables, leftovers. */
  readonly files: readonly ImageFileFact[];
  /** Text of `/etc/passwd`, `/etc/shadow`, `/etc/group` in the finished image. */
  readonly accounts: { readonly passwd?: string; readonly shadow?: string; readonly group?: string };
}
