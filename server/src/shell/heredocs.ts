// Knows: what a heredoc of a script is (POSIX 2.7.4).
import type { Span } from '../base/span';

export interface ScriptHeredoc {
  /** From `<<` to the last letter of the delimiter. */
  readonly operator: Span;
  /** The lines between, line ends kept. */
  readonly body: Span;
  /** The shell expands nothing in the body. */
  readonly isQuoted: boolean;
}
