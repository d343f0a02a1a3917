// Knows: "as if built now, and then this changed": what the change of one file, of one folder or of one line would make the
// builder do anew. Builds nothing; the store that is given stays as it is.
import { buildGraph, type BuildGraph } from '../build/graph';
import type { ShellParser } from '../shell/model';
import type { Instruction } from '../syntax/model';
import { parseDockerfile } from '../syntax/parse';
import { withNodes } from '../context/patch';
import { utf8 } from '../context/byteOrder';
import { nodeAt, walkTree, type ContextNode, type DirectoryNode, type Sha256 } from '../context/tree';
import { costOf, type Costs } from './costs';
import { define } from './definition';
import type { BuildFlags } from './flags';
import type { KeyStore } from './keyStore';
import { learnBuild } from './learn';
import { planBuild } from './planBuild';
import { priceOf } from './price';
import { type CachePlan, type PreviousBuild, type StepPlan } from './plan';
import { assumedFacts, factsOf, type BaseFacts, type SourceFacts } from './sources';

export interface WhatIfInput extends PreviousBuild {
  readonly store: KeyStore;
  readonly costs: Costs;
  readonly sha256: Sha256;
  readonly shell?: ShellParser;
}

export type WhatIfChange =
  /** A change that no instruction sees. */
  | { readonly kind: 'nothing' }
  /** Path in the main context: a file, a link, or a folder for every file in it. */
  | { readonly kind: 'path'; readonly path: string }
  /** Zero-based. `dockerfile`: its path in the context, as its text changes with the line. */
  | { readonly kind: 'line'; readonly line: number; readonly dockerfile?: string };

export type WhatIfAnswer =
  | { readonly kind: 'plan'; readonly plan: CachePlan }
  /** No such file in what the builder is sent. */
  | { readonly kind: 'not-in-context' }
  | { readonly kind: 'no-instruction' };

/** The plan of the next build, were everything built as it is now and then changed. */
export function planAfter(input: WhatIfInput, change: WhatIfChange): WhatIfAnswer {
  const { graph, flags, facts, costs, sha256 } = input;
  // Our edit of a line says nothing of what a person's will do: a RUN that changes may then write anything.
  const shell = input.shell && change.kind !== 'line' ? { shell: input.shell } : {};
  const changed: Changed =
    change.kind === 'nothing'
      ? { graph, facts }
      : change.kind === 'path'
        ? changedFiles(input, change.path)
        : changedLine(input, change);
  if ('kind' in changed) return changed;
  const store = input.store.fork();
  const observe = () => () => 'unseen' as const;
  learnBuild({ graph, flags: built(flags), facts, store, sha256, ...shell, buildId: 'what-if', observe });
  const previous = { graph, flags: built(flags), facts: changed.before ?? facts };
  const plan = planBuild({
    graph: changed.graph,
    facts: changed.facts,
    flags: built(flags),
    store,
    previous,
    costs,
    sha256,
    ...shell,
  });
  return { kind: 'plan', plan: change.kind === 'line' ? asWritten(plan, input, change.line) : plan };
}

/** The steps as they stand in the file: with their own texts and costs, and without the words of our edit. */
function asWritten(plan: CachePlan, { graph, flags, costs, sha256 }: WhatIfInput, line: number): CachePlan {
  const { vertexes } = define(graph, flags, sha256);
  const steps = plan.steps.map((step): StepPlan => {
    const vertex = vertexes.find(({ step: at }) => at?.stage.index === step.stage.index && at.ordinal === step.ordinal);
    if (!vertex?.step) return step;
    const { text, instruction } = vertex.step;
    const isChanged = step.verdict !== 'hit' && instruction.line <= line && line <= instruction.endLine;
    const because: StepPlan['because'] = isChanged
      ? [{ kind: 'instruction-changed', before: text, after: text }]
      : step.because;
    return { ...step, text, because, ...costOf(costs, vertex) };
  });
  return { ...plan, steps, price: priceOf(steps) };
}

/** The question is what the change costs, not what --no-cache does. */
const built = (flags: BuildFlags): BuildFlags => ({ ...flags, noCache: false });

