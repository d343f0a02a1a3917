// Knows: success or a problem that a user can act on. IO returns this; the core is total and does not need it.

/** What happened, why we think so, what to do. `detail` goes to the log only. */
export interface UserProblem {
  /** Stable, `area/word`: `engine/not-running`. */
  readonly code: string;
  readonly what: string;
  readonly why?: string;
  readonly next?: string;
  readonly detail?: string;
}

export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: UserProblem };

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const failed = (problem: UserProblem): { readonly ok: false; readonly problem: UserProblem } => ({
  ok: false,
  problem,
});

/** One sentence per part: what, why, next. */
export const sayProblem = (problem: UserProblem): string =>
  [problem.what, problem.why, problem.next].filter((part) => part !== undefined).join(' ');
