// Knows: known findings, which are not told again: the text of their file, and when a finding is one of them. It goes by
// rule, file and the words found, so that lines may move.
import { utf8 } from '../context/byteOrder';
import type { Sha256 } from '../context/tree';
import type { RuleFinding } from './rule';

export interface KnownFinding {
  /** Relative to the folder of the file that lists it, with forward slashes. */
  readonly path: string;
  readonly rule: string;
  readonly fingerprint: string;
}

const SCHEMA_VERSION = 1;

/** @returns the findings, or what is wrong with the text. */
export function readBaseline(text: string): readonly KnownFinding[] | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const { schemaVersion, findings } = (content ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(findings)) return 'it has no list `findings`';
  if (schemaVersion !== SCHEMA_VERSION) return 'another version of Layerlens wrote it';
  return findings.every(isKnown) ? findings : 'a finding lacks its path, rule or fingerprint';
}

function isKnown(value: unknown): value is KnownFinding {
  if (typeof value !== 'object' || value === null) return false;
  const { path, rule, fingerprint } = value as Readonly<Record<string, unknown>>;
  return [path, rule, fingerprint].every((one) => typeof one === 'string');
}

/** The known findings of a workspace, as one of its files is compared with them. */
export interface KnownPrints {
  readonly prints: ReadonlySet<string>;
  /** The file, as it is called where they are kept. */
  readonly shown: string;
  readonly sha256: Sha256;
}

export const knownPrints = (known: readonly KnownFinding[]): ReadonlySet<string> =>
  new Set(known.map(({ fingerprint }) => fingerprint));

export function withoutKnown(
  findings: readonly RuleFinding[],
  text: string,
  { prints, shown, sha256 }: KnownPrints,
): readonly RuleFinding[] {
  const own = fingerprints(findings, text, shown, sha256);
  return findings.filter((finding) => !prints.has(own.get(finding) ?? ''));
}

/** In an order of its own, so that two texts differ only where the findings do. */
export function baselineText(known: readonly KnownFinding[]): string {
  const findings = [...known].sort(
    (a, b) => compare(a.path, b.path) || compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint),
  );
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, findings }, null, 2)}\n`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Of rule, file and the words found, blanks evened; the nth of equal ones counts, so that two never share one.
 * @param shown the file, as it is called where the fingerprint is kept.
 */
export function fingerprints(
  findings: readonly RuleFinding[],
  text: string,
  shown: string,
  sha256: Sha256,
): ReadonlyMap<RuleFinding, string> {
  const seen = new Map<string, number>();
  const prints = new Map<RuleFinding, string>();
  for (const finding of findings) {
    const words = text.slice(finding.span.start, finding.span.end).replace(/\s+/g, ' ').trim();
    const key = `${finding.rule.id}\n${shown}\n${words}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    prints.set(finding, sha256(utf8(`${key}\n${String(count)}`)).slice('sha256:'.length, 'sha256:'.length + 32));
  }
  return prints;
}
