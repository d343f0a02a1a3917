// Knows: plain data ⇄ LSP types. No thinking.
import {
  CodeActionKind,
  DiagnosticSeverity,
  MarkupKind,
  type CodeAction,
  type CodeLens,
  type Command,
  type Diagnostic,
  type Hover,
  type InlayHint,
  type Range,
} from 'vscode-languageserver';
import type { LineIndex } from '../base/lineIndex';
import type { Span } from '../base/span';
import type { HoverCard } from '../insight/hover';
import type { Lens } from '../insight/lens';
import type { Fix, RuleFinding } from '../lint/rule';
import type { CommandArguments, CommandId } from '../protocol/commands';

export const SOURCE = 'layerlens';

export const range = ({ start, end }: Span, lines: LineIndex): Range => ({
  start: lines.positionAt(start),
  end: lines.positionAt(end),
});

const SEVERITY: Readonly<Record<RuleFinding['effective'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const RULE_PAGES = 'https://github.com/layerlens/layerlens/blob/main/docs/rules';

export function diagnostic(finding: RuleFinding, lines: LineIndex, uri: string): Diagnostic {
  return {
    range: range(finding.span, lines),
    message: finding.message,
    severity: SEVERITY[finding.effective],
    source: SOURCE,
    code: finding.rule.id,
    codeDescription: { href: `${RULE_PAGES}/${finding.rule.id}.md` },
    relatedInformation: (finding.related ?? []).map(({ span, message }) => ({
      location: { uri, range: range(span, lines) },
      message,
    })),
  };
}

export function codeAction(finding: RuleFinding, fix: Fix, lines: LineIndex, uri: string, version: number): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic(finding, lines, uri)],
    isPreferred: fix.class === 'safe',
    edit: {
      documentChanges: [
        {
          textDocument: { uri, version },
          edits: fix.edits.map(({ span, newText }) => ({ range: range(span, lines), newText })),
        },
      ],
    },
  };
}

const command = <K extends CommandId>(id: K, title: string, args: CommandArguments[K]): Command => ({
  command: id,
  title,
  arguments: args,
});

export const codeLens = (lens: Lens, lines: LineIndex, uri: string): CodeLens => ({
  range: range(lens.span, lines),
  command:
    lens.action === 'build'
      ? command('layerlens.buildAndMeasure', lens.title, [uri])
      : command('layerlens.showLayer', lens.title, [uri, lens.nodeId]),
});

/** At the end of the instruction's first line. */
export function inlayHint(lens: Lens, lines: LineIndex): InlayHint {
  const { line } = lines.positionAt(lens.span.start);
  return { position: lines.positionAt(lines.lineEnd(line)), label: lens.title, paddingLeft: true };
}

export const hover = (card: HoverCard, lines: LineIndex): Hover => ({
  contents: { kind: MarkupKind.Markdown, value: card.lines.filter((line) => line !== '').join('  \n') },
  range: range(card.span, lines),
});
