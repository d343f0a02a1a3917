// Knows: what steps took when they last ran. Measured by recorded builds; a step that never ran has no cost here.
import type { Vertex } from './vertex';

export interface StepCost {
  /** Wall time of the step, overlapping intervals merged. */
  readonly seconds: number | null;
  /** Bytes of the layer that it made. */
  readonly bytes: number | null;
}

/** By the digest of a vertex's own key, and by stage and text for a step whose key changed since. */
export type Costs = ReadonlyMap<string, StepCost>;

export const costKeys = (vertex: Vertex): readonly string[] => {
  const { step } = vertex;
  const byText = step ? [`${step.stage.label}\t${vertex.effect.kind}\t${step.text}`] : [];
  return [vertex.digest, ...byText];
};

export function costOf(costs: Costs, vertex: Vertex): StepCost {
  for (const key of costKeys(vertex)) {
    const cost = costs.get(key);
    if (cost) return cost;
  }
  return { seconds: null, bytes: null };
}
