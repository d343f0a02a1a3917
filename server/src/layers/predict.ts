// Knows: BuildGraph → the history entries that a build of the target will make, in build order, base entries left out.
import { knownSize, unknownSize, type SizeEstimate } from '../base/certainty';
import { cleanPath } from '../base/posixPath';
import { chainOf, type BuildGraph, type Stage } from '../build/graph';
import type { BuildOptions } from '../build/options';
import { Scope } from '../build/scope';
import type { Instruction } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import { buildahText } from './buildahText';
import { buildkitText } from './buildkitText';
import { classicText } from './classicText';
import type { HistoryWriter } from './historyText';
import { sizeFromText } from './size';

export interface PredictedEntry {
  /** `created_by` as the builder will write it. */
  readonly createdBy: string;
  /** False when the text hangs on something that text alone cannot tell (a base image's variables, a file hash). */
  readonly textIsSure: boolean;
  /** What other versions of the builder would have written for the same instruction. */
  readonly alternatives: readonly string[];
  /** True: no layer. False: a layer. Null: cannot be known beforehand. */
  readonly empty: boolean | null;
  /** The instruction that makes it; for an ONBUILD trigger the FROM that fires it, as the builder says. */
  readonly instruction: Instruction;
  /** Zero-based line of `instruction`. */
  readonly line: number;
  readonly stage: Stage;
  readonly size: SizeEstimate;
  /** What it does, when that is not `instruction`: the trigger of an ONBUILD. */
  readonly trigger?: Instruction;
}

/** All entries of the target's chain, bottom stage first. Empty when there is no target. */
export function predictHistory(graph: BuildGraph, target: Stage | undefined = graph.target): PredictedEntry[] {
  const entries: PredictedEntry[] = [];
  let scope: Scope | undefined;
  let below: Stage | undefined;
  const directories = new Set<string>();
  let hasFiles = false;
  for (const stage of chainOf(target, graph.stages)) {
    scope = scope?.child() ?? scopeOnBase(stage, graph);
    hasFiles ||= stage.base.kind !== 'scratch' && stage.base.kind !== 'stage';
    const writer = writerFor(graph.options);
    for (const { step, trigger } of stepsOf(stage, below, graph)) {
      const acts = trigger ?? step;
      const facts = { fileSystemIsEmpty: !hasFiles, madeDirectories: directories };
      const entry = writer(acts, scope, facts);
      if (!entry) continue;
      if (entry.empty !== true) hasFiles = true;
      if (acts.keyword === 'WORKDIR') for (const path of withParents(scope.workdir)) directories.add(path);
      entries.push({
        createdBy: entry.text,
        textIsSure: entry.sure,
        alternatives: entry.alternatives ?? [],
        empty: entry.empty,
        instruction: step,
        line: step.line,
        stage,
        size: sizeOf(acts, entry.empty, scope, graph.options),
        ...(trigger && { trigger }),
      });
    }
    below = stage;
  }
  return entries;
}

function writerFor(options: BuildOptions): HistoryWriter {
  if (options.builder === 'classic') return classicText(options.frontend);
  if (options.builder === 'buildah') return buildahText;
  return buildkitText(options.frontend, options.platform.os === 'windows');
}

/** What a stage that stands on no other stage starts with. */
export function scopeOnBase(stage: Stage, graph: BuildGraph): Scope {
  const { options, globals, model } = graph;
  const { base } = stage;
  if (base.kind === 'scratch') {
    // BuildKit gives an empty image a working directory (dockerfile2llb/image.go, emptyImage).
    return Scope.onImage(options, model.escape, globals, { env: [], workingDir: '/', user: '', onBuild: [] });
  }
  const known = base.kind === 'image' && base.reference !== '' ? options.base(base.reference) : undefined;
  return Scope.onImage(options, model.escape, globals, known);
}

interface Step {
  readonly step: Instruction;
  readonly trigger?: Instruction;
}

/** The stage's own steps, after the ONBUILD triggers of what it stands on. */
function stepsOf(stage: Stage, below: Stage | undefined, graph: BuildGraph): Step[] {
  const own = stage.steps.map((step) => ({ step }));
  return [...triggersOf(stage, below, graph).map((trigger) => ({ step: stage.from, trigger })), ...own];
}

function triggersOf(stage: Stage, below: Stage | undefined, graph: BuildGraph): Instruction[] {
  const { options } = graph;
  const { base } = stage;
  if (base.kind === 'image') {
    const known = options.base(base.reference);
    return (known?.onBuild ?? []).flatMap((text) => parseDockerfile(text).instructions.slice(0, 1));
  }
  // Frontend 1.11 alone forgot the triggers of a parent in the same file (moby/buildkit: 4cf7a1a0d, 5d3589fe5).
  if (options.builder === 'buildkit' && options.frontend === 11) return [];
  return (below?.steps ?? []).flatMap((step) => (step.keyword === 'ONBUILD' && step.trigger ? [step.trigger] : []));
}

function* withParents(path: string): Iterable<string> {
  const parts = cleanPath(path).split('/');
  for (let i = 2; i <= parts.length; i++) yield parts.slice(0, i).join('/');
}

function sizeOf(instruction: Instruction, empty: boolean | null, scope: Scope, options: BuildOptions): SizeEstimate {
  if (empty === true) return knownSize(0, 'Metadata only: no layer.');
  return sizeFromText(instruction, scope, options) ?? unknownSize('Unknown until built: it depends on what the step does.');
}
