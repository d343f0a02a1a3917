// Knows: BuildGraph → the history entries that a build of the target will make, in build order, base entries left out.
import { knownSize, unknownSize, type SizeEstimate } from '../base/certainty';
import { cleanPath } from '../base/posixPath';
import { chainOf, type BuildGraph, type Stage } from '../build/graph';
import { triggersOf } from '../build/onbuild';
import type { BuildOptions } from '../build/options';
import { Scope } from '../build/scope';
import type { Instruction } from '../syntax/model';
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
  let below: StageEnd | undefined;
  for (const stage of chainOf(target, graph.stages)) {
    const predicted: StagePrediction = predictStage(stage, below, graph);
    for (const entry of predicted.entries) entries.push(entry);
    below = predicted.end;
  }
  return entries;
}

/** The own entries of every stage, by its index, what it stands on left out. */
export function predictStages(graph: BuildGraph): (readonly PredictedEntry[])[] {
  const predictions: StagePrediction[] = [];
  for (const stage of graph.stages) {
    const below = stage.base.kind === 'stage' ? predictions[stage.base.stage]?.end : undefined;
    predictions.push(predictStage(stage, below, graph));
  }
  return predictions.map(({ entries }) => entries);
}

/** What a stage leaves to those that stand on it. */
interface StageEnd {
  readonly stage: Stage;
  readonly scope: Scope;
  readonly directories: ReadonlySet<string>;
  readonly hasFiles: boolean;
}

interface StagePrediction {
  readonly entries: readonly PredictedEntry[];
  readonly end: StageEnd;
}

function predictStage(stage: Stage, below: StageEnd | undefined, graph: BuildGraph): StagePrediction {
  const entries: PredictedEntry[] = [];
  const scope = below?.scope.child() ?? scopeOnBase(stage, graph);
  const directories = new Set(below?.directories);
  let hasFiles = (below?.hasFiles ?? false) || stage.base.kind === 'image';
  const writer = writerFor(graph.options);
  for (const { step, trigger } of stepsOf(stage, below?.stage, graph)) {
    const acts = trigger ?? step;
    const entry = writer(acts, scope, { fileSystemIsEmpty: !hasFiles, madeDirectories: directories });
    if (!entry) continue;
    if (entry.empty !== true) hasFiles = true;
    if (acts.keyword === 'WORKDIR') addWithParents(directories, cleanPath(scope.workdir));
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
  return { entries, end: { stage, scope, directories, hasFiles } };
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
  // Buildah heeds the escape directive at line ends alone (openshift/imagebuilder: shell_parser.go).
  const escape = options.builder === 'buildah' ? '\\' : model.escape;
  if (base.kind === 'scratch') {
    // BuildKit gives an empty image a working directory (dockerfile2llb/image.go, emptyImage).
    return Scope.onImage(options, escape, globals, { env: [], workingDir: '/', user: '', onBuild: [] });
  }
  const known = base.kind === 'image' && base.reference !== '' ? options.base(base.reference) : undefined;
  return Scope.onImage(options, escape, globals, known);
}

export interface Step {
  readonly step: Instruction;
  readonly trigger?: Instruction;
}

/** The stage's own steps, after the ONBUILD triggers of what it stands on. */
export function stepsOf(stage: Stage, below: Stage | undefined, graph: BuildGraph): Step[] {
  const own = stage.steps.map((step) => ({ step }));
  return [
    ...triggersOf(stage.base, below?.steps, graph.options).map((trigger) => ({ step: stage.from, trigger })),
    ...own,
  ];
}

function addWithParents(directories: Set<string>, path: string): void {
  for (let at = path; at !== '' && !directories.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf('/'))))
    directories.add(at);
}

function sizeOf(instruction: Instruction, empty: boolean | null, scope: Scope, options: BuildOptions): SizeEstimate {
  if (empty === true) return knownSize(0, 'Metadata only: no layer.');
  return (
    sizeFromText(instruction, scope, options) ?? unknownSize('Unknown until built: it depends on what the step does.')
  );
}
