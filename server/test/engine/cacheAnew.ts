// Knows: which steps of a build hang on what a program wrote in that very build, by the builder's own account. Of those a
// plan made before may say that it does not know them; of others it should not have to.
import type { CachePlan } from '../../src/cache/plan';
import type { ReportedStep } from '../../src/cache/progress';

/** Steps that take files of a stage in which, by the builder's own account, a program ran now; and what stands on such. */
export function hangOnRuns({ definition }: CachePlan, joined: ReadonlyMap<number, ReportedStep>): ReadonlySet<number> {
  /** Vertexes with a RUN at or below them that ran now. */
  const rebuilt = new Set<number>();
  const found = new Set<number>();
  for (const [index, { effect, inputs }] of definition.vertexes.entries()) {
    const report = joined.get(index);
    const ran = effect.kind === 'run' && effect.output === undefined && report?.completed === true && !report.cached;
    if (ran || inputs.some(({ vertex }) => rebuilt.has(vertex))) rebuilt.add(index);
    if (inputs.some(({ vertex, content }) => found.has(vertex) || (content && rebuilt.has(vertex)))) found.add(index);
  }
  return found;
}
