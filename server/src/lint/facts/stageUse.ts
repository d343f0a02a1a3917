// Knows: which stages nobody needs: neither the target nor another build of the project.
import type { Stage } from '../../build/graph';
import type { TextEdit } from '../../base/textEdit';
import type { RuleContext } from '../context';
import type { Fix } from '../rule';

/** Stages that people build by `--target`, whatever the files of the workspace say. */
const BUILT_BY_NAME =
  /^(?:tests?|lint|dev|devel|development|debug|ci|release|export|update|bench|docs|validate)(?:[-_].*)?$/;

export interface StageUse {
  readonly stage: Stage;
  /** Stages that stand on it or copy from it; empty: nobody does. */
  readonly usedBy: readonly Stage[];
}

/** Stages that no known build needs, in order of text. Empty while the target is not known. */
export function unneededStages({ graph, facts }: RuleContext): readonly StageUse[] {
  if (!graph.target) return [];
  const targets = new Set(facts.project?.targets);
  const needed = new Set(graph.reachable);
  // The last one is what a build without `--target` makes, and not every such build stands in a file.
  const open = graph.stages.filter((stage) => stage === graph.stages.at(-1) || isBuiltByName(stage, targets));
  for (let stage = open.pop(); stage; stage = open.pop()) {
    needed.add(stage.index);
    for (const below of needs(stage)) {
      const other = graph.stages[below];
      if (other && !needed.has(below)) open.push(other);
    }
  }
  for (const { name, index } of graph.stages)
    if (name !== undefined && mayBeMeant(graph.stages, name)) needed.add(index);
  const users = new Map<number, Stage[]>();
  for (const stage of graph.stages)
    for (const index of needs(stage)) users.set(index, [...(users.get(index) ?? []), stage]);
  return graph.stages
    .filter(({ index }) => !needed.has(index))
    .map((stage) => ({ stage, usedBy: users.get(stage.index) ?? [] }));
}

const isBuiltByName = ({ name }: Stage, targets: ReadonlySet<string>): boolean =>
  name !== undefined && (targets.has(name) || BUILT_BY_NAME.test(name));

const dynamic = new WeakMap<readonly Stage[], readonly string[]>();

/** True when a name with a variable in it may be this one. */
export function mayBeMeant(stages: readonly Stage[], name: string): boolean {
  let patterns = dynamic.get(stages);
  if (!patterns) dynamic.set(stages, (patterns = dynamicNames(stages)));
  return patterns.some((pattern) => mayName(pattern, name));
}

/** `FROM base-${VARIANT}`, `--from=bin-$TARGETOS`: another build argument uses another stage. */
function dynamicNames(stages: readonly Stage[]): string[] {
  return stages
    .flatMap(({ from, steps }) => [
      from.image?.text ?? '',
      ...steps.flatMap((step) =>
        step.flags.map(({ value = '' }) => value.replace(/^.*\bfrom=/, '').replace(/,.*$/, '')),
      ),
    ])
    .filter((text) => text.includes('$') && !/[/:@]/.test(text.replace(/\$\{[^}]*\}/g, '')));
}

/** True when the fixed parts at its ends fit. */
function mayName(pattern: string, name: string): boolean {
  const start = pattern.slice(0, pattern.indexOf('$')).toLowerCase();
  const end = pattern.slice(pattern.lastIndexOf('}') + 1).toLowerCase();
  return name.startsWith(start) && (end.includes('$') || name.endsWith(end));
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
