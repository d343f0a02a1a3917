// Knows: how a RUN joins its commands over lines: which operator, in front of a line or at the end of the one before, how
// deep. What is added to the RUN joins the same way.
import type { StageRun } from '../context';
import type { DockerfileModel } from '../../syntax/model';
import { lineEndIn } from './deletion';

/** What stands between two commands: ` && `, or an operator, a line end and blanks. */
export type Join = (operator: '&&' | ';') => string;

export function joinOf(model: DockerfileModel, run: StageRun): Join {
  const { text } = model;
  const escape = escapeIn(model, run);
  const gap = gapsOf(model, run).findLast((between) => between.includes('\n'));
  const lines = text.slice(run.run.span.start, run.run.span.end);
  if (gap === undefined && !continues(lines, escape)) return (operator) => (operator === ';' ? '; ' : ' && ');
  const lineEnd = lineEndIn(text);
  const leading = gap === undefined || /\n[ \t]*(?:&&|;)/.test(gap);
  const indent = (gap === undefined ? firstIndent(lines) : /\n([ \t]*)[^\n]*$/.exec(gap)?.[1]) || '    ';
  // In a heredoc an operator at the end of a line needs no escape.
  const goesOn = gap === undefined || gap.includes(escape) ? ` ${escape}${lineEnd}` : lineEnd;
  const blank = gap === undefined ? ' ' : (/\n[ \t]*(?:&&|;)([ \t]*)$/.exec(gap)?.[1] ?? ' ');
  return (operator) =>
    leading && operator === '&&'
      ? ` ${escape}${lineEnd}${indent}&&${blank}`
      : `${operator === ';' ? ';' : ' &&'}${goesOn}${indent}`;
}

/** The character that continues lines where the script stands. */
export const escapeIn = ({ escape }: DockerfileModel, { run }: StageRun): string =>
  run.form === 'heredoc' ? '\\' : escape;

/** What stands between the elements of the top list, lines of comments and blank lines left out. */
const gapsOf = ({ text }: DockerfileModel, run: StageRun): string[] =>
  run.script.elements.slice(1).flatMap(({ span, operator }, i) => {
    const before = run.script.elements[i];
    if (!before || operator.start === operator.end) return [];
    const gap = text.slice(run.docSpan(before.span).end, run.docSpan(span).start);
    return [gap.replace(/(?<=\n)[ \t]*(?:#[^\n]*)?\n/g, '')];
  });

function continues(lines: string, escape: string): boolean {
  const first = lines.indexOf('\n');
  return first !== -1 && lines.slice(0, first).trimEnd().endsWith(escape);
}

/** The blanks in front of the first line that goes on. */
function firstIndent(lines: string): string {
  for (const line of lines.split('\n').slice(1)) {
    const code = line.trim();
    if (code !== '' && !code.startsWith('#')) return /^[ \t]*/.exec(line)?.[0] ?? '';
  }
  return '';
}
