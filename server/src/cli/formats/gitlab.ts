// Knows: findings as a Code Quality report of GitLab (docs.gitlab.com, "Code Quality report format").
import type { FileFindings } from '../lintFile';
import { fingerprints, linesOf, regionOf, shownPath } from './places';

const LEVEL = { error: 'major', warning: 'minor', info: 'info', hint: 'info' } as const;

export function asGitlab(files: readonly FileFindings[]): string {
  const entries = files.flatMap((file) => {
    const lines = linesOf(file);
    const prints = fingerprints(file);
    return file.findings.map((finding) => {
      const { startLine, endLine } = regionOf(finding.span, lines);
      return {
        description: finding.message,
        check_name: finding.rule.id,
        fingerprint: prints.get(finding) ?? '',
        severity: LEVEL[finding.effective],
        location: { path: shownPath(file.path), lines: { begin: startLine, end: endLine } },
      };
    });
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}
