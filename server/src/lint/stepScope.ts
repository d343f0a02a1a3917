// Knows: what is in effect at each step of each stage: working directory, user, shell, variables. Read once per run of the
// rules, kept small: a value is kept where it is set, not at each step.
import { Scope } from '../build/scope';
import type { BuildGraph, Stage } from '../build/graph';
import { scopeOnBase, stepsOf } from '../layers/predict';
import { expand } from '../syntax/expand';

/** In effect before a step. */
export interface StepScope {
  /** Absolute; `/` when none was set. */
  readonly workdir: string;
  /** False while it hangs on a base image that we do not know. */
  readonly workdirSure: boolean;
  /** Empty: nobody set one here or, when `baseIsKnown`, in the base. */
  readonly user: string;
  readonly shell: readonly string[];
  /** False when nobody knows what the base image sets. */
  readonly baseIsKnown: boolean;
  /** Value of an ARG or ENV; undefined: not set as far as the text and the base tell. */
  get(name: string): string | undefined;
  /** Text with its variables replaced; undefined when one of them is not known. */
  resolve(text: string): string | undefined;
  /** Names that an ARG or ENV of the stage, or of those below, declares, with or without a value. */
  declares(name: string): boolean;
}

interface Setting {
  readonly from: number;
  readonly value: string | undefined;
}

interface StageScopes {
  readonly atEnd: Scope;
  readonly before: readonly StepScope[];
  readonly end: StepScope;
}

/** Scopes of all stages, computed stage by stage when asked. */
export class StepScopes {
  readonly #stages = new Map<number, StageScopes>();

  constructor(private readonly graph: BuildGraph) {}

  /** Before the step of that index; behind the last: at the stage's end. */
  before(stage: Stage, index: number): StepScope {
    const scopes = this.#of(stage);
    return scopes.before[index] ?? scopes.end;
  }

  #of(stage: Stage): StageScopes {
    // A chain may be long: from its bottom, so that nothing nests.
    const chain: Stage[] = [];
    for (let at: Stage | undefined = stage; at && !this.#stages.has(at.index); at = this.#below(at)) chain.unshift(at);
    for (const one of chain) this.#stages.set(one.index, this.#read(one));
    const found = this.#stages.get(stage.index);
    if (!found) throw new Error(`no scopes of stage ${stage.label}`);
    return found;
  }

  #below({ base }: Stage): Stage | undefined {
    return base.kind === 'stage' ? this.graph.stages[base.stage] : undefined;
  }

  #read(stage: Stage): StageScopes {
    const { graph } = this;
    const below = this.#below(stage);
    const scope = below ? this.#stages.get(below.index)?.atEnd.child() : undefined;
    const current = scope ?? scopeOnBase(stage, graph);
    const settings = new Map<string, Setting[]>();
    const record = (name: string, from: number): void => {
      const list = settings.get(name) ?? [];
      list.push({ from, value: current.get(name) });
      settings.set(name, list);
    };
    for (const name of current.environment.keys()) record(name, -1);
    const declared = new Map<string, number>();
    for (const { name } of current.args) declared.set(name, -1);
    const valueAt = (name: string, index: number): string | undefined =>
      settings.get(name)?.findLast(({ from }) => from < index)?.value;
    const view = (index: number): StepScope => {
      const { workdir, workdirSure, user, shell, baseIsKnown } = current;
      const get = (name: string): string | undefined => valueAt(name, index);
      return {
        workdir: workdir === '' ? '/' : workdir,
        workdirSure,
        user,
        shell,
        baseIsKnown,
        get,
        resolve: (text) => {
          const expansion = expand(text, { get }, { escape: graph.model.escape });
          return expansion.error === undefined && expansion.unset.size === 0 ? expansion.text : undefined;
        },
        declares: (name) => (declared.get(name) ?? Infinity) < index || valueAt(name, index) !== undefined,
      };
    };
    for (const { trigger } of stepsOf(stage, below, graph)) {
      if (!trigger) continue;
      current.apply(trigger);
      if (trigger.keyword === 'ENV') for (const { key } of trigger.pairs) record(key.text, -1);
      if (trigger.keyword === 'ARG') for (const { name } of trigger.items) record(name.text, -1);
    }
    const before = stage.steps.map((step, index) => {
      const seen = view(index);
      current.apply(step);
      if (step.keyword === 'ENV') for (const { key } of step.pairs) record(key.text, index);
      if (step.keyword === 'ARG') {
        for (const { name } of step.items) {
          record(name.text, index);
          if (!declared.has(name.text)) declared.set(name.text, index);
        }
      }
      return seen;
    });
    return { atEnd: current, before, end: view(stage.steps.length) };
  }
}
