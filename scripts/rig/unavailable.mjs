// @ts-check
// The one way in which a rig says "not on this machine": a reason for people, never a crash.
// Programs of the editor and engine tiers turn it into `SKIPPED: <reason>` and exit code 77.

/** What a tier exits with when its rig is unavailable (automake's convention for a skipped test). */
export const SKIP_EXIT_CODE = 77;

/** A rig cannot be had on this machine: counted as a skip with its `reason`, one clause without a final full stop. */
export class RigUnavailable extends Error {
  /** @param {string} reason @param {ErrorOptions} [options] */
  constructor(reason, options) {
    super(`rig unavailable: ${reason}`, options);
    this.name = 'RigUnavailable';
    this.reason = reason;
  }
}

/**
 * True for a RigUnavailable of any copy of this module: bundled tests carry their own copy of the class.
 * @param {unknown} error
 * @returns {error is RigUnavailable}
 */
export function isRigUnavailable(error) {
  return error instanceof Error && error.name === 'RigUnavailable';
}
