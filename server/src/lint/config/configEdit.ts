// Knows: setting one rule's severity in the text of a `layerlens.yaml`, so that its other lines stay as they are.
import type { TextEdit } from '../../base/textEdit';
import type { Severity } from '../rule';

/** Undefined where the text is written in a way that we would have to rewrite. */
export function severityEdit(text: string, id: string, severity: Severity): TextEdit | undefined {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const at = (offset: number, newText: string): TextEdit => ({ span: { start: offset, end: offset }, newText });
  const rules = /^rules[ \t]*:[ \t]*(?:#[^\r\n]*)?(\r?\n|$)/m.exec(text);
  if (!rules) {
    // In braces, of several documents, or `rules` on one line.
    if (/^\s*[{[]|^rules[ \t]*:|^(?:---|\.\.\.)/m.test(text)) return undefined;
    const begins = text === '' || text.endsWith('\n') ? '' : lineEnd;
    return at(text.length, `${begins}rules:${lineEnd}  ${id}: ${severity}${lineEnd}`);
  }
  const behind = rules.index + rules[0].length;
  const block = /^(?:[ \t]*(?:#[^\n]*)?\r?\n|[ \t]+[^\n]*(?:\n|$))*/.exec(text.slice(behind))?.[0] ?? '';
  // Ids are letters, digits and hyphens.
  const own = new RegExp(`^([ \\t]+(["']?)${id}\\2[ \\t]*:[ \\t]*)(\\w+)[ \\t]*(?:#[^\\n]*)?\\r?$`, 'm').exec(block);
  if (own) {
    const start = behind + own.index + (own[1] ?? '').length;
    return { span: { start, end: start + (own[3] ?? '').length }, newText: severity };
  }
  if (new RegExp(`^[ \\t]+["']?${id}["']?[ \\t]*:`, 'm').test(block)) return undefined;
  const indent = /^([ \t]+)[^\s#]/m.exec(block)?.[1] ?? '  ';
  const begins = rules[1] === '' ? lineEnd : '';
  return at(behind, `${begins}${indent}${id}: ${severity}${lineEnd}`);
}
