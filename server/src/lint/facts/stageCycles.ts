// Knows: which stages need each other in a circle, by FROM, COPY --from and RUN --mount=from.
import type { Stage } from '../../build/graph';
import type { RuleContext } from '../context';
import { stageMeant, stageReferences, type StageReference } from './stageReferences';

export interface Use {
  readonly reference: StageReference;
  readonly used: Stage;
}

/** Every use of another stage that is not in an ONBUILD: that one runs elsewhere. */
export function stageUses(context: RuleContext): Use[] {
  return [...stageReferences(context)].flatMap((reference) => {
    const used = stageMeant(context, reference);
    const { user, instruction } = reference;
    const isHere = instruction === user.from || user.steps.includes(instruction);
    return used && used !== user && isHere ? [{ reference, used }] : [];
  });
}

/** Uses whose stage leads back to the one that uses it. */
export function circularUses(uses: readonly Use[]): Use[] {
  const next = new Map<number, number[]>();
  for (const { reference, used } of uses) {
    const list = next.get(reference.user.index);
    if (list) list.push(used.index);
    else next.set(reference.user.index, [used.index]);
  }
  const group = stronglyConnected(next);
  return uses.filter(({ reference, used }) => {
    const own = group.get(reference.user.index);
    return own !== undefined && own === group.get(used.index);
  });
}

/** Stage → its circle; stages of one circle have one number. Tarjan's algorithm, with a stack of our own. */
function stronglyConnected(next: ReadonlyMap<number, readonly number[]>): ReadonlyMap<number, number> {
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const group = new Map<number, number>();
  const open: number[] = [];
  for (const root of next.keys()) {
    if (order.has(root)) continue;
    const path: { readonly at: number; child: number }[] = [];
    const enter = (at: number): void => {
      order.set(at, order.size);
      low.set(at, order.get(at) ?? 0);
      open.push(at);
      path.push({ at, child: 0 });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const { at } = top;
      const child = next.get(at)?.[top.child++];
      if (child !== undefined) {
        if (!order.has(child)) enter(child);
        else if (!group.has(child)) low.set(at, Math.min(low.get(at) ?? 0, order.get(child) ?? 0));
        continue;
      }
      path.pop();
      const above = path.at(-1);
      if (above) low.set(above.at, Math.min(low.get(above.at) ?? 0, low.get(at) ?? 0));
      if (low.get(at) !== order.get(at)) continue;
      for (let one = open.pop(); one !== undefined; one = one === at ? undefined : open.pop()) group.set(one, at);
    }
  }
  return group;
}
