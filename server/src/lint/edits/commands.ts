// Knows: adding a command to a RUN and taking one out, so that what fails still fails and nothing else runs.
import type { TextEdit } from '../../base/textEdit';
import type { ScriptElement, ShellCommand } from '../../shell/model';
import { stopsOnError } from '../../shell/query';
import type { DockerfileModel } from '../../syntax/model';
import type { StageRun } from '../context';
import { deletion, hasComment, lineAt, lineEndIn } from './deletion';
import { escapeIn, joinOf } from './joining';

/**
 * Adds a command that runs last, when all before it succeeded. Offered for one `&&` list, and for a list that stops at
 * the first error (`set -e`); a heredoc that stops there gets a line of its own.
 */
export function appendCommand(model: DockerfileModel, run: StageRun, command: string): TextEdit[] | undefined {
  let append = appenders.get(run);
  if (!append) appenders.set(run, (append = appender(model, run)));
  return append(command);
}

type Append = (command: string) => TextEdit[] | undefined;

const cannot: Append = () => undefined;

/** Read once per RUN, for there may be a finding for each of its commands. */
const appenders = new WeakMap<StageRun, Append>();

function appender(model: DockerfileModel, run: StageRun): Append {
  const { script } = run;
  const last = script.elements.at(-1);
  if (!last || !script.parsed || isStaged(run) || script.commands.some(leavesShell)) return cannot;
  const operator = operatorBehind(run);
  if (operator === undefined) return cannot;
  if (operator === ';' && run.run.form === 'heredoc') return (command) => appendLine(model, run, command);
  const behind = script.text.slice(last.span.end);
  // Heredocs of the commands stand behind the line.
  const line = run.run.form === 'shell' && run.run.heredocs.length > 0 ? (behind.split('\n')[0] ?? '') : behind;
  if (line.trim() !== '') return cannot;
  const at = run.docSpan(last.span).end;
  const join = joinOf(model, run)(operator);
  return (command) => [insertion(at, `${join}${command}`)];
}

/** Adds a command that runs first; when it fails, the RUN fails. */
export function prependCommand(model: DockerfileModel, run: StageRun, command: string): TextEdit[] | undefined {
  const { script } = run;
  const [first, second] = script.elements;
  if (!first || !script.parsed || isStaged(run)) return undefined;
  if (isAndList(script.elements))
    return [insertion(run.docSpan(first.span).start, `${command}${joinOf(model, run)('&&')}`)];
  if (!stopsOnError(run)) return undefined;
  // `set -e` itself stays in front.
  const setsIt = script.commands.some(({ name, element }) => element === 0 && name?.text === 'set');
  const next = setsIt ? second : first;
  if (!next || next.joint === '&&' || next.joint === '||') return undefined;
  const at = run.docSpan(next.span).start;
  if (run.run.form !== 'heredoc') return [insertion(at, `${command}${joinOf(model, run)(';')}`)];
  const line = lineAt(model.text, at);
  const before = model.text.slice(line.start, at);
  return before.trim() === '' ? [insertion(at, `${command}${lineEndIn(model.text)}${before}`)] : undefined;
}

/**
 * Takes an element out of the top list, with one of the operators beside it. Undefined when it is the only one, or when
 * the others would run under other conditions.
 */
