// Knows: why a step will not come from the cache, as data. Words come later.
/** `step` is an index into the plan's steps. */
export type CacheReason =
  | { readonly kind: 'file-changed' | 'file-added' | 'file-removed' | 'mode-changed'; readonly path: string }
  /** More changed files than are listed. */
  | { readonly kind: 'more-files'; readonly count: number }
  | { readonly kind: 'instruction-changed'; readonly before: string; readonly after: string }
  | {
      readonly kind: 'arg-changed' | 'env-changed';
      readonly name: string;
      readonly before?: string;
      readonly after?: string;
    }
  | { readonly kind: 'env-order-changed'; readonly name: string }
  | {
      readonly kind:
        | 'workdir-changed'
        | 'user-changed'
        | 'shell-changed'
        | 'mount-changed'
        | 'platform-changed'
        | 'network-changed'
        | 'options-changed'
        | 'destination-changed';
      readonly before: string;
      readonly after: string;
    }
  | { readonly kind: 'base-changed'; readonly reference: string }
  | { readonly kind: 'parent-missed'; readonly step: number }
  /** A stage or mount that it takes files from is built anew and its content differs. */
  | { readonly kind: 'source-missed'; readonly step: number }
  | { readonly kind: 'no-cache' }
  /** The classic builder stores the step so that it never finds it again. */
  | { readonly kind: 'never-cached' }
  | { readonly kind: 'not-recorded' }
  /** Reasons of "cannot be known". */
  | { readonly kind: 'output-unknown'; readonly step: number }
  | { readonly kind: 'parent-unknown'; readonly step: number }
  | { readonly kind: 'not-read'; readonly path?: string }
  | { readonly kind: 'source-missing'; readonly path: string }
  | { readonly kind: 'remote-unknown'; readonly url: string }
  | { readonly kind: 'image-unknown'; readonly reference: string }
  | { readonly kind: 'not-observed' }
  /** A build that nobody recorded may have left it. `at`: RFC 3339; `when`: the same in local words. */
  | { readonly kind: 'built-elsewhere'; readonly at: string; readonly when: string };

export type ReasonKind = CacheReason['kind'];

/** What to say first: the cause a person can act on, before its consequences. */
export const isConsequence = ({ kind }: CacheReason): boolean =>
  kind === 'parent-missed' || kind === 'source-missed' || kind === 'parent-unknown' || kind === 'output-unknown';
