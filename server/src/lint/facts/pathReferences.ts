// Knows: words of later lines that want a path of a stage's finished file system: sources of COPY --from and of bind mounts,
// CMD and ENTRYPOINT, what a RUN reads or starts.
import type { Span } from '../../base/span';
import { cleanPath, joinPath } from '../../base/posixPath';
import type { Stage } from '../../build/graph';
import { flagOf, type CopyInstruction } from '../../syntax/model';
import type { RuleContext } from '../context';
import { flowOf, type StepFlow } from './pathFlows';

export interface PathReference {
  /** The stage whose files are meant. */
  readonly stage: Stage;
  /** Absolute. */
  readonly path: string;
  /** Steps of the stage's chain from this order on come too late for it. */
  readonly before: number;
  readonly span: Span;
  readonly copy?: CopyInstruction;
}

export function* referenced(context: RuleContext): Iterable<PathReference> {
  for (const stage of context.graph.stages) for (const step of flowOf(context, stage)) yield* ofStep(context, step);
}

function* ofStep(context: RuleContext, step: StepFlow): Iterable<PathReference> {
  const { instruction, stage } = step;
  if (step.isTrigger) return;
  if (instruction.keyword === 'COPY') yield* ofCopy(context, step, instruction);
  if (instruction.keyword === 'CMD' || instruction.keyword === 'ENTRYPOINT') {
    const words = instruction.json ? instruction.words : [];
    for (const { text, span } of words)
      if (text.startsWith('/')) yield { stage, path: cleanPath(text), before: step.order, span };
  }
  for (const { kind, path, sure, inLayer, certainty, where, use } of step.acts)
    if (kind === 'read' && use !== undefined && sure && inLayer && certainty === 'literal')
      yield { stage, path, before: step.order, span: where };
}

function* ofCopy(context: RuleContext, step: StepFlow, copy: CopyInstruction): Iterable<PathReference> {
  const from = flagOf(copy, 'from')?.value?.toLowerCase();
  const { stages } = context.graph;
  const source =
    from === undefined
      ? undefined
      : /^\d+$/.test(from)
        ? stages[Number(from)]
        : stages.findLast(({ name, index }) => name === from && index < step.stage.index);
  if (!source) return;
  const scope = context.scopeBefore(step.stage, step.index);
  for (const { text, span } of copy.sources) {
    const path = scope.resolve(text);
    // A pattern that finds nothing is an error only sometimes.
    if (path === undefined || /[*?[]/.test(path)) continue;
    yield { stage: source, path: joinPath('/', path), before: Infinity, span, copy };
  }
}
