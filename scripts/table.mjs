// @ts-check
// A table as text, columns padded. For people: `npm test`, `npm run check`, `npm run bench`.

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function formatTable(head, rows) {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells) =>
    widths
      .map((width, column) => (cells[column] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
