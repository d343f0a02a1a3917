// Knows: which scripts of a Dockerfile ShellCheck is asked about, and where in the document its answers stand. Runs nothing.
import type { RuleContext, StageRun } from '../context';
import type { RuleFinding, RuleMeta } from '../rule';
import type { Judged, LintOptions } from '../run';
import { isSeverity } from '../severity';
import { shellCheckCode } from '../twinNames';

/** What ShellCheck reads: a script, and the shell it is for. */
export interface ShellCheckScript {
  readonly key: string;
  readonly dialect: 'sh' | 'bash' | 'dash' | 'ksh';
  readonly text: string;
}

/** One of its comments: lines and columns from 1, columns in code points, a tab is one (format json1). */
export interface ShellCheckComment {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly level: 'error' | 'warning' | 'info' | 'style';
  /** Without `SC`. */
  readonly code: number;
  readonly message: string;
}

/** By the key of a script: an edit elsewhere leaves its answers right. */
export type ShellCheckAnswers = ReadonlyMap<string, readonly ShellCheckComment[]>;

/**
 * Codes that mean nothing here: files that are not there at lint time (1090, 1091), no shebang (2148), dash behind `ash`
 * (2187), variables that ENV or ARG set (2154).
 */
const NOT_OURS: ReadonlySet<number> = new Set([1090, 1091, 2148, 2154, 2187]);

/** The scripts of the RUNs; each text once. */
export function shellCheckScripts(context: RuleContext): ShellCheckScript[] {
  const scripts = new Map<string, ShellCheckScript>();
  for (const run of context.everyRun()) {
    const script = scriptOf(run);
    if (script) scripts.set(script.key, script);
  }
  return [...scripts.values()];
}

function scriptOf({ shell, source }: StageRun): ShellCheckScript | undefined {
  const name = shell[0]?.split('/').pop();
  const dialect = name === 'ash' ? 'dash' : name;
  if (dialect !== 'sh' && dialect !== 'bash' && dialect !== 'dash' && dialect !== 'ksh') return undefined;
  return { key: `${dialect}\n${source.value}`, dialect, text: source.value };
}

export function shellCheckFindings(
  { context, isSilenced }: Judged,
  answers: ShellCheckAnswers,
  { severities, preset, only }: LintOptions,
): RuleFinding[] {
  if (answers.size === 0 || preset === 'off') return [];
  const findings: RuleFinding[] = [];
  for (const run of context.everyRun()) {
    const script = scriptOf(run);
    for (const comment of (script && answers.get(script.key)) ?? []) {
      const id = `SC${String(comment.code)}`;
      const given = severities[id];
      const severity = isSeverity(given) ? given : SEVERITY[comment.level];
      if (NOT_OURS.has(comment.code) || severity === 'off') continue;
      if (only.length > 0 && !only.some((wanted) => wanted === 'shellcheck/' || shellCheckCode(wanted) === id))
        continue;
      const span = run.docSpan(spanIn(run.source.value, comment));
      if (!isSilenced(id, span))
        findings.push({ span, message: comment.message, rule: shellCheckRule(id), effective: severity });
    }
  }
  return findings;
}

const SEVERITY = { error: 'error', warning: 'warning', info: 'info', style: 'hint' } as const;

/** One of its checks, as if it were a rule. @param id `SC2086` */
export const shellCheckRule = (id: string): RuleMeta => ({
  id,
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  fix: 'none',
  title: `ShellCheck ${id}`,
  why: 'ShellCheck’s page tells what is wrong and how to write it.',
  twins: [`shellcheck/${id}`],
});

function spanIn(text: string, { line, column, endLine, endColumn }: ShellCheckComment): { start: number; end: number } {
  const start = offsetOf(text, line, column);
  // An empty place is made visible: a word of one letter.
  return { start, end: Math.max(offsetOf(text, endLine, endColumn), Math.min(start + 1, text.length)) };
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let i = 1; i < line; i++) {
    const newline = text.indexOf('\n', at);
    if (newline === -1) return text.length;
    at = newline + 1;
  }
  for (let i = 1; i < column && at < text.length && text[at] !== '\n'; i++)
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
