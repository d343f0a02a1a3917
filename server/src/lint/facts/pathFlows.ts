// Knows: the path flow of a file as rules ask for it: computed once per run of the rules, with what the context tells of
// each COPY, and what several rules say of a step, of bytes and of lines.
import { formatBytes } from '../../base/bytes';
import { cleanPath } from '../../base/posixPath';
import type { SizeEstimate } from '../../base/certainty';
import { select } from '../../context/select';
import { nodeAt, type ContextNode } from '../../context/tree';
import type { Stage } from '../../build/graph';
import { pathFlows } from '../../layers/pathFlow';
import type { CopiedNode, CopiedSource, FlowScope, PathAct, PathActKind, StepFlow } from '../../layers/pathFlowModel';
import type { AddInstruction, CopyInstruction } from '../../syntax/model';
import type { ContextSource, RuleContext, StageRun } from '../context';
import { baseOf } from './baseImage';
import { entering, weightOf } from './contextFact';
import type { StepScope } from './stepScope';
import type { Severity } from '../rule';

export type { PathAct, StepFlow, Touch } from '../../layers/pathFlowModel';

const known = new WeakMap<RuleContext, readonly (readonly StepFlow[])[]>();

/** The steps of a stage, those of the stages below left out: what these wrote, its acts touch all the same. */
export function flowOf(context: RuleContext, stage: Stage): readonly StepFlow[] {
  let flows = known.get(context);
  if (!flows) {
    flows = makeFlows(context);
    known.set(context, flows);
  }
  return flows[stage.index] ?? [];
}

/** The steps of a stage and of all it stands on, bottom first. */
export const chainFlow = (context: RuleContext, stage: Stage): readonly StepFlow[] =>
  context.chainOf(stage).flatMap((one) => flowOf(context, one));

export interface ActAt {
  readonly step: StepFlow;
  readonly act: PathAct;
}

const byKind = new WeakMap<RuleContext, ReadonlyMap<PathActKind, readonly ActAt[]>>();

/** Every act of one kind, of every stage, triggers left out, in order of text. */
export function everyAct(context: RuleContext, kind: PathActKind): readonly ActAt[] {
  let acts = byKind.get(context);
  if (!acts) {
    const found = new Map<PathActKind, ActAt[]>();
    for (const stage of context.graph.stages)
      for (const step of flowOf(context, stage)) {
        if (step.isTrigger) continue;
        for (const act of step.acts) {
          const list = found.get(act.kind);
          if (list) list.push({ step, act });
          else found.set(act.kind, [{ step, act }]);
        }
      }
    acts = found;
    byKind.set(context, acts);
  }
  return acts.get(kind) ?? [];
}

function makeFlows(context: RuleContext): readonly (readonly StepFlow[])[] {
  const sources = sourcesByInstruction(context);
  const fact = context.facts.context;
  return pathFlows({
    graph: context.graph,
    script: (instruction) => context.runAt(instruction),
    scope: (stage, index) => placedScope(context, stage, context.scopeBefore(stage, index)),
    copied: (instruction, i) => {
      const word = instruction.sources[i];
      const source = sources.get(instruction)?.find((one) => one.word === word);
      if (!source || !fact) return undefined;
      const { path, ...options } = source.query;
      const { matches, missing } = select(entering(fact), path, options, fact.sha256);
      return missing
        ? undefined
        : matches.map((match): CopiedSource => ({ name: nameOf(match.path), node: copiedNode(match.node) }));
    },
  });
}

/** What a relative path hangs on: the base image's own directory where it is known, else `/`, which the flow then marks. */
function placedScope(context: RuleContext, stage: Stage, scope: StepScope): FlowScope {
  if (scope.workdirSure) return scope;
  const place = baseOf(context, stage).workdir;
  if (place === '/') return scope;
  const { user, workdir } = scope;
  return {
    workdir: cleanPath(`${place ?? ''}${workdir}`),
    isGuess: place === undefined,
    user,
    get: (name) => scope.get(name),
    resolve: (text) => scope.resolve(text),
  };
}

/** The path of an act as a message names it: relative where it hangs on a working directory that nobody knows. */
export const shown = ({ path, isGuess }: PathAct): string =>
  isGuess !== true ? path : path === '/' ? '.' : path.slice(1);

function sourcesByInstruction(
  context: RuleContext,
): ReadonlyMap<CopyInstruction | AddInstruction, readonly ContextSource[]> {
  const sources = new Map<CopyInstruction | AddInstruction, ContextSource[]>();
  for (const source of context.contextSources()) {
    const list = sources.get(source.instruction) ?? [];
    list.push(source);
    sources.set(source.instruction, list);
  }
  return sources;
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function copiedNode(node: ContextNode): CopiedNode {
  return {
    kind: node.kind === 'file' || node.kind === 'directory' ? node.kind : 'other',
    bytes: weightOf(node).bytes,
    mode: node.mode,
    at(relative) {
      const found = node.kind === 'directory' ? nodeAt(node, relative) : undefined;
      return found && copiedNode(found);
    },
    names: () => (node.kind === 'directory' ? node.children.keys() : []),
  };
}

/** The RUN of a step as edits want it. */
export const runOf = (context: RuleContext, { instruction }: StepFlow): StageRun | undefined =>
  context.runAt(instruction);

/** One-based, as editors show it. */
export const lineOf = ({ instruction }: StepFlow): string => String(instruction.line + 1);

/** `line 3`, `lines 3 and 5`, `lines 3, 5 and 9`, with `and N more` behind five. */
export function linesOf(steps: readonly StepFlow[]): string {
  const lines = [...new Set(steps.map(({ instruction }) => instruction.line + 1))].sort((a, b) => a - b);
  const shown = lines.slice(0, 5).map(String);
  const more = lines.length - shown.length;
  if (more > 0) return `lines ${shown.join(', ')} and ${String(more)} more`;
  const last = shown.pop() ?? '';
  return shown.length === 0 ? `line ${last}` : `lines ${shown.join(', ')} and ${last}`;
}

/** ` (12 MB)`, ` (about 12 MB)`, ` (at least 12 MB)`; empty when nothing is known. */
export function bytesNote({ likely, low, certainty }: SizeEstimate): string {
  if (likely !== null) return ` (${certainty === 'estimated' ? 'about ' : ''}${formatBytes(likely)})`;
  return low === null || low === 0 ? '' : ` (at least ${formatBytes(low)})`;
}

/** Layer and size faults of a stage that never ships cost build cache only. */
export const whereShipped = (context: RuleContext, { stage }: StepFlow): { severity?: Severity } =>
  context.isShipped(stage) ? {} : { severity: 'hint' };

/** Bytes in the layer, as the built image has them; undefined without one, or when the line made none. */
export const layerBytes = (context: RuleContext, { instruction }: StepFlow): number | undefined =>
  context.facts.image?.layers.find(({ line }) => line === instruction.line)?.bytes;
