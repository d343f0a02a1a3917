// Knows: findings as workflow commands, which GitHub shows on the lines of a change (docs.github.com, "Workflow commands").
import type { FileFindings } from '../lintFile';
import { linesOf, regionOf, shownPath } from './places';

const LEVEL = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' } as const;

export function asGithub(files: readonly FileFindings[]): string {
  const commands = files.flatMap((file) => {
    const lines = linesOf(file);
    return file.findings.map(({ span, effective, message, rule }) => {
      const { startLine, startColumn, endLine, endColumn } = regionOf(span, lines);
      const properties = {
        file: shownPath(file.path),
        line: startLine,
        endLine,
        // Columns are shown for one line only.
        ...(startLine === endLine ? { col: startColumn, endColumn } : {}),
        title: rule.id,
      };
      const written = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
      return `::${LEVEL[effective]} ${written.join(',')}::${data(message)}\n`;
    });
  });
  return commands.join('');
}

/** What would end the command is escaped (actions/toolkit: packages/core/src/command.ts). */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
