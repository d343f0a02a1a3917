// Knows: what is in effect at each step of each stage: working directory, user, shell, variables. Read once per run of the
// rules, kept small: a value is kept where it is set, not at each step.
import type { Scope } from '../../build/scope';
import type { BuildGraph, Stage } from '../../build/graph';
import { scopeOnBase, stepsOf } from '../../layers/predict';
import { expand } from '../../syntax/expand';
import type { ArgInstruction, DockerfileModel, Instruction } from '../../syntax/model';
import { imageFacts } from './imageFacts';

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
  /** ENV is in the image's config and so in every stage on top; ARG is not. */
  readonly isEnv: boolean;
}

/** What a stage hands on: the last ENV of a name, and the last value of any kind. */
interface Handed {
  readonly config: string | undefined;
  readonly any: string | undefined;
}

interface StageScopes {
  /** SHELL of the image below as far as its name tells, while no SHELL of this file stands above. */
  readonly shell: readonly string[] | undefined;
  readonly atEnd: Scope;
  readonly before: readonly StepScope[];
  readonly end: StepScope;
  handsOn(name: string): Handed;
  declares(name: string): boolean;
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
    const under = below && this.#stages.get(below.index);
    const current = under?.atEnd.child() ?? scopeOnBase(stage, graph);
    // Values of the base image; those of a stage below are asked of that stage.
    const base = under ? undefined : new Map(current.environment);
    const settings = new Map<string, Setting[]>();
    const declared = new Map<string, number>();
    const record = (step: Instruction, from: number): void => {
      const isEnv = step.keyword === 'ENV';
      const names = isEnv ? step.pairs.map(({ key }) => key.text) : step.keyword === 'ARG' ? argNames(step) : [];
      for (const name of names) {
        const list = settings.get(name) ?? [];
        list.push({ from, value: current.get(name), isEnv });
        settings.set(name, list);
        if (!isEnv && !declared.has(name)) declared.set(name, from);
      }
    };
    let ownShell = under ? under.shell : shellOfImage(stage);
    const keepsArgs = graph.options.builder === 'buildkit';
    const atStart = (name: string): Handed => {
      if (!under) return { config: base?.get(name), any: base?.get(name) };
      const { config, any } = under.handsOn(name);
      return { config, any: config ?? (keepsArgs ? any : undefined) };
    };
    const valueAt = (name: string, index: number): string | undefined =>
      settings.get(name)?.findLast(({ from }) => from < index)?.value ?? atStart(name).any;
    const declares = (name: string, index: number): boolean =>
      (declared.get(name) ?? Infinity) < index || under?.declares(name) === true || valueAt(name, index) !== undefined;
    const view = (index: number): StepScope => {
      const { workdir, workdirSure, user, baseIsKnown } = current;
      // The target's platform and the base's config may not be known, and the image's name or a comment still tells.
      const shell = shellSaidAbove(graph.model, stage, index) ?? ownShell ?? current.shell;
      const get = (name: string): string | undefined => valueAt(name, index);
      return {
        workdir: workdir === '' ? '/' : workdir,
        workdirSure,
        user,
        shell,
        baseIsKnown,
        get,
        resolve: (text) => {
          if (!/[$'"\\`]/.test(text)) return text;
          const expansion = expand(text, { get }, { escape: graph.model.escape });
          return expansion.error === undefined && expansion.unset.size === 0 ? expansion.text : undefined;
        },
        declares: (name) => declares(name, index),
      };
    };
    for (const { trigger } of stepsOf(stage, below, graph)) {
      if (!trigger) continue;
      current.apply(trigger);
      if (trigger.keyword === 'SHELL') ownShell = undefined;
      record(trigger, -1);
    }
    const saysShell = SAYS_SHELL.test(graph.model.text);
    let seen = view(0);
    const before = stage.steps.map((step, index) => {
      // Most steps change nothing of it: they share one.
      if (index > 0 && (saysShell || CHANGES.has(stage.steps[index - 1]?.keyword ?? 'UNKNOWN'))) seen = view(index);
      const mine = seen;
      current.apply(step);
      if (step.keyword === 'SHELL') ownShell = undefined;
      record(step, index);
      return mine;
    });
    const end = view(stage.steps.length);
    return {
      shell: ownShell,
      atEnd: current,
      before,
      end,
      handsOn: (name) => {
        const list = settings.get(name);
        const start = list?.some(({ isEnv }) => isEnv) === true ? undefined : atStart(name);
        return {
          config: list?.findLast(({ isEnv }) => isEnv)?.value ?? start?.config,
          any: list?.[list.length - 1]?.value ?? (start ?? atStart(name)).any,
        };
      },
      declares: (name) => declares(name, stage.steps.length),
    };
  }
}

/** Instructions that change what later steps see. */
const CHANGES: ReadonlySet<string> = new Set(['ENV', 'ARG', 'WORKDIR', 'USER', 'SHELL']);

const SHELL_OF_WINDOWS: readonly string[] = ['cmd', '/S', '/C'];

function shellOfImage({ base }: Stage): readonly string[] | undefined {
  if (base.kind !== 'image') return undefined;
  const { family, ownShell } = imageFacts(base.reference);
  return ownShell ?? (family === 'windows' ? SHELL_OF_WINDOWS : undefined);
}

const SAYS_SHELL = /hadolint\s+shell\s*=/;

/** hadolint's `# hadolint shell=powershell`, in the stage: holds until a SHELL. */
function shellSaidAbove(model: DockerfileModel, stage: Stage, index: number): readonly string[] | undefined {
  const step = stage.steps[index];
  if (!step || !SAYS_SHELL.test(model.text)) return undefined;
  const last = stage.steps.slice(0, index).findLast(({ keyword }) => keyword === 'SHELL') ?? stage.from;
  const said = model.comments.findLast(
    ({ text, span }) =>
      span.start > last.span.start && span.start < step.span.start && /^hadolint\s+shell\s*=/.test(text),
  );
  const name = said && /=\s*(\S+)/.exec(said.text)?.[1];
  return name === undefined ? undefined : [name];
}

const argNames = (step: ArgInstruction): string[] => step.items.map(({ name }) => name.text);
