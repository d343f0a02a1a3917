// Knows: every place that names a stage: FROM, COPY --from, RUN --mount=from, those inside ONBUILD too.
import type { Span } from '../../base/span';
import type { Stage } from '../../build/graph';
import { flagOf, flagsOf, type Instruction } from '../../syntax/model';
import type { RuleContext } from '../context';
import { flagValueSpan } from './placing';

export interface StageReference {
  readonly kind: 'from' | 'copy' | 'mount';
  /** The stage that uses it. */
  readonly user: Stage;
  readonly instruction: Instruction;
  /** As written. */
  readonly text: string;
  /** The name's own words, when they are written as they are read; else the whole flag. */
  readonly span: Span;
  readonly exact: boolean;
}

const known = new WeakMap<RuleContext, readonly StageReference[]>();

/** All of them, stage by stage. */
export function stageReferences(context: RuleContext): readonly StageReference[] {
  let found = known.get(context);
  if (!found) known.set(context, (found = [...everyReference(context)]));
  return found;
}

function* everyReference({ graph }: RuleContext): Iterable<StageReference> {
  for (const user of graph.stages) {
    const { image } = user.from;
    if (image) {
      const exact = graph.model.text.slice(image.span.start, image.span.end) === image.text;
      yield { kind: 'from', user, instruction: user.from, text: image.text, span: image.span, exact };
    }
    for (const step of user.steps) yield* referencesOf(user, step);
  }

  function* referencesOf(user: Stage, step: Instruction): Iterable<StageReference> {
    if (step.keyword === 'ONBUILD') {
      if (step.trigger) yield* referencesOf(user, step.trigger);
    } else if (step.keyword === 'COPY') {
      const flag = flagOf(step, 'from');
      if (!flag?.value) return;
      const span = flagValueSpan(graph.model, flag);
      yield {
        kind: 'copy',
        user,
        instruction: step,
        text: flag.value,
        span: span ?? flag.span,
        exact: span !== undefined,
      };
    } else if (step.keyword === 'RUN') {
      for (const flag of flagsOf(step, 'mount')) {
        const match = /(?:^|,)from=([^,"]+)(?=,|$)/.exec(flag.value ?? '');
        const [whole = '', text] = match ?? [];
        if (text === undefined) continue;
        const value = flagValueSpan(graph.model, flag);
        const start = (value?.start ?? 0) + (match?.index ?? 0) + whole.length - text.length;
        const span = value ? { start, end: start + text.length } : flag.span;
        yield { kind: 'mount', user, instruction: step, text, span, exact: value !== undefined };
      }
    }
  }
}

const byName = new WeakMap<RuleContext, ReadonlyMap<string, Stage>>();

/** Of two stages with one name the later counts. */
function stageNamed(context: RuleContext, name: string): Stage | undefined {
  let known = byName.get(context);
  if (!known) {
    known = new Map(context.graph.stages.flatMap((stage) => (stage.name === undefined ? [] : [[stage.name, stage]])));
    byName.set(context, known);
  }
  return known.get(name.toLowerCase());
}

/** The stage that a reference means to the builder: an earlier one for FROM, any for the others; by index for COPY. */
export function stageMeant(context: RuleContext, { kind, user, text }: StageReference): Stage | undefined {
  const { stages } = context.graph;
  if (kind === 'from') return user.base.kind === 'stage' ? stages[user.base.stage] : undefined;
  return kind === 'copy' && /^\d+$/.test(text) ? stages[Number(text)] : stageNamed(context, text);
}
