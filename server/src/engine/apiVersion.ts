// Knows: versions of the engine API, `1.NN`, and which one to speak (moby: daemon/server/middleware/version.go).

/** What we were tested with; gives platforms in history and save. */
const NEWEST = '1.48';
/** The oldest that current engines speak at all (Docker 1.12). */
export const OLDEST = '1.24';

/** Negative when `a` is older than `b`. */
export function compareApi(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

const isApi = (text: string): boolean => /^\d{1,3}\.\d{1,4}$/.test(text);
const older = (a: string, b: string): string => (compareApi(a, b) <= 0 ? a : b);

export interface ApiOffer {
  /** Newest the engine speaks; empty when it does not say, as engines before API 1.25 do. */
  readonly newest: string;
  /** Oldest the engine speaks; empty when it does not say. */
  readonly oldest: string;
  /** DOCKER_API_VERSION; empty when not set. */
  readonly pinned: string;
}

/** The version to speak; undefined when the engine is too old. */
export function agreeOnApi({ newest, oldest, pinned }: ApiOffer): string | undefined {
  const theirs = isApi(newest) ? newest : OLDEST;
  if (compareApi(theirs, OLDEST) < 0) return undefined;
  const agreed = older(theirs, isApi(pinned) ? pinned : NEWEST);
  // An engine that no longer speaks ours gets its own oldest: what we read has stayed the same for years.
  return isApi(oldest) && compareApi(agreed, oldest) < 0 ? oldest : agreed;
}
