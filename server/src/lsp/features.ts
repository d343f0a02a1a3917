// Knows: the answers to the requests of the protocol, each a find, an ask and a convert. No thinking, no waiting.
import {
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
import { cacheHints } from '../insight/cacheHints';
import { completionsAt } from '../insight/completion';
import { hoverAt } from '../insight/hover';
import { lenses } from '../insight/lens';
import * as convert from './convert';
import type { Session } from './session';

export function codeLenses(session: Session, uri: string): CodeLens[] {
  const analysis = session.analysisOf(uri);
  const display = session.settingsOf(uri)['layerlens.sizes.display'];
  if (!analysis || display === 'off' || display === 'inlayHint') return [];
  return lenses(analysis).map((lens) => convert.codeLens(lens, analysis.lines, uri));
}

export function inlayHints(session: Session, uri: string, within: Range): InlayHint[] {
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
  ].filter(({ position }) => within.start.line <= position.line && position.line <= within.end.line);
}

export function diagnostics(session: Session, uri: string): Diagnostic[] {
  const analysis = session.analysisOf(uri);
  if (!analysis || !session.settingsOf(uri)['layerlens.lint.enabled']) return [];
  return analysis.findings.map((finding) => convert.diagnostic(finding, analysis.lines, uri));
}

export const diagnosticReport = (session: Session, uri: string): DocumentDiagnosticReport => ({
  kind: DocumentDiagnosticReportKind.Full,
  items: diagnostics(session, uri),
});

/** Fixes of the findings that the range touches. */
export function codeActions(session: Session, uri: string, where: Range): CodeAction[] {
  const analysis = session.analysisOf(uri);
  if (!analysis || !session.settingsOf(uri)['layerlens.lint.enabled']) return [];
  const start = analysis.lines.offsetAt(where.start);
  const end = analysis.lines.offsetAt(where.end);
  return analysis.findings
    .filter(({ span }) => span.start <= end && start <= span.end)
    .flatMap((finding) =>
      (finding.fixes ?? []).map((fix) => convert.codeAction(finding, fix, analysis.lines, uri, analysis.input.version)),
    );
}

export function hover(
  session: Session,
  uri: string,
  at: { line: number; character: number },
  runsLinks: boolean,
): Hover | null {
  const analysis = session.analysisOf(uri);
  const card = analysis && hoverAt(analysis, analysis.lines.offsetAt(at));
  return analysis && card ? convert.hover(card, analysis.lines, runsLinks ? uri : undefined) : null;
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
