// Knows: bases that a build names for the first time and that nobody here knows. A tag can mean the very image that another
// one means, and a builder finds its steps again by what the image is: where the names leave that open (sameImage.ts), a miss
// is sure only where it would be one on the image from before, too.
import { buildGraph } from '../build/graph';
import type { BaseImage } from '../build/options';
import { isConsequence, type CacheReason } from './because';
import type { CachePlan, PlanInput, PreviousBuild, StepPlan } from './plan';
import { priceOf } from './price';
import { mayBeSameImage } from './sameImage';
import { assumedFacts, factsOf, imageReferences, type BaseFacts } from './sources';

/** The same build on the images that stood there before; undefined: all of its bases are known, or were used before. */
export function onBasesBefore(input: PlanInput, plan: CachePlan): PlanInput | undefined {
  const { previous, facts, graph } = input;
  if (!previous || graph.options.builder !== 'buildkit') return undefined;
  const bases: Record<string, BaseFacts> = {};
  const used = new Set(previous.graph.stages.map(referenceOf));
  for (const reference of imageReferences(plan.definition)) {
    if (used.has(reference) || factsOf(facts.bases, reference)) continue;
    const before = referenceBefore(reference, input, previous);
    if (before !== undefined && mayBeSameImage(before, reference))
      bases[reference] = factsOf(previous.facts.bases, before) ?? assumedFacts(before);
  }
  if (Object.keys(bases).length === 0) return undefined;
  const { options } = graph;
  const base = (reference: string): BaseImage | undefined =>
    factsOf(bases, reference)?.config ?? options.base(reference);
  return {
    ...input,
    graph: buildGraph(graph.model, { ...options, base }),
    facts: { ...facts, bases: { ...facts.bases, ...bases } },
  };
}

type Stage = PreviousBuild['graph']['stages'][number];

const referenceOf = ({ base }: Stage): string | undefined => (base.kind === 'image' ? base.reference : undefined);

/** That of the stage of the same name, or in the same place. */
function referenceBefore(reference: string, { graph }: PlanInput, previous: PreviousBuild): string | undefined {
  const stage = graph.stages.find((one) => referenceOf(one) === reference);
  const { stages } = previous.graph;
  const before = stage && (stages.find(({ label }) => label === stage.label) ?? stages[stage.index]);
  return before && referenceOf(before);
}

/** `before`: the plan on the images from before. What is new on them as well is so for what is said there. */
export function withNewBases(plan: CachePlan, before: CachePlan, facts: PlanInput['facts']): CachePlan {
  const nameOf = ({ stage, ordinal, text }: StepPlan): string => `${String(stage.index)} ${String(ordinal)} ${text}`;
  // A config with triggers makes other steps.
  const isSame = plan.steps.every(
    (step, i) => before.steps[i] !== undefined && nameOf(step) === nameOf(before.steps[i]),
  );
  const isOpen = plan.steps.map(
    (step, i) => step.verdict === 'miss' && !(isSame && before.steps[i]?.verdict === 'miss'),
  );
  if (!isOpen.includes(true)) return plan;
  const standsOn = (at: number): CacheReason => {
    const { stage } = plan.steps[at] ?? {};
    const isBelow = (step: StepPlan, i: number): boolean => i < at && isOpen[i] === true && step.stage === stage;
    const below = plan.steps.findLastIndex(isBelow);
    if (below !== -1) return { kind: 'parent-unknown', step: below };
    if (stage?.base.kind === 'image') return { kind: 'image-unknown', reference: stage.base.reference };
    return { kind: 'parent-unknown', step: isOpen.lastIndexOf(true, at - 1) };
  };
  const steps = plan.steps.map((step, i): StepPlan => {
    if (step.verdict !== 'miss') return step;
    if (isOpen[i] !== true) return { ...step, because: before.steps[i]?.because ?? step.because };
    const because = step.because.flatMap((reason): CacheReason[] => {
      if (reason.kind === 'base-changed' && !factsOf(facts.bases, reason.reference))
        return [{ kind: 'image-unknown', reference: reason.reference }];
      // What else is other hangs on the image.
      if (!isConsequence(reason) || !('step' in reason) || isOpen[reason.step] !== true) return [];
      return [{ kind: reason.kind === 'source-missed' ? 'output-unknown' : 'parent-unknown', step: reason.step }];
    });
    if (because.length === 0) because.push(standsOn(i));
    return { ...step, verdict: 'unknown', because };
  });
  const firstMiss = steps.findIndex(({ verdict }) => verdict === 'miss');
  return { ...plan, steps, firstMiss: firstMiss === -1 ? undefined : firstMiss, price: priceOf(steps) };
}
