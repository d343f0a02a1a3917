// Knows: model → stages, what each stands on, and which of them a target needs.
// Sources: moby/buildkit: frontend/dockerfile/dockerfile2llb/convert.go; moby: daemon/builder/dockerfile (classic).
import type { Problem } from '../base/problem';
import { expand, type Variables } from '../syntax/expand';
import { flagOf, type DockerfileModel, type FromInstruction, type Instruction } from '../syntax/model';
import { globalArguments } from './globalArgs';
import { mountSources } from './mounts';
import { triggersOf } from './onbuild';
import type { BuildOptions } from './options';

export type StageBase =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: number }
  /** `reference` is expanded; empty when it cannot be known. */
  | { readonly kind: 'image'; readonly reference: string };

export interface Stage {
  readonly index: number;
  readonly from: FromInstruction;
  /** Lower-cased, as the builder stores it; undefined for an unnamed stage. */
  readonly name?: string;
  /** Its name, or `stage-<index>`. */
  readonly label: string;
  readonly base: StageBase;
  /** Instructions after FROM, in order. */
  readonly steps: readonly Instruction[];
  /** Stages whose files it uses through COPY --from or RUN --mount=from, by index. */
  readonly uses: readonly number[];
}

export interface BuildGraph {
  readonly model: DockerfileModel;
  readonly options: BuildOptions;
  /** ARGs before the first FROM, and the builder's own, with their values. */
  readonly globals: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
  /** Undefined when there is no stage, or none of the name asked for. */
  readonly target?: Stage;
  /** Indexes of the stages that the target needs, itself included. */
  readonly reachable: ReadonlySet<number>;
  /** The target and the stages it stands on, bottom first: only their steps are in the image. */
  readonly chain: readonly Stage[];
  readonly problems: readonly Problem[];
}

/** A chain of more stages is nobody's Dockerfile (an image has at most 127 layers); what stands on it counts as standing on an unknown image. */
const DEEPEST = 128;

const variablesOf = (values: ReadonlyMap<string, string>): Variables => ({ get: (name) => values.get(name) });

export function buildGraph(model: DockerfileModel, options: BuildOptions): BuildGraph {
  const problems: Problem[] = [];
  const globals = globalArguments(model, options);
  const stages: Stage[] = [];
  const byName = new Map<string, number>();
  const depths: number[] = [];
  for (const [from, steps] of splitStages(model.instructions)) {
    const index = stages.length;
    const name = stageName(from);
    const found = baseOf(from, globals, byName, options, model.escape);
    const depth = found.kind === 'stage' ? (depths[found.stage] ?? 0) + 1 : 0;
    const base: StageBase = depth > DEEPEST ? { kind: 'image', reference: '' } : found;
    depths.push(depth > DEEPEST ? 0 : depth);
    const triggers = triggersOf(base, base.kind === 'stage' ? stages[base.stage]?.steps : undefined, options);
    const uses = [...triggers, ...steps].flatMap((step) => sourcesOf(step, index, byName, options));
    stages.push({
      index,
      from,
      label: name ?? `stage-${String(index)}`,
      base,
      steps,
      uses,
      ...(name !== undefined && { name }),
    });
    // Of two stages with one name the later wins for look-ups (BuildKit: addState).
    if (name !== undefined) byName.set(name, index);
  }
  const target = findTarget(stages, byName, options);
  if (options.target !== '' && !target && model.instructions.length > 0) {
    const at = model.instructions[0];
    if (at)
      problems.push({
        code: 'target-not-found',
        span: at.keywordSpan,
        message: `There is no stage named ${options.target}.`,
      });
  }
  return {
    model,
    options,
    globals,
    stages,
    ...(target && { target }),
    reachable: reachableFrom(target, stages),
    chain: chainOf(target, stages),
    problems,
  };
}

/** The stage and those it stands on, bottom first. */
export function chainOf(stage: Stage | undefined, stages: readonly Stage[]): Stage[] {
  const chain: Stage[] = [];
  for (let at = stage; at; at = at.base.kind === 'stage' ? stages[at.base.stage] : undefined) chain.unshift(at);
  return chain;
}

function splitStages(instructions: readonly Instruction[]): [FromInstruction, Instruction[]][] {
  const groups: [FromInstruction, Instruction[]][] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') groups.push([instruction, []]);
    else groups[groups.length - 1]?.[1].push(instruction);
  }
  return groups;
}

function stageName(from: FromInstruction): string | undefined {
  if (from.as?.text.toLowerCase() !== 'as' || !from.stageName) return undefined;
  const name = from.stageName.text.toLowerCase();
  return /^[a-z][a-z0-9-_.]*$/.test(name) ? name : undefined;
}

function baseOf(
  from: FromInstruction,
  globals: ReadonlyMap<string, string>,
  byName: ReadonlyMap<string, number>,
  options: BuildOptions,
  escape: '\\' | '`',
): StageBase {
  const expansion = expand(from.image?.text ?? '', variablesOf(globals), { escape });
  const reference = expansion.error === undefined ? expansion.text : '';
  // BuildKit looks the base up as written among lower-cased names; the classic builder ignores case.
  const stage = byName.get(options.builder === 'buildkit' ? reference : reference.toLowerCase());
  if (stage !== undefined) return { kind: 'stage', stage };
  if (reference === 'scratch') return { kind: 'scratch' };
  return { kind: 'image', reference };
}

/** Earlier stages that an instruction takes files from. */
function sourcesOf(
  step: Instruction,
  index: number,
  byName: ReadonlyMap<string, number>,
  options: BuildOptions,
): number[] {
  if (step.keyword === 'ONBUILD') return [];
  if (step.keyword === 'COPY') {
    const from = flagOf(step, 'from')?.value;
    if (from === undefined || from === '') return [];
    if (/^\d+$/.test(from)) return Number(from) < index ? [Number(from)] : [];
    const stage = byName.get(from.toLowerCase());
    return stage === undefined ? [] : [stage];
  }
  if (step.keyword !== 'RUN' || options.builder === 'classic') return [];
  return mountSources(step).flatMap((from) => {
    const stage = byName.get(from.toLowerCase());
    return stage === undefined ? [] : [stage];
  });
}

function findTarget(
  stages: readonly Stage[],
  byName: ReadonlyMap<string, number>,
  { target, builder }: BuildOptions,
): Stage | undefined {
  if (target === '') return stages[stages.length - 1];
  // Of two stages with one name buildah takes the first (openshift/imagebuilder: builder.go, ThroughTarget).
  const first = builder === 'buildah' ? stages.find(({ name }) => name === target.toLowerCase()) : undefined;
  const index = first?.index ?? byName.get(target.toLowerCase());
  if (index !== undefined) return stages[index];
  // `stage-2` is our own word for an unnamed stage; builders do not take it, users of the picker do.
  return stages.find((stage) => stage.name === undefined && stage.label === target);
}

function reachableFrom(target: Stage | undefined, stages: readonly Stage[]): Set<number> {
  const reached = new Set<number>();
  const pending = target ? [target.index] : [];
  for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
    if (reached.has(index)) continue;
    reached.add(index);
    const stage = stages[index];
    if (!stage) continue;
    pending.push(...stage.uses);
    if (stage.base.kind === 'stage') pending.push(stage.base.stage);
  }
  return reached;
}
