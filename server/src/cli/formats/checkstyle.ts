// Knows: findings as a Checkstyle report, which most CI servers read.
import type { FileFindings } from '../lintFile';
import { linesOf, regionOf, shownPath } from './places';

const LEVEL = { error: 'error', warning: 'warning', info: 'info', hint: 'info' } as const;

export function asCheckstyle(files: readonly FileFindings[]): string {
  const blocks = files.map((file) => {
    const lines = linesOf(file);
    const errors = file.findings.map(({ span, effective, message, rule }) => {
      const { startLine, startColumn } = regionOf(span, lines);
      const attributes = {
        line: startLine,
        column: startColumn,
        severity: LEVEL[effective],
        message,
        source: `layerlens.${rule.id}`,
      };
      const written = Object.entries(attributes).map(([key, value]) => `${key}="${escaped(String(value))}"`);
      return `    <error ${written.join(' ')}/>\n`;
    });
    return `  <file name="${escaped(shownPath(file.path))}">\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${blocks.join('')}</checkstyle>\n`;
}

/** Characters that may stand in an XML 1.0 text (2.2, "Characters"); half a surrogate pair may not. */
const ALLOWED = /[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The others cannot be written at all. */
const escaped = (text: string): string =>
  Array.from(text, (char) => (ALLOWED.test(char) ? char : '\ufffd'))
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (char) => `&#${String(char.charCodeAt(0))};`);
