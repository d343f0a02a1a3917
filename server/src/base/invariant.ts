// Knows: states that cannot happen. Recorded in production, thrown in tests, so that a user never sees a crash for them.

type Recorder = (message: string) => void;

let recorder: Recorder = (message) => {
  throw new Error(`invariant: ${message}`);
};

/** The host decides what becomes of a broken invariant: main.ts logs it, tests leave the default, which throws. */
export const onBrokenInvariant = (record: Recorder): void => {
  recorder = record;
};

/** Says that `condition` must hold. Returns it, so that the caller can go on safely. */
export function invariant(condition: boolean, message: string): boolean {
  if (!condition) recorder(message);
  return condition;
}
