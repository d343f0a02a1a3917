// Knows: which ops of a Dockerfile are one vertex of the build, and under which of its instructions the builder reports it.
import { utf8 } from '../context/byteOrder';
import type { Sha256 } from '../context/tree';
import type { Effect, KeyPart, Vertex, VertexInput, VertexStep } from './vertex';

/** An op as an instruction made it; several may be one vertex. */
export interface Made {
  /** Index of the vertex. */
  readonly vertex: number;
  /** Index of the op itself. */
  readonly op: number;
}

interface Op {
  readonly vertex: number;
  readonly made: readonly Made[];
  readonly step: VertexStep | undefined;
  readonly ignoreCache: boolean;
}

export class VertexList {
  readonly #vertexes: Vertex[] = [];
  readonly #identities = new Map<string, number>();
  readonly #ops: Op[] = [];

  constructor(private readonly sha256: Sha256) {}

  get length(): number {
    return this.#ops.length;
  }

  /** `made`: the ops it stands on, in the order in which the builder walks them; `inputs` has them as vertexes. */
  add(one: {
    readonly effect: Effect;
    readonly parts: readonly KeyPart[];
    readonly inputs: readonly VertexInput[];
    readonly made: readonly Made[];
    readonly ignoreCache?: boolean;
    readonly step?: VertexStep;
  }): Made {
    const { effect, parts, inputs, made, ignoreCache = false, step } = one;
    const digest = this.sha256(utf8(JSON.stringify([effect.kind, parts.map(({ kind, value }) => [kind, value])])));
    // Equal ops on equal inputs are one vertex (moby/buildkit: solver/jobs.go, loadUnlocked).
    const identity = JSON.stringify([
      digest,
      rawOf(effect),
      inputs.map(({ vertex: index, selector }) => [index, selector]),
    ]);
    let vertex = this.#identities.get(identity);
    if (vertex === undefined) {
      vertex = this.#vertexes.push({ effect, parts, digest, inputs, ignoreCache: false }) - 1;
      this.#identities.set(identity, vertex);
    }
    return { vertex, op: this.#ops.push({ vertex, made, step, ignoreCache }) - 1 };
  }

  /**
   * The vertexes, each with the step that names it: of several ops the one that the builder reaches last on its way from
   * the target, inputs first (client/llb/state.go, marshal and mergeMetadata). What it does not reach has no step.
   */
  named(target: Made | undefined): readonly Vertex[] {
    const named = [...this.#vertexes];
    for (const index of this.#order(target)) {
      const op = this.#ops[index];
      const vertex = op && named[op.vertex];
      if (!vertex) continue;
      const ignoreCache = vertex.ignoreCache || op.ignoreCache;
      named[op.vertex] = { ...vertex, ignoreCache, ...(op.step && { step: op.step }) };
    }
    return named;
  }

  /** Depth first, each op once, after all that it stands on. A stack of our own: chains may be long. */
  #order(target: Made | undefined): number[] {
    const order: number[] = [];
    const seen = new Set<number>();
    const stack: { readonly op: number; next: number }[] = [];
    const enter = (op: number): void => {
      if (seen.has(op)) return;
      seen.add(op);
      stack.push({ op, next: 0 });
    };
    if (target) enter(target.op);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const below = this.#ops[top.op]?.made[top.next++];
      if (below) {
        enter(below.op);
        continue;
      }
      order.push(top.op);
      stack.pop();
    }
    return order;
  }
}

/** What tells two ops apart that have one key: the whole source path, the name of a context. */
const rawOf = (effect: Effect): unknown =>
  effect.kind === 'copy'
    ? effect.actions.map(({ query: { path }, input }) => [path, input])
    : effect.kind === 'local'
      ? effect.name
      : '';
