// Knows: what an SPDX licence expression looks like (SPDX specification, annex on licence expressions).

/** Deepest brackets that are read. */
const DEEPEST = 50;

/** True for `MIT`, `Apache-2.0 OR (GPL-2.0-only WITH Classpath-exception-2.0 AND BSD-3-Clause)`. */
export function isLicenceExpression(text: string): boolean {
  const words = text.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const expression = (depth: number): boolean => {
    if (depth > DEEPEST || !term(depth)) return false;
    while (/^(?:AND|OR)$/i.test(words[at] ?? '')) {
      at++;
      if (!term(depth)) return false;
    }
    return true;
  };
  const term = (depth: number): boolean => {
    if (words[at] === '(') {
      at++;
      return expression(depth + 1) && words[at++] === ')';
    }
    if (!isIdentifier(words[at++] ?? '')) return false;
    if (words[at]?.toUpperCase() !== 'WITH') return true;
    at++;
    return isIdentifier(words[at++] ?? '');
  };
  return expression(0) && at === words.length;
}

/** Identifiers hold a digit or a dash; these do not. */
const SHORT =
  /^(?:MIT|ISC|Zlib|curl|Unlicense|WTFPL|NCSA|JSON|Ruby|PHP|PSF|TCL|Vim|X11|Beerware|0BSD|FTL|IJG|Intel|Libpng|OpenSSL|SISSL|NONE|NOASSERTION)$/i;

const isIdentifier = (word: string): boolean =>
  SHORT.test(word) ||
  /^(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/.test(word) ||
  (/^[A-Za-z0-9][A-Za-z0-9.-]*\+?$/.test(word) && /\d/.test(word) && word.includes('-'));
