// Knows: how the builder splits the rest of an instruction into arguments, per kind of instruction.
// Source of the rules: moby/buildkit: frontend/dockerfile/parser/{line_parsers,split_command}.go.
import type { LogicalText } from './logicalText';
import type { ArgItem, Flag, Pair, Word } from './model';
import { isSpace } from './space';

const wordAt = (text: LogicalText, start: number, end: number): Word => ({
  text: text.value.slice(start, end),
  span: text.docSpan(start, end),
});

/** Split at tab, vertical tab, form feed, return and blank; nothing is unquoted. */
export function blankSeparated(text: LogicalText): Word[] {
  if (text.value === '') return [];
  const words: Word[] = [];
  let start = 0;
  for (const match of text.value.matchAll(/[\t\v\f\r ]+/g)) {
    words.push(wordAt(text, start, match.index));
    start = match.index + match[0].length;
  }
  words.push(wordAt(text, start, text.length));
  return words;
}

/** The keyword, its flags with quotes and escapes undone, and the trimmed rest. */
export function splitInstruction(
  line: LogicalText,
  escape: string,
): { name: Word; flags: readonly Flag[]; rest: LogicalText } {
  const trimmed = line.trim();
  const match = /[\t\v\f\r ]+/.exec(trimmed.value);
  if (!match) return { name: wordAt(trimmed, 0, trimmed.length), flags: [], rest: trimmed.slice(trimmed.length) };
  const name = wordAt(trimmed, 0, match.index);
  const after = trimmed.slice(match.index + match[0].length);
  const { flags, end } = leadingFlags(after, escape);
  return { name, flags, rest: after.slice(end).trim() };
}

const NO_FLAGS: readonly Flag[] = [];

function leadingFlags(text: LogicalText, escape: string): { flags: readonly Flag[]; end: number } {
  const value = text.value;
  let at = 0;
  while (at < value.length && isSpace(value[at])) at++;
  // Most instructions have none: they share it.
  if (!value.startsWith('--', at)) return { flags: NO_FLAGS, end: at };
  const flags: Flag[] = [];
  for (;;) {
    while (at < value.length && isSpace(value[at])) at++;
    if (!value.startsWith('--', at)) return { flags, end: at };
    const start = at;
    const { word, end } = flagWord(value, at, escape);
    at = end;
    if (word === '--') return { flags, end };
    const equals = word.indexOf('=');
    flags.push({
      name: equals === -1 ? word.slice(2) : word.slice(2, equals),
      ...(equals === -1 ? {} : { value: word.slice(equals + 1) }),
      span: text.docSpan(start, end),
    });
  }
}

function flagWord(value: string, start: number, escape: string): { word: string; end: number } {
  let word = '';
  let quote = '';
  let at = start;
  for (; at < value.length; at++) {
    const char = value[at] ?? '';
    if (quote === '' && isSpace(char)) break;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === escape) {
      if (at + 1 < value.length) word += value[++at] ?? '';
    } else word += char;
  }
  return { word, end: at };
}

/** Words of ENV, LABEL and ARG: blanks inside quotes or after an escape do not split; quotes stay. */
export function quotedWords(text: LogicalText, escape: string): Word[] {
  const value = text.value;
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (at < value.length && isSpace(value[at])) at++;
    if (at >= value.length) return words;
    const start = at;
    let quote = '';
    let quoted = false;
    let dropped = 0;
    for (; at < value.length; at++) {
      const char = value[at] ?? '';
      if (quote === '') {
        if (isSpace(char)) break;
        if (char === '"' || char === "'") {
          quote = char;
          quoted = true;
        }
      } else if (char === quote) quote = '';
      // The character behind an escape never ends a word or a quote; an escape at the very end is dropped.
      if (char !== escape || quote === "'") continue;
      if (at + 1 < value.length) at++;
      else dropped = 1;
    }
    const word = value.slice(start, at - dropped);
    if (quoted || word !== '') words.push({ text: word, span: text.docSpan(start, at) });
  }
}

/** `KEY=value` pairs, or the form `KEY the whole rest`. */
export function pairsOf(text: LogicalText, escape: string): { pairs: Pair[]; error?: string } {
  const words = quotedWords(text, escape);
  const first = words[0];
  if (!first) return { pairs: [] };
  if (!first.text.includes('=')) {
    const match = /[\t\v\f\r ]+/.exec(text.value);
    if (!match) return { pairs: [], error: 'must have two arguments' };
    const key = wordAt(text, 0, match.index);
    const value = wordAt(text, match.index + match[0].length, text.length);
    return { pairs: [{ key, value, legacy: true }] };
  }
  const pairs: Pair[] = [];
  for (const word of words) {
    const equals = word.text.indexOf('=');
    if (equals === -1) return { pairs, error: `cannot find = in "${word.text}"; it must have the form name=value` };
    pairs.push({ key: part(word, 0, equals), value: part(word, equals + 1, word.text.length), legacy: false });
  }
  return { pairs };
}

export function argItems(text: LogicalText, escape: string): ArgItem[] {
  return quotedWords(text, escape).map((word) => {
    const equals = word.text.indexOf('=');
    if (equals === -1) return { name: word };
    return { name: part(word, 0, equals), value: part(word, equals + 1, word.text.length) };
  });
}

/** A part of a word. Its span is exact unless line joins or dropped escapes lie before it; then it is the whole word's. */
function part(word: Word, start: number, end: number): Word {
  const text = word.text.slice(start, end);
  if (word.span.end - word.span.start !== word.text.length) return { text, span: word.span };
  return { text, span: { start: word.span.start + start, end: word.span.start + end } };
}

/** Elements of a JSON array of strings, with the span of each literal; `not-strings` is an error for the builder. */
export function jsonStrings(text: LogicalText): Word[] | 'not-json' | 'not-strings' {
  const start = text.value.length - text.value.trimStart().length;
  if (text.value[start] !== '[') return 'not-json';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.value.slice(start));
  } catch {
    return 'not-json';
  }
  if (!Array.isArray(parsed)) return 'not-json';
  if (!parsed.every((element): element is string => typeof element === 'string')) return 'not-strings';
  const literals = [...text.value.matchAll(/"(?:[^"\\]|\\[^])*"/g)];
  return parsed.map((element, i) => {
    const literal = literals[i];
    const at = literal?.index ?? start;
    return { text: element, span: text.docSpan(at, at + (literal?.[0].length ?? 0)) };
  });
}
