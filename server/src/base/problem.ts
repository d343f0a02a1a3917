// Knows: a fault found while reading text. Broken text is the normal case, so reading returns these beside its value.
import type { Span } from './span';

export interface Problem {
  readonly code: string;
  readonly span: Span;
  readonly message: string;
}
