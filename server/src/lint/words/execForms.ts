// Knows: arguments that look like a JSON array and are none. Source: moby/buildkit: parser/line_parsers.go (parseMaybeJSON).
import type { LogicalText } from '../../syntax/logicalText';
import type { Instruction } from '../../syntax/model';

const MAY_BE_JSON = new Set<Instruction['keyword']>([
  'RUN',
  'CMD',
  'ENTRYPOINT',
  'VOLUME',
  'COPY',
  'ADD',
  'HEALTHCHECK',
]);

/** The text from its `[` on, when the author means an array and the builder reads none. */
export function brokenArray(instruction: Instruction): LogicalText | undefined {
  const { keyword, rest, json, words } = instruction;
  if (!MAY_BE_JSON.has(keyword) || instruction.heredocs.length > 0) return undefined;
  if (!rest.value.includes('[')) return undefined;
  const text = keyword === 'HEALTHCHECK' ? behindType(rest) : rest;
  if (!text.value.startsWith('[')) return undefined;
  // An array of something else than strings is read, and refused.
  if (json)
    return words.length <= (keyword === 'HEALTHCHECK' ? 1 : 0) && parsed(text.value)?.length !== 0 ? text : undefined;
  return isMeantAsArray(text.value, keyword) ? text : undefined;
}

function behindType(rest: LogicalText): LogicalText {
  const blank = rest.value.search(/\s/);
  return blank === -1 ? rest.slice(rest.length) : rest.slice(blank).trim();
}

/** `[ -f x ]` is a test, `[a-z]*` a pattern: an array has a quoted word before its first comma or its end, or plain words with commas. */
function isMeantAsArray(text: string, keyword: Instruction['keyword']): boolean {
  if (/^\[\s*(["'])[^"']*\1\s*(?:,|\]\s*$)/.test(text)) return true;
  if (/^\[\s*(?:"[^"]*"\s*){2,}\]\s*$/.test(text)) return true;
  return keyword !== 'COPY' && keyword !== 'ADD' && keyword !== 'VOLUME' && /^\[\s*[\w./-]+\s*,[^\]]*\]\s*$/.test(text);
}

function parsed(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isStrings = (text: string): boolean => parsed(text)?.every((one) => typeof one === 'string') === true;

/** With `"` for `'`; undefined when that is not the only fault. */
export function withDoubleQuotes(text: string): string | undefined {
  if (text.includes('"') || text.includes('\\')) return undefined;
  const repaired = text.replaceAll("'", '"');
  return isStrings(repaired) ? repaired : undefined;
}

/** Without the comma behind the last element, and with `"` for `'` where that is a fault as well. */
export function repairedArray(text: string): string | undefined {
  const plain = text.replace(/,\s*\](?=\s*$)/, ']');
  return isStrings(plain) ? plain : withDoubleQuotes(plain);
}
