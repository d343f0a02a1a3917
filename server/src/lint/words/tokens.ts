// Knows: texts that can be nothing but a secret, by the marks that their makers give them, and what only stands for one.
// Sources: the makers' pages on token formats (AWS IAM identifiers, GitHub, GitLab, Slack, Stripe, Google, npm), RFC 7519, 7468.
import type { Span } from '../../base/span';

export interface FoundToken {
  readonly span: Span;
  /** `a GitHub token`. The value itself is never shown. */
  readonly what: string;
}

interface TokenForm {
  readonly what: string;
  /** Global; each of bounded length. A group, if there is one, is the secret. */
  readonly pattern: RegExp;
}

const FORMS: readonly TokenForm[] = [
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{50,255})\b/g },
  { what: 'a GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt)-[\w-]{20,64}/g },
  { what: 'a Slack token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,250}/g },
  { what: 'a Slack webhook', pattern: /\bhooks\.slack\.com\/services\/T\w{6,16}\/B\w{6,16}\/\w{16,32}/g },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{16,250}/g },
  { what: 'a Google API key', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a JSON web token', pattern: /\beyJ[\w-]{10,200}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}/g },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g },
  {
    what: 'a password in an address',
    pattern: /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s:@/'"$<>{}]{1,64}:([^\s@/'"$<>{}]{3,128})@[\w.-]/g,
  },
  {
    what: 'the value of an Authorization header',
    pattern: /\bAuthorization:[ \t]{0,4}(?:Bearer|Basic|token)[ \t]{1,4}([\w.~+/=-]{8,2000})/gi,
  },
];

/** What stands for a secret in examples, and passwords that everybody knows. */
const STANDS_FOR_ONE =
  /example|x{4,}|\*{3}|0{8,}|1234567|your|change|placeholder|dummy|secret|passw|^(?:user|pass|test|admin|root|postgres|mysql|guest|token|git|oauth2|x-access-token)$/i;

/** One look at the text tells, for most files, that there is nothing to find. */
const ANY =
  /AKIA|ASIA|gh[pousr]_|github_pat_|gl(?:pat|dt|rt|cbt|ptt)-|xox[abeoprs]-|hooks\.slack|k_live_|AIza|npm_|eyJ|PRIVATE KEY|:\/\/[^\s:@/]{1,64}:|Authorization/i;

export function tokensIn(text: string): FoundToken[] {
  if (!ANY.test(text)) return [];
  const found: FoundToken[] = [];
  for (const { what, pattern } of FORMS) {
    for (const match of text.matchAll(pattern)) {
      const secret = match[1] ?? match[0];
      if (STANDS_FOR_ONE.test(secret) || /^(.)\1*$/.test(secret)) continue;
      const start = match.index + match[0].lastIndexOf(secret);
      found.push({ span: { start, end: start + secret.length }, what });
    }
  }
  return found;
}

/** True for a password that stands for one, so that it tells nobody anything. */
export const standsForSecret = (text: string): boolean => text.includes('$') || STANDS_FOR_ONE.test(text);
