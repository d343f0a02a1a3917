// Knows: which stages nobody needs: neither the target nor another build of the project.
import type { Stage } from '../build/graph';
import type { TextEdit } from '../base/textEdit';
import type { RuleContext } from './context';
import type { Fix } from './rule';

/** Names of stages that people build by `--target`, whatever the files of the workspace say. */
const BUILT_BY_NAME = new Set(['test', 'tests', 'lint', 'dev', 'development', 'debug', 'ci', 'release', 'export']);

export interface StageUse {
  readonly stage: Stage;
  /** Stages that stand on it or copy from it; empty: nobody does. */
  readonly usedBy: readonly Stage[];
}

/** Stages that no known build needs, in order of text. Empty while the target is not known. */
export function unneededStages({ graph, facts }: RuleContext): readonly StageUse[] {
  if (!graph.target) return [];
  const targets = new Set([...(facts.project?.targets ?? []), ...BUILT_BY_NAME]);
  const needed = new Set(graph.reachable);
  const open = graph.stages.filter(({ name }) => name !== undefined && targets.has(name));
  for (let stage = open.pop(); stage; stage = open.pop()) {
    needed.add(stage.index);
    for (const below of needs(stage)) {
      const other = graph.stages[below];
      if (other && !needed.has(below)) open.push(other);
    }
  }
  const users = new Map<number, Stage[]>();
  for (const stage of graph.stages)
    for (const index of needs(stage)) users.set(index, [...(users.get(index) ?? []), stage]);
  return graph.stages
    .filter(({ index }) => !needed.has(index))
    .map((stage) => ({ stage, usedBy: users.get(stage.index) ?? [] }));
}

const needs = ({ base, uses }: Stage): readonly number[] => (base.kind === 'stage' ? [base.stage, ...uses] : uses);

/** Deletes the stage's lines, the comments that belong to it included. */
export function deleteStage({ graph, model }: RuleContext, stage: Stage): Fix[] {
  const next = graph.stages[stage.index + 1];
  if (!next) return [];
  const edit: TextEdit = { span: { start: startOf(stage, model.text), end: startOf(next, model.text) }, newText: '' };
  return [{ class: 'confirm', title: `Delete the stage ${stage.label}`, edits: [edit] }];
}

/** Start of the line of the first comment that stands right above FROM, or of FROM itself. */
function startOf({ from }: Stage, text: string): number {
  let start = text.lastIndexOf('\n', from.span.start - 1) + 1;
  for (const { span } of [...from.comments].reverse()) {
    const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
    // A blank line between: the comment speaks of something else.
    if (text.slice(text.indexOf('\n', span.end) + 1, start).trim() !== '') break;
    if (/\n[ \t]*\r?\n/.test(text.slice(span.end, start))) break;
    start = lineStart;
  }
  return start;
}