/** `before`: the facts as they are, with words for what nobody knew. */
type Changed = (Pick<PreviousBuild, 'graph' | 'facts'> & { readonly before?: SourceFacts }) | WhatIfAnswer;

function changedFiles({ graph, facts, sha256 }: WhatIfInput, path: string): Changed {
  const node = facts.context && nodeAt(facts.context, path);
  if (!facts.context || !node) return { kind: 'not-in-context' };
  return { graph, facts: { ...facts, context: withOtherBytes(facts.context, path, node, sha256) } };
}

/** Every file at or below the path gets other bytes; links lead elsewhere. */
function withOtherBytes(context: DirectoryNode, path: string, node: ContextNode, sha256: Sha256): DirectoryNode {
  const changes = new Map<string, ContextNode>();
  for (const [at, found] of walkTree(node, path)) {
    if (found.kind === 'file')
      changes.set(at, { ...found, mtime: '', digest: sha256(utf8(`what if ${found.digest ?? ''}`)) });
    else if (found.kind === 'symlink') changes.set(at, { ...found, target: `${found.target}.what-if` });
  }
  return withNodes(context, changes);
}

function changedLine(input: WhatIfInput, { line, dockerfile }: Extract<WhatIfChange, { kind: 'line' }>): Changed {
  const { graph, facts, sha256 } = input;
  const instruction = graph.model.instructions.find((one) => one.line <= line && line <= one.endLine);
  if (!instruction) return { kind: 'no-instruction' };
  const node = dockerfile === undefined ? undefined : facts.context && nodeAt(facts.context, dockerfile);
  const context =
    facts.context && node && dockerfile !== undefined
      ? withOtherBytes(facts.context, dockerfile, node, sha256)
      : facts.context;
  const withFile = { ...facts, context };
  if (instruction.keyword === 'FROM') return withOtherBase(graph, withFile, line);
  const { model } = graph;
  const at = edit(instruction, model.text);
  const text = model.text.slice(0, at.start) + at.text + model.text.slice(at.end ?? at.start);
  return { graph: buildGraph(parseDockerfile(text), graph.options), facts: withFile };
}

/** Another image under the same name: other files, the same config. */
function withOtherBase(graph: BuildGraph, facts: SourceFacts, line: number): Changed {
  const stage = graph.stages.find(({ from }) => from.line <= line && line <= from.endLine);
  if (stage?.base.kind !== 'image') return { graph, facts };
  const { reference } = stage.base;
  // As sources.ts has it for an image that nobody asked for.
  const known = factsOf(facts.bases, reference) ?? assumedFacts(reference);
  const other: BaseFacts = { ...known, keys: [`what if ${reference}`], content: `what if ${reference}` };
  const withBase = (base: BaseFacts): SourceFacts => ({ ...facts, bases: { ...facts.bases, [reference]: base } });
  return { graph, facts: withBase(other), before: withBase(known) };
}

interface Edit {
  readonly start: number;
  readonly end?: number;
  readonly text: string;
}

/** An edit that keeps the instruction what it is and changes what it says. */
function edit(instruction: Instruction, text: string): Edit {
  const flagsEnd = instruction.flags.at(-1)?.span.end ?? instruction.keywordSpan.end;
  switch (instruction.keyword) {
    case 'COPY':
    case 'ADD':
      // Another owner: other files in the image, from the same sources.
      return { start: flagsEnd, text: ' --chown=65432:65432' };
    case 'RUN':
      if (!instruction.json) return { start: flagsEnd, text: ' : &&' };
      break;
    case 'ENV':
    case 'ARG':
      return {
        start: endOf(instruction),
        text: instruction.keyword === 'ARG' && instruction.items.at(-1)?.value === undefined ? '=what-if' : '-what-if',
      };
    default:
  }
  const bracket = instruction.json ? text.indexOf('[', flagsEnd) : -1;
  return bracket === -1 ? { start: endOf(instruction), text: '-what-if' } : { start: bracket + 1, text: '"what-if", ' };
}

const endOf = ({ words, span }: Instruction): number => words.at(-1)?.span.end ?? span.end;
