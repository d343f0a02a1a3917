// Knows: findings as JSON, schema version 1.
import type { Span } from '../../base/span';
import type { RuleFinding } from '../../lint/rule';
import type { SuppressedFinding } from '../../lint/run';
import { linesOf } from './places';
import type { FileFindings } from '../lintFile';

/** @param shown true: findings that comments silence are there too, each with the comment. */
export function asJson(files: readonly FileFindings[], shown: boolean): string {
  const content = {
    schemaVersion: 1,
    files: files.map((file) => {
      const lines = linesOf(file);
      const range = ({ start, end }: Span): unknown => ({ start: lines.positionAt(start), end: lines.positionAt(end) });
      const plain = (finding: RuleFinding): object => ({
        rule: finding.rule.id,
        twins: finding.rule.twins,
        severity: finding.effective,
        message: finding.message,
        range: range(finding.span),
        related: (finding.related ?? []).map(({ span, message }) => ({ range: range(span), message })),
        bytes: finding.bytes?.likely ?? null,
        fixes: (finding.fixes ?? []).map((fix) => ({ title: fix.title, class: fix.class })),
      });
      const silenced = (finding: SuppressedFinding): object => {
        const { dialect, span, reason } = finding.suppression;
        return { ...plain(finding), silencedBy: { dialect, range: range(span), reason } };
      };
      return {
        path: file.path,
        findings: file.findings.map(plain),
        ...(shown ? { silenced: file.suppressed.map(silenced) } : {}),
      };
    }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