export function removeElement(model: DockerfileModel, run: StageRun, index: number): TextEdit[] | undefined {
  const { script } = run;
  const element = script.elements[index];
  const next = script.elements[index + 1];
  if (!element || script.elements.length < 2 || !script.parsed) return undefined;
  const own = script.commands.filter((command) => command.element === index);
  if (own.some(({ isBackground, redirects }) => isBackground || redirects.some(({ operator }) => operator === '<<')))
    return undefined;
  const before = index === 0 ? undefined : element.joint;
  const behind = next?.joint;
  if (before === '||' || behind === '||' || before === '&' || behind === '&') return undefined;
  const { text } = model;
  const escape = escapeIn(model, run);
  const at = run.docSpan(element.span);
  // A line of a heredoc has no operator to take along.
  const standsAlone =
    (before === undefined || isLineEnd(element)) &&
    (next === undefined || isLineEnd(next)) &&
    (before ?? behind) === ';';
  if (standsAlone) return deletion(text, escape, at);
  const trails = next && !isLineEnd(next) && sameLine(text, at.end, run.docSpan(next.operator).start);
  if (before === undefined) {
    const span = { start: at.start, end: next ? run.docSpan(next.span).start : at.end };
    return hasComment(text, span) ? undefined : [{ span, newText: '' }];
  }
  if (next && trails && before === behind && startsLine(text, at.start))
    return deletion(text, escape, { start: at.start, end: run.docSpan(next.operator).end });
  return deletion(text, escape, { start: run.docSpan(element.operator).start, end: at.end });
}

function appendLine({ text }: DockerfileModel, run: StageRun, command: string): TextEdit[] | undefined {
  const heredoc = run.run.heredocs[0];
  const last = run.script.elements.at(-1);
  if (!heredoc?.terminated || !last) return undefined;
  const { start, end } = heredoc.contentSpan;
  const content = text.slice(start, end);
  if (!content.endsWith('\n') || content.trimEnd().endsWith('\\')) return undefined;
  const place = run.docSpan(last.span).start;
  const indent = /^[ \t]*/.exec(text.slice(lineAt(text, place).start, place))?.[0] ?? '';
  return [insertion(end, `${indent}${command}${lineEndIn(text)}`)];
}

/** What may join a command to the end of the top list; undefined when a failure before it could go unseen. */
function operatorBehind(run: StageRun): '&&' | ';' | undefined {
  const { elements, commands } = run.script;
  const stops = stopsOnError(run);
  const last = lastList(elements);
  if (commands.some(({ isBackground, element }) => isBackground && element >= elements.length - last.length))
    return undefined;
  if (!stops) return isAndList(elements) ? '&&' : undefined;
  if (last.length === 1) return isAndList(elements) && run.run.form !== 'heredoc' ? '&&' : ';';
  if (isAndList(last)) return '&&';
  return last.at(-1)?.joint === '||' ? ';' : undefined;
}

/** The elements behind the last `;`, `&` or line end. */
function lastList(elements: readonly ScriptElement[]): readonly ScriptElement[] {
  const from = elements.findLastIndex(({ joint }) => joint !== '&&' && joint !== '||');
  return elements.slice(Math.max(from, 0));
}

const isAndList = (elements: readonly ScriptElement[]): boolean =>
  elements.every(({ joint }, i) => i === 0 || joint === '&&');

/** `exec x`, `exit`: what stands behind never runs. */
const leavesShell = ({ name, args, wrappers, inside }: ShellCommand): boolean =>
  (inside.length === 0 || inside.every((construct) => construct === 'group')) &&
  (name?.text === 'exit' ||
    name?.text === 'return' ||
    wrappers.includes('exec') ||
    (name?.text === 'exec' && args.length > 0));

/** In a shell that is not the RUN's own, such as `RUN <<E bash`. */
const isStaged = ({ run, script }: StageRun): boolean =>
  run.form === 'shell' && run.heredocs.length > 0 && script.commands.some(({ wrappers }) => wrappers.some(isStdin));
const isStdin = (wrapper: string): boolean => wrapper.endsWith(' <<');

const isLineEnd = ({ operator }: ScriptElement): boolean => operator.start === operator.end;

const sameLine = (text: string, a: number, b: number): boolean => !text.slice(a, b).includes('\n');

const startsLine = (text: string, at: number): boolean => text.slice(lineAt(text, at).start, at).trim() === '';

const insertion = (at: number, newText: string): TextEdit => ({ span: { start: at, end: at }, newText });
