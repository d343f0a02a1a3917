// Knows: how comments silence rules, in the dialects of the tools that people have (lint-demand §2). Each tool's comment
// silences the rules that have a twin in that tool; ours silences any rule, by any of its names.
import type { Span } from '../../base/span';

export type Dialect =
  | 'layerlens'
  | 'hadolint'
  | 'buildkit'
  | 'trivy'
  | 'checkov'
  | 'semgrep'
  | 'sonar'
  | 'tally'
  | 'kics'
  | 'buddy'
  | 'dockerfile-utils'
  | 'dockerfile_lint'
  | 'shellcheck';

/** `below`: the next instruction; inside a RUN, for our own comments, the next line. */
export type Reach = 'file' | 'stage' | 'below' | 'next-line';

export interface WrittenName {
  readonly text: string;
  readonly span: Span;
}

/** A comment that silences, as written; whom it means is suppress.ts's business. */
export interface Pragma {
  readonly dialect: Dialect;
  readonly reach: Reach;
  readonly names: readonly WrittenName[];
  /** It names no rule, or `all`: everything that the dialect's tools know. */
  readonly everything: boolean;
  /** Why, in the author's words; empty: not said. */
  readonly reason: string;
  /** The last day it counts, `2027-01-31`. */
  readonly until?: string;
}

/** Twins of these tools are meant by a name in that dialect; undefined: any name of any rule. */
export const TOOLS: Readonly<Record<Dialect, readonly string[] | undefined>> = {
  layerlens: undefined,
  hadolint: ['hadolint'],
  buildkit: ['buildkit'],
  trivy: ['trivy'],
  checkov: ['checkov'],
  semgrep: ['semgrep'],
  sonar: ['sonar'],
  tally: ['tally', 'hadolint', 'buildkit'],
  kics: ['kics'],
  buddy: ['buddy'],
  'dockerfile-utils': ['dockerfile-utils'],
  dockerfile_lint: ['dockerfile_lint'],
  shellcheck: ['shellcheck'],
};

interface Form {
  readonly dialect: Dialect;
  /** How the comment begins, without `#`. */
  readonly begins: RegExp;
  readonly reach: Reach;
  /** What divides the names from the reason. */
  readonly reason?: RegExp;
  /** It has no list of names. */
  readonly bare?: true;
}

