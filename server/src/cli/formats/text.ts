// Knows: findings for people: the place, the words, the line with carets under them, what would repair it.
import { LineIndex } from '../../base/lineIndex';
import type { RuleFinding } from '../../lint/rule';
import type { SuppressedFinding } from '../../lint/run';
import type { FileFindings } from '../lintFile';
import { printable } from '../table';

/** More of a line is not shown: a file may be one line. */
const LONGEST_LINE = 240;

/** SGR codes (ECMA-48 8.3.117) by what they mean here. */
const STYLES = { error: '31;1', warning: '33;1', info: '36;1', hint: '2;1', place: '1', faint: '2' } as const;
type Paint = (style: keyof typeof STYLES, text: string) => string;

const COLOURED: Paint = (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m`;
const PLAIN: Paint = (_, text) => text;

/** @param known findings that are left out because they are known. */
export function asText(files: readonly FileFindings[], coloured: boolean, known = 0): string {
  const paint = coloured ? COLOURED : PLAIN;
  const blocks = files.flatMap((file) => blocksOf(file, paint));
  const count = files.reduce((sum, { findings }) => sum + findings.length, 0);
  const more = known === 0 ? '' : `, ${String(known)} more known`;
  return `${blocks.join('')}${plural(count, 'finding')} in ${plural(files.length, 'file')}${more}\n`;
}

export const plural = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

function blocksOf(file: FileFindings, paint: Paint): string[] {
  if (file.findings.length + file.suppressed.length === 0) return [];
  const lines = new LineIndex(file.text);
  return [
    ...file.findings.map((finding) => block(file, finding, lines, paint, '')),
    ...file.suppressed.map((finding) => block(file, finding, lines, paint, silencedBy(finding, lines))),
  ];
}

function silencedBy({ suppression: { span, reason } }: SuppressedFinding, lines: LineIndex): string {
  const line = String(lines.positionAt(span.start).line + 1);
  return ` (silenced in line ${line}${reason === '' ? '' : `: ${printable(reason)}`})`;
}

function block(
  { path, text }: FileFindings,
  finding: RuleFinding,
  lines: LineIndex,
  paint: Paint,
  more: string,
): string {
  const { span, effective, message, rule, fixes = [], related = [] } = finding;
  const show = (from: number, to: number): string => printable(text.slice(from, to).replaceAll('\t', ' '));
  const placeOf = (offset: number): string => {
    const { line, character } = lines.positionAt(offset);
    return `${String(line + 1)}:${String(character + 1)}`;
  };
  const { line } = lines.positionAt(span.start);
  const [start, end] = [lines.lineStart(line), lines.lineEnd(line)];
  const from = span.start - start > LONGEST_LINE / 2 ? span.start - LONGEST_LINE / 2 : start;
  const to = Math.min(end, from + LONGEST_LINE);
  const marks = ' '.repeat(show(from, span.start).length);
  const carets = '^'.repeat(Math.max(1, show(span.start, Math.min(span.end, to)).length));
  const place = paint('place', `${printable(path)}:${placeOf(span.start)}`);
  return [
    `${place}: ${paint(effective, effective)}: ${printable(message)} ${paint('faint', `[${rule.id}]`)}${more}`,
    `    ${show(from, to)}`,
    `    ${marks}${paint(effective, carets)}`,
    ...related.map((other) => `    ${paint('faint', `${placeOf(other.span.start)}: ${printable(other.message)}`)}`),
    ...fixes.map(({ title }) => `    fix: ${printable(title)}`),
    '',
  ].join('\n');
}
