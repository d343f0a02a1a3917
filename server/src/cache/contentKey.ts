// Knows: what can be said of the content of selected files, and whether two such contents are equal. A content that
// hangs on the output of a RUN is a token: equal tokens are equal contents, different tokens may still be.

/** One selected path. `below` names what nobody here has read: an image's files, a RUN's output. */
export type ContentPart =
  | { readonly kind: 'known'; readonly digest: string }
  | { readonly kind: 'over'; readonly below: string; readonly path: string; readonly written: string }
  /** Not read yet, unreadable, remote. `why` is a word for a reason. */
  | { readonly kind: 'unread'; readonly why: string };

export type ContentKey = readonly ContentPart[];

export type Likeness = 'same' | 'different' | 'unknown';

/** Text form, for storing and for exact look-ups; undefined when some part was not read. */
export function contentText(key: ContentKey): string | undefined {
  const parts: string[] = [];
  for (const part of key) {
    if (part.kind === 'unread') return undefined;
    parts.push(part.kind === 'known' ? `=${part.digest}` : `~${part.below}\t${part.path}\t${part.written}`);
  }
  return parts.join('\n');
}

export function contentOf(text: string): ContentKey {
  return text.split('\n').map((line): ContentPart => {
    if (line.startsWith('=')) return { kind: 'known', digest: line.slice(1) };
    const [below = '', path = '', written = ''] = line.slice(1).split('\t');
    return { kind: 'over', below, path, written };
  });
}

/**
 * Files that we wrote over one and the same unread tree differ when what we wrote differs: nobody's base image holds the
 * very bytes that a COPY would bring.
 */
export function likeness(a: ContentKey, b: ContentKey): Likeness {
  if (a.length !== b.length) return a.some(isOpen) || b.some(isOpen) ? 'unknown' : 'different';
  let result: Likeness = 'same';
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (!other) return 'unknown';
    const found = partLikeness(part, other);
    if (found === 'different') return 'different';
    if (found === 'unknown') result = 'unknown';
  }
  return result;
}

const isOpen = ({ kind }: ContentPart): boolean => kind !== 'known';

function partLikeness(a: ContentPart, b: ContentPart): Likeness {
  if (a.kind === 'known' && b.kind === 'known') return a.digest === b.digest ? 'same' : 'different';
  if (a.kind === 'over' && b.kind === 'over' && a.below === b.below && a.path === b.path)
    return a.written === b.written ? 'same' : 'different';
  return 'unknown';
}
