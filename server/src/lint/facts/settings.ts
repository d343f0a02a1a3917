// Knows: every place of a file that sets a variable: ENV, ARG with a default, `NAME=value` in front of a command, export.
import type { Stage } from '../../build/graph';
import type { Span } from '../../base/span';
import type { TextEdit } from '../../base/textEdit';
import type { ShellCommand } from '../../shell/model';
import type { RuleContext, StageRun } from '../context';
import { stepsWith, type StageStep } from './stepIndex';
import { dropItem } from '../edits';

export interface Setting {
  readonly name: string;
  /** Undefined when it cannot be known from the text. */
  readonly value: string | undefined;
  /** `NAME=value` in the document. */
  readonly span: Span;
  readonly stage: Stage;
  /** Undefined: only for the commands of one RUN. */
  readonly keyword?: 'ENV' | 'ARG';
  readonly onbuild: boolean;
  /** Takes it out of the file. */
  drop(): TextEdit[] | undefined;
}

const known = new WeakMap<RuleContext, ReadonlyMap<string, readonly Setting[]>>();
const NONE: readonly Setting[] = [];

/** Where the variable is set; its case counts. */
export const settingsOf = (context: RuleContext, name: string): readonly Setting[] =>
  indexOf(context).get(name) ?? NONE;

/** All of them, by name. */
export function indexOf(context: RuleContext): ReadonlyMap<string, readonly Setting[]> {
  const seen = known.get(context);
  if (seen) return seen;
  const index = new Map<string, Setting[]>();
  for (const setting of everySetting(context)) {
    const list = index.get(setting.name);
    if (list) list.push(setting);
    else index.set(setting.name, [setting]);
  }
  known.set(context, index);
  return index;
}

function* everySetting(context: RuleContext): Iterable<Setting> {
  for (const found of stepsWith(context, 'ENV')) {
    const spans = found.step.pairs.map(({ key, value }) => ({ start: key.span.start, end: value.span.end }));
    for (const [at, { key, value }] of found.step.pairs.entries())
      yield item(context, found, key.text, value.text, spans, at);
  }
  for (const found of stepsWith(context, 'ARG')) {
    const spans = found.step.items.map(({ name, value }) => ({
      start: name.span.start,
      end: (value ?? name).span.end,
    }));
    for (const [at, { name, value }] of found.step.items.entries())
      if (value) yield item(context, found, name.text, value.text, spans, at);
  }
  for (const { run, command } of context.everyCommand()) yield* ofCommand(context, run, command);
}

function item(
  context: RuleContext,
  { stage, index, step, onbuild }: StageStep,
  name: string,
  text: string,
  spans: readonly Span[],
  at: number,
): Setting {
  return {
    name,
    // Few of them are ever asked for.
    get value() {
      return context.scopeBefore(stage, index).resolve(text);
    },
    span: spans[at] ?? step.span,
    stage,
    keyword: step.keyword as 'ENV' | 'ARG',
    onbuild: onbuild !== undefined,
    drop: () => dropItem(context.model, step, spans, at, onbuild),
  };
}

const DECLARES = new Set(['export', 'declare', 'typeset', 'readonly']);

function* ofCommand(context: RuleContext, run: StageRun, command: ShellCommand): Iterable<Setting> {
  const { stage, onbuild } = run;
  for (const { name, value, span } of command.assignments) {
    const place = run.docSpan(span);
    const next = command.name && run.docSpan(command.name.span).start;
    // Alone in its command it is a step of the script: what stands behind it may need it.
    const mayGo = next !== undefined && command.isPlaced && run.script.parsed && command.assignments.length === 1;
    yield {
      name,
      value: value ? value.text : '',
      span: place,
      stage,
      onbuild: onbuild !== undefined,
      drop: () =>
        mayGo && place.end <= next
          ? dropItem(context.model, run.run, [place, { start: next, end: next }], 0)
          : undefined,
    };
  }
  if (!DECLARES.has(command.name?.text ?? '')) return;
  for (const word of command.args) {
    const match = /^([A-Za-z_]\w*)=(?:"([^"$`\\]*)"|'([^']*)'|([^"'$`\\]*))?$/.exec(word.raw);
    if (match?.[1] === undefined) continue;
    yield {
      name: match[1],
      value: match[2] ?? match[3] ?? match[4],
      span: run.docSpan(word.span),
      stage,
      onbuild: onbuild !== undefined,
      drop: () => undefined,
    };
  }
}
