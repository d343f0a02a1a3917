// Knows: the answers to the requests of the protocol, each a find, an ask and a convert. No thinking, no waiting.
import {
  CodeActionKind,
  CompletionItemKind,
  DocumentDiagnosticReportKind,
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type Hover,
  type InlayHint,
  type Range,
} from 'vscode-languageserver';
import type { Analysis } from '../insight/analysis';
import { cacheHints } from '../insight/cacheHints';
import { completionsAt } from '../insight/completion';
import { hoverAt } from '../insight/hover';
import { lenses } from '../insight/lens';
import { ruleHoverAt } from '../insight/ruleHover';
import { silenceActions, type ConfigTarget } from '../insight/silence';
import { editsTogether } from '../lint/fixAll';
import { isSyntaxError, type RuleFinding } from '../lint/rule';
import * as convert from './convert';
import type { Session } from './session';

export function codeLenses(session: Session, uri: string): CodeLens[] {
  const analysis = session.analysisOf(uri);
  const display = session.settingsOf(uri)['layerlens.sizes.display'];
  if (!analysis || display === 'off' || display === 'inlayHint') return [];
  return lenses(analysis).map((lens) => convert.codeLens(lens, analysis.lines, uri));
}

/** @param within lines; absent: the whole document. */
export function inlayHints(session: Session, uri: string, within?: Range): InlayHint[] {
  const analysis = session.analysisOf(uri);
  if (!analysis) return [];
  const settings = session.settingsOf(uri);
  const display = settings['layerlens.sizes.display'];
  const sizes =
    display === 'off' || display === 'codeLens' ? [] : lenses(analysis).filter(({ action }) => action === 'show');
  const plan = settings['layerlens.cache.hints'] ? cacheHints(analysis) : [];
  return [
    ...sizes.map((lens) => convert.inlayHint(lens, analysis.lines)),
    ...plan.map((hint) => convert.cacheHint(hint, analysis.lines, uri)),
  ].filter(({ position }) => !within || (within.start.line <= position.line && position.line <= within.end.line));
}

export function diagnostics(session: Session, uri: string): Diagnostic[] {
  const analysis = session.analysisOf(uri);
  return analysis
    ? shown(session, uri, analysis).map((finding) => convert.diagnostic(finding, analysis.lines, uri))
    : [];
}

/** Findings that the user wants to see. */
function shown(session: Session, uri: string, { findings }: Analysis): readonly RuleFinding[] {
  const settings = session.settingsOf(uri);
  if (!settings['layerlens.lint.enabled']) return [];
  if (settings['layerlens.syntaxErrors'] !== 'off') return findings;
  return findings.filter(({ rule }) => !isSyntaxError(rule));
}

export const diagnosticReport = (session: Session, uri: string): DocumentDiagnosticReport => ({
  kind: DocumentDiagnosticReportKind.Full,
  items: diagnostics(session, uri),
});

/**
 * Fixes of the findings that the range touches, and behind them the ways to silence these.
 * @param config where a rule is switched off for the workspace. @param only kinds that the editor asks for.
 */
export function codeActions(
  session: Session,
  uri: string,
  where: Range,
  config: ConfigTarget | undefined,
  only: readonly string[] | undefined,
): CodeAction[] {
  const analysis = session.analysisOf(uri);
  if (!analysis) return [];
  const { lines, input } = analysis;
  const findings = shown(session, uri, analysis);
  // Offered only to who asks for such actions: on save, or from the menu of source actions.
  if (only?.some((kind) => isWithin(convert.FIX_ALL, kind)) === true) {
    const edits = editsTogether(findings, ['safe']);
    return edits.length === 0 ? [] : [convert.fixAllAction(edits, lines, uri, input.version)];
  }
  if (only !== undefined && !only.some((kind) => isWithin(CodeActionKind.QuickFix, kind))) return [];
  const start = lines.offsetAt(where.start);
  const end = lines.offsetAt(where.end);
  const touched = findings.filter(({ span }) => span.start <= end && start <= span.end);
  return [
    ...touched.flatMap((finding) =>
      (finding.fixes ?? []).map((fix) => convert.codeAction(finding, fix, lines, uri, input.version)),
    ),
    ...touched.flatMap((finding) =>
      silenceActions(analysis, finding, config).map((action) =>
        convert.silenceAction(finding, action, lines, uri, input.version),
      ),
    ),
  ];
}

/** Kinds are nested by dots: `source` asks for `source.fixAll.layerlens` too. */
const isWithin = (kind: string, asked: string): boolean => kind === asked || kind.startsWith(`${asked}.`);

export function hover(
  session: Session,
  uri: string,
  at: { line: number; character: number },
  runsLinks: boolean,
): Hover | null {
  const analysis = session.analysisOf(uri);
  if (!analysis) return null;
  const offset = analysis.lines.offsetAt(at);
  const card = hoverAt(analysis, offset) ?? ruleHoverAt(shown(session, uri, analysis), offset);
  return card ? convert.hover(card, analysis.lines, runsLinks ? uri : undefined) : null;
}

const COMPLETION_KINDS = {
  flag: CompletionItemKind.Property,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  folder: CompletionItemKind.Folder,
  file: CompletionItemKind.File,
} as const;

/** Characters after which an editor asks unasked. */
export const COMPLETION_TRIGGERS = ['-', '=', ',', '/', ' '];

export function completions(session: Session, uri: string, at: { line: number; character: number }): CompletionItem[] {
  const analysis = session.analysisOf(uri);
  if (!analysis) return [];
  return completionsAt(analysis, analysis.lines.offsetAt(at)).map(({ kind, label, insert, span, detail, rank }, i) => ({
    label,
    kind: COMPLETION_KINDS[kind],
    detail,
    sortText: `${String(rank).padStart(3, '0')}${String(i).padStart(4, '0')}`,
    filterText: insert,
    textEdit: { range: convert.range(span, analysis.lines), newText: insert },
  }));
}
