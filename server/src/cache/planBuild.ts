// Knows: graph + sources + what builds left behind → the plan: two walks, one in which whatever may be equal is, one in
// which nothing is that is not known to be. Where they agree, that is the verdict.
import { costOf } from './costs';
import { decide, define } from './definition';
import type { Definition } from './llb';
import { onBasesBefore, withNewBases } from './newBases';
import { pairSteps } from './pairs';
import type { BeforePlan, CachePlan, CacheVerdict, PlanInput, StepPlan } from './plan';
import { priceOf } from './price';
import { reasonsOf } from './reasons';
import { sourcesOf } from './sources';
import type { Solved } from './solve';

export function planBuild(input: PlanInput): CachePlan {
  const plan = planOnce(input);
  const before = plan.steps.some(({ verdict }) => verdict === 'miss') ? onBasesBefore(input, plan) : undefined;
  return before ? withNewBases(plan, planOnce(before), input.facts) : plan;
}

function planOnce(input: PlanInput): CachePlan {
  const { graph, flags, facts, store, sha256 } = input;
  const definition = define(graph, flags, sha256, input.shell);
  const walk = (world: 'best' | 'worst'): readonly Solved[] => {
    let made = 0;
    return decide(graph, {
      vertexes: definition.vertexes,
      store: store.fork(),
      sources: sourcesOf(facts),
      world,
      sha256,
      runsGiveKeys: flags.runsGiveKeys,
      newId: () => `new ${world} ${String(++made)}`,
    });
  };
  const worst = walk('worst');
  const best = walk('best');
  const verdicts = definition.vertexes.map(({ ignoreCache, isNeverFound }, i): CacheVerdict => {
    if (worst[i]?.hit === true) return 'hit';
    return best[i]?.hit === true || (input.neverBuilt === true && !ignoreCache && isNeverFound !== true)
      ? 'unknown'
      : 'miss';
  });
  const numbered = definition.vertexes.flatMap(({ step }, vertex) => (step ? [{ step, vertex }] : []));
  numbered.sort(
    (a, b) => a.step.stage.index - b.step.stage.index || a.step.ordinal - b.step.ordinal || a.vertex - b.vertex,
  );
  const places = new Map(numbered.map(({ vertex }, place) => [vertex, place]));
  const before = previousOf(input, definition);
  const steps = numbered.map(({ step, vertex }): StepPlan => {
    const verdict = verdicts[vertex] ?? 'unknown';
    const because =
      verdict === 'hit'
        ? []
        : verdict === 'unknown' && best[vertex]?.hit !== true
          ? [{ kind: 'not-recorded' as const }]
          : reasonsOf(vertex, verdict, {
              definition,
              verdicts,
              worst,
              best,
              places,
              facts,
              graph,
              sha256,
              isEmpty: store.isEmpty,
              ...(before && { before }),
            });
    const at = definition.vertexes[vertex];
    return {
      stage: step.stage,
      line: step.instruction.line,
      text: step.text,
      ordinal: step.ordinal,
      verdict,
      because,
      ...(at ? costOf(input.costs, at) : { seconds: null, bytes: null }),
      vertex,
    };
  });
  const firstMiss = steps.findIndex(({ verdict }) => verdict === 'miss');
  return {
    graph,
    definition,
    steps,
    firstMiss: firstMiss === -1 ? undefined : firstMiss,
    price: priceOf(steps),
    withoutRecord: store.isEmpty || input.neverBuilt === true,
  };
}

function previousOf({ previous, sha256 }: PlanInput, now: Definition): BeforePlan | undefined {
  if (!previous) return undefined;
  const definition = define(previous.graph, previous.flags, sha256);
  return {
    ...previous,
    definition,
    pairs: pairSteps(now, definition),
    context: previous.facts.context,
  };
}
