// Knows: what the steps of a plan that will run cost together.
import type { Price, StepPlan } from './plan';

/** Sums what the steps that will run cost. */
export function priceOf(steps: readonly StepPlan[]): Price {
  const missed = steps.filter(({ verdict }) => verdict === 'miss');
  const sum = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? (missed.length === 0 ? 0 : null) : known.reduce((total, value) => total + value, 0);
  };
  return {
    steps: missed.length,
    unknownSteps: steps.filter(({ verdict }) => verdict === 'unknown').length,
    seconds: sum(missed.map(({ seconds }) => seconds)),
    bytes: sum(missed.map(({ bytes }) => bytes)),
    unpriced: missed.filter(({ seconds }) => seconds === null).length,
  };
}