const LAYERLENS = { dialect: 'layerlens', reason: /(?:^|\s)--\s*/ } as const;
const HADOLINT = { dialect: 'hadolint', reason: /\s*#\s*/ } as const;
const TALLY = { dialect: 'tally', reason: /\s*;\s*reason\s*=\s*/ } as const;
const KICS = { dialect: 'kics', bare: true } as const;

/** The first that fits counts. */
const FORMS: readonly Form[] = [
  { ...LAYERLENS, begins: /^layerlens-ignore[ \t]+/, reach: 'below' },
  { ...LAYERLENS, begins: /^layerlens[ \t]+ignore[ \t]*=/, reach: 'below' },
  { ...LAYERLENS, begins: /^layerlens[ \t]+ignore-next-line[ \t]*=/, reach: 'next-line' },
  { ...LAYERLENS, begins: /^layerlens[ \t]+ignore-stage[ \t]*=/, reach: 'stage' },
  { ...LAYERLENS, begins: /^layerlens[ \t]+ignore-file[ \t]*=/, reach: 'file' },
  // hadolint: README, "Inline ignores".
  { ...HADOLINT, begins: /^hadolint[ \t]+ignore[ \t]*=/, reach: 'below' },
  { ...HADOLINT, begins: /^hadolint[ \t]+global[ \t]+ignore[ \t]*=/, reach: 'file' },
  { ...HADOLINT, begins: /^hadolint[ \t]+stage[ \t]+ignore[ \t]*=/, reach: 'stage' },
  { ...TALLY, begins: /^tally[ \t]+ignore[ \t]*=/, reach: 'below' },
  { ...TALLY, begins: /^tally[ \t]+global[ \t]+ignore[ \t]*=/, reach: 'file' },
  // trivy: docs/docs/configuration/filtering.md, "By inline comments".
  { dialect: 'trivy', begins: /^(?:trivy|tfsec):ignore:/, reach: 'below' },
  // checkov: docs/2.Basics/Suppressing and Skipping Policies.md. For Dockerfiles it counts wherever it stands.
  { dialect: 'checkov', begins: /^checkov:skip[ \t]*=/, reach: 'file', reason: /:/ },
  // Above a RUN; in the script itself ShellCheck reads it.
  { dialect: 'shellcheck', begins: /^shellcheck[ \t]+disable[ \t]*=/, reach: 'below' },
  { dialect: 'semgrep', begins: /^nosemgrep(?::|$)/, reach: 'below' },
  { dialect: 'sonar', begins: /^NOSONAR\b/, reach: 'below', bare: true },
  { dialect: 'kics', begins: /^kics-scan[ \t]+disable[ \t]*=/, reach: 'file' },
  { ...KICS, begins: /^kics-scan[ \t]+ignore-line\b/, reach: 'next-line' },
  { ...KICS, begins: /^kics-scan[ \t]+ignore-block\b/, reach: 'below' },
  { ...KICS, begins: /^kics-scan[ \t]+ignore(?:[ \t]|$)/, reach: 'file' },
  { dialect: 'buddy', begins: /^linter[ \t]+ignore[ \t]*=/, reach: 'below' },
  { dialect: 'dockerfile-utils', begins: /^dockerfile-utils:[ \t]*ignore\b/, reach: 'below', bare: true },
  { dialect: 'dockerfile_lint', begins: /^dockerfile_lint[ \t]*-[ \t]*ignore\b/, reach: 'below', bare: true },
];

/** Most comments silence nothing: this tells them at a glance. */
const MAYBE = /ignore|skip|nosemgrep|NOSONAR|kics-scan|disable/;

/** @param text a comment without its `#`, trimmed. @param at where it begins in the document. */
export function pragmaOf(text: string, at: number): Pragma | undefined {
  if (!MAYBE.test(text)) return undefined;
  for (const form of FORMS) {
    const begin = form.begins.exec(text);
    if (!begin) continue;
    const rest = text.slice(begin[0].length);
    const restAt = at + begin[0].length;
    const { dialect, reach } = form;
    if (form.bare === true) return { dialect, reach, names: [], everything: true, reason: rest.trim() };
    const division = form.reason?.exec(rest);
    const list = division ? rest.slice(0, division.index) : rest;
    const reason = division ? rest.slice(division.index + division[0].length).trim() : '';
    const { names, until } = namesIn(list, restAt, dialect);
    const everything = names.some((name) => name.text === 'all') || (dialect === 'semgrep' && names.length === 0);
    if (names.length === 0 && !everything) return undefined;
    return {
      dialect,
      reach,
      names: everything ? [] : names,
      everything,
      reason,
      ...(until === undefined ? {} : { until }),
    };
  }
  return undefined;
}

function namesIn(list: string, at: number, dialect: Dialect): { names: WrittenName[]; until?: string } {
  const names: WrittenName[] = [];
  let until: string | undefined;
  for (const { 0: word, index } of list.matchAll(/[^\s,]+/g)) {
    // trivy repeats its beginning for each check, and puts the last day behind the code.
    const lead = dialect === 'trivy' ? (/^(?:trivy|tfsec):ignore:/.exec(word)?.[0].length ?? 0) : 0;
    if (dialect === 'trivy' && index > 0 && lead === 0) continue;
    const [code = '', ...more] = dialect === 'trivy' ? word.slice(lead).split(':') : [word];
    const exp = more.indexOf('exp');
    if (exp !== -1) until = more[exp + 1];
    // semgrep's ids are paths: `dockerfile.security.last-user-is-root.last-user-is-root`.
    const text = dialect === 'semgrep' ? (code.split('.').at(-1) ?? code) : code;
    const start = at + index + lead;
    if (text !== '') names.push({ text, span: { start, end: start + code.length } });
    // What follows a word that no list has is no name: `# layerlens-ignore a because …`.
    if (!/^[\w.*:/-]+$/.test(word)) return { names: [] };
  }
  return { names, ...(until === undefined ? {} : { until }) };
}

/**
 * The value of `# check=`: `skip=A,B;error=true`. Names are compared with their case; what BuildKit refuses silences
 * nothing (moby/buildkit: frontend/dockerfile/linter/linter.go, ParseLintOptions).
 */
export function checkPragma(value: string, at: number, reach: Reach): Pragma | undefined {
  let names: WrittenName[] | undefined;
  let everything = false;
  let offset = 0;
  const parts = value.split(';');
  for (const part of parts) {
    const equals = part.indexOf('=');
    const key = part.slice(0, Math.max(0, equals)).trim();
    if (equals === -1 || !['skip', 'experimental', 'error'].includes(key)) return undefined;
    if (key === 'skip') {
      const list = part.slice(equals + 1);
      everything = list.trim() === 'all';
      names = [...list.matchAll(/[^,]+/g)].flatMap(({ 0: word, index }) => {
        const text = word.trim();
        const start = at + offset + equals + 1 + index + word.indexOf(text);
        return text === '' ? [] : [{ text, span: { start, end: start + text.length } }];
      });
    }
    offset += part.length + 1;
  }
  if (names === undefined) return undefined;
  return { dialect: 'buildkit', reach, names: everything ? [] : names, everything, reason: '' };
}

/** A comment that is a check directive for one instruction: `check=skip=A // why` (linter.go, WithMergedConfigFromComments). */
export function checkComment(text: string, at: number): Pragma | undefined {
  const begin = /^check\s*=\s*/i.exec(text);
  if (!begin) return undefined;
  const rest = text.slice(begin[0].length);
  const blank = rest.indexOf(' ');
  const pragma = checkPragma(blank === -1 ? rest : rest.slice(0, blank), at + begin[0].length, 'below');
  const reason = blank === -1 ? '' : rest.slice(blank).replace(/^[\s/]+/, '');
  return pragma && { ...pragma, reason };
}
