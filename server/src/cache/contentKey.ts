// Knows: what can be said of the content of selected files, and whether two such contents are equal. A content that
// hangs on the output of a RUN is a token: equal tokens are equal contents, different tokens may still be.

/** What was written over a tree that nobody read, as digests. */
export interface WrittenKey {
  /** Of all that was written. */
  readonly all: string;
  /** Of files and links alone: folders may have been there before, owners may be two names of one. */
  readonly files: string;
  /** `path:short digest` of each file, sorted and joined by `|`; empty when there are many. */
  readonly list: string;
  /** Which writes hang on what lies below, without their contents; empty: none does. */
  readonly shape: string;
  /**
   * Their contents. `#files#all`: digests of a known source, which leaves other files when its files differ; `&…`: a source
   * over an unread tree, as its part's text; `?digest`: two different ones may leave the same. Older records have `=digest`.
   */
  readonly loose: readonly string[];
}

/** One selected path. `below` names what nobody here has read: an image's files, a RUN's output. */
export type ContentPart =
  | { readonly kind: 'known'; readonly digest: string }
  | { readonly kind: 'over'; readonly below: string; readonly path: string; readonly written: WrittenKey }
  /** Not read yet, unreadable, remote. `why` is a word for a reason. */
  | { readonly kind: 'unread'; readonly why: string };

export type ContentKey = readonly ContentPart[];

export type Likeness = 'same' | 'different' | 'unknown';

/** Text form, for storing and for exact look-ups; undefined when some part was not read. */
export function contentText(key: ContentKey): string | undefined {
  const parts: string[] = [];
  for (const part of key) {
    if (part.kind === 'unread') return undefined;
    parts.push(partText(part));
  }
  return parts.join('\n');
}

export function partText(part: Exclude<ContentPart, { kind: 'unread' }>): string {
  if (part.kind === 'known') return `=${part.digest}`;
  const { all, files, list, shape, loose } = part.written;
  return `~${[part.below, part.path, all, files, list, shape, ...loose].join('\t')}`;
}

export function contentOf(text: string): ContentKey {
  return text.split('\n').map((line): ContentPart => {
    if (line.startsWith('=')) return { kind: 'known', digest: line.slice(1) };
    const [below = '', path = '', all = '', files = '', list = '', shape = '', ...loose] = line.slice(1).split('\t');
    return { kind: 'over', below, path, written: { all, files, list, shape, loose } };
  });
}

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
  if (a.kind !== 'over' || b.kind !== 'over' || a.path !== b.path) return 'unknown';
  if (a.below === b.below) return writtenLikeness(a.written, b.written);
  // Whatever lies below, a file that both wrote is what they wrote.
  return disagree(a.written, b.written) ? 'different' : 'unknown';
}

/**
 * Files that were written over one and the same unread tree differ when what was written differs: nobody's base image
 * holds the very bytes that a COPY would bring. Of folders and owners that cannot be said.
 */
function writtenLikeness(a: WrittenKey, b: WrittenKey): Likeness {
  const isSameLoose = a.shape === b.shape && a.loose.join() === b.loose.join();
  if (a.all === b.all && isSameLoose) return 'same';
  if (a.shape !== b.shape) return 'unknown';
  if (a.files !== b.files) return 'different';
  return a.loose.some((one, i) => looseDiffers(one, b.loose[i] ?? '')) ? 'different' : 'unknown';
}

function looseDiffers(a: string, b: string): boolean {
  if (a.startsWith('#') && b.startsWith('#')) return a.split('#')[1] !== b.split('#')[1];
  if (!a.startsWith('&') || !b.startsWith('&')) return false;
  return likeness(nested(a), nested(b)) === 'different';
}

/** A record is nobody's promise: what cannot be read back says nothing. */
function nested(text: string): ContentKey {
  try {
    return contentOf(decodeURIComponent(text.slice(1)));
  } catch {
    return [{ kind: 'unread', why: 'not-read' }];
  }
}

/** Longer ones are copies of copies of copies: then only equality is kept. */
const LONGEST_NESTED = 2000;

/** A part as the content of a write, when the write leaves other files whenever the part's files differ. */
export function nestedText(part: Exclude<ContentPart, { kind: 'unread' }>): string | undefined {
  const text = partText(part.kind === 'over' ? { ...part, written: { ...part.written, list: '' } } : part);
  const encoded = `&${encodeURIComponent(text)}`;
  return encoded.length > LONGEST_NESTED ? undefined : encoded;
}

function disagree(a: WrittenKey, b: WrittenKey): boolean {
  if (a.list === '' || b.list === '' || a.loose.length + b.loose.length > 0) return false;
  const digests = new Map(a.list.split('|').map(pathAndDigest));
  return b.list
    .split('|')
    .map(pathAndDigest)
    .some(([path, digest]) => (digests.get(path) ?? digest) !== digest);
}

const pathAndDigest = (entry: string): readonly [string, string] => {
  const colon = entry.lastIndexOf(':');
  return [entry.slice(0, colon), entry.slice(colon + 1)];
};
