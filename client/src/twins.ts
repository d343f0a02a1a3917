// Knows: which of our findings another extension shows too: the same check, by one of its names, on the same lines.
// Pure: from plain data to plain data.

/** A diagnostic of anybody, as far as it is compared. */
export interface Shown {
  readonly source: string;
  readonly code: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly isError: boolean;
}

/** One of ours. */
export interface Ours {
  /** `hadolint/DL3009`. */
  readonly twins: readonly string[];
  readonly syntax: boolean;
  readonly startLine: number;
  readonly endLine: number;
}

export interface Neighbourhood {
  /** What others show in this document. */
  readonly others: readonly Shown[];
  /** An extension that reports syntax errors is there, whether it has found one or not. */
  readonly someoneParses: boolean;
  readonly hidesTwins: boolean;
  readonly syntaxErrors: 'auto' | 'on' | 'off';
}

/** False for one that somebody else shows already. */
export function isNews(finding: Ours, { others, someoneParses, hidesTwins, syntaxErrors }: Neighbourhood): boolean {
  if (finding.syntax && syntaxErrors === 'on') return true;
  if (finding.syntax && syntaxErrors === 'auto' && (someoneParses || others.some(({ isError }) => isError)))
    return false;
  return !hidesTwins || !others.some((other) => isTwin(finding, other));
}

function isTwin({ twins, startLine, endLine }: Ours, other: Shown): boolean {
  if (other.code === '' || other.startLine > endLine || startLine > other.endLine) return false;
  const code = bareCode(other.code);
  return twins.some((twin) => bareCode(twin) === code);
}

/** `hadolint/DL3009` → `DL3009`; trivy writes one code in three ways. */
function bareCode(code: string): string {
  const bare = code.slice(code.lastIndexOf('/') + 1);
  const [, number] = /^(?:AVD-)?DS-?(\d{3,4})$/i.exec(bare) ?? [];
  return number === undefined ? bare : `DS-${number.padStart(4, '0')}`;
}

/** Equal while nothing changed that hides or shows one of ours. */
export const keyOf = (others: readonly Shown[]): string =>
  JSON.stringify(
    others.map(({ source, code, startLine, endLine, isError }) => [source, code, startLine, endLine, isError]),
  );
