// Knows: plain data ⇄ LSP types. No thinking.
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  CodeActionKind,
  DiagnosticSeverity,
  DiagnosticTag,
  MarkupKind,
  type CodeAction,
  type CodeLens,
  type Command,
  type CreateFile,
  type Diagnostic,
  type Hover,
  type InlayHint,
  type Range,
  type TextDocumentEdit,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { LineIndex } from '../base/lineIndex';
import type { Span } from '../base/span';
import type { TextEdit } from '../base/textEdit';
import type { CacheHint } from '../insight/cacheHints';
import { escapeMarkdown, type HoverCard } from '../insight/hover';
import type { Lens } from '../insight/lens';
import type { SilenceAction } from '../insight/silence';
import type { FileAddition } from '../lint/edits/ignoreEntry';
import type { Fix, RuleFinding } from '../lint/rule';
import { rulePage } from '../lint/rulePage';
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

export function diagnostic(finding: RuleFinding, lines: LineIndex, uri: string): Diagnostic {
  return {
    range: range(finding.span, lines),
    message: finding.message,
    severity: SEVERITY[finding.effective],
    source: SOURCE,
    code: finding.rule.id,
    codeDescription: { href: rulePage(finding.rule.id) },
    ...(finding.related && {
      relatedInformation: finding.related.map(({ span, message }) => ({
        location: { uri, range: range(span, lines) },
        message,
      })),
    }),
    ...(finding.tag === undefined ? {} : { tags: [TAG[finding.tag]] }),
  };
}

const TAG = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

export function codeAction(finding: RuleFinding, fix: Fix, lines: LineIndex, uri: string, version: number): CodeAction {
  return {
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic(finding, lines, uri)],
    isPreferred: fix.class === 'safe',
    edit: {
      documentChanges: [
        ...(fix.edits.length === 0
          ? []
          : [
              {
                textDocument: { uri, version },
                edits: fix.edits.map(({ span, newText }) => ({ range: range(span, lines), newText })),
              },
            ]),
        ...(fix.addition ? fileAddition(fix.addition) : []),
      ],
    },
  };
}

export function silenceAction(
  finding: RuleFinding,
  { title, edits, file }: SilenceAction,
  lines: LineIndex,
  uri: string,
  version: number,
): CodeAction {
  const changes = file
    ? fileEdit(file)
    : [
        {
          textDocument: { uri, version },
          edits: edits.map(({ span, newText }) => ({ range: range(span, lines), newText })),
        },
      ];
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic(finding, lines, uri)],
    edit: { documentChanges: changes },
  };
}

function fileEdit({ target, edit }: NonNullable<SilenceAction['file']>): (CreateFile | TextDocumentEdit)[] {
  const uri = pathToFileURL(target.path).href;
  const lines = new LineIndex(target.text ?? '');
  return [
    ...(target.text === undefined ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }] : []),
    {
      textDocument: { uri, version: null },
      edits: [{ range: range(edit.span, lines), newText: edit.newText }],
    },
  ];
}

/** Every safe fix of a document at once. */
export const fixAllAction = (
  edits: readonly TextEdit[],
  lines: LineIndex,
  uri: string,
  version: number,
): CodeAction => ({
  title: 'Apply all safe fixes',
  kind: FIX_ALL,
  edit: {
    documentChanges: [
      {
        textDocument: { uri, version },
        edits: edits.map(({ span, newText }) => ({ range: range(span, lines), newText })),
      },
    ],
  },
});

/** For `editor.codeActionsOnSave`. */
export const FIX_ALL = `${CodeActionKind.SourceFixAll}.layerlens`;

/** The file's text may have changed since it was read; it ends where it ended then, or the editor refuses. */
function fileAddition({ path, create, at, newText }: FileAddition): (CreateFile | TextDocumentEdit)[] {
  const uri = pathToFileURL(path).href;
  return [
    ...(create ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }] : []),
    { textDocument: { uri, version: null }, edits: [{ range: { start: at, end: at }, newText }] },
  ];
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

/** At the end of the instruction's first line; a click on it leads to the Cache view. */
export function cacheHint(hint: CacheHint, lines: LineIndex, uri: string): InlayHint {
  const { line } = lines.positionAt(hint.span.start);
  const tooltip = { kind: MarkupKind.Markdown, value: hint.tooltip.map(escapeMarkdown).join('  \n') };
  return {
    position: lines.positionAt(lines.lineEnd(line)),
    label: [
      {
        value: hint.title,
        ...(hint.tooltip.length === 0 ? {} : { tooltip }),
        command: command('layerlens.showCache', 'Show in Cache View', [uri, hint.nodeId]),
      },
    ],
    paddingLeft: true,
  };
}

/** @param linksOf the document, where links may run commands. */
export const hover = (card: HoverCard, lines: LineIndex, linksOf: string | undefined): Hover => {
  const links =
    linksOf === undefined || card.step === undefined
      ? []
      : [commandLink('what if it changes?', 'layerlens.whatIf', [linksOf, card.step])];
  const text = card.lines.filter((line) => line !== '').join('  \n');
  return {
    contents: { kind: MarkupKind.Markdown, value: [text, ...links].join(' · ') },
    range: range(card.span, lines),
  };
};

const commandLink = <K extends CommandId>(title: string, id: K, args: CommandArguments[K]): string =>
  `[${title}](command:${id}?${encodeURIComponent(JSON.stringify(args))})`;

/** Absolute paths of those that lie on this machine. */
export const foldersOf = (folders: readonly WorkspaceFolder[]): string[] =>
  folders.filter(({ uri }) => uri.startsWith('file:')).map(({ uri }) => fileURLToPath(uri).replaceAll('\\', '/'));
