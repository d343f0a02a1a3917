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
  /** All writes over what lies below, in their order: a link there may have led any of them here. Empty: there is none. */
  readonly trail: string;
}

/** One selected path. `below` names what nobody here has read: an image's files, a RUN's output. */
export type ContentPart =
  | { readonly kind: 'known'; readonly digest: string }
  | {
      readonly kind: 'over';
      readonly below: string;
      readonly path: string;
      readonly written: WrittenKey;
      /** The same content once more, where somebody listed the image: a later plan may know that, or not. */
      readonly listed?: ReadPart;
    }
  /** Not read yet, unreadable, remote. `why` is a word for a reason. */
  | { readonly kind: 'unread'; readonly why: string };

export type ReadPart = Exclude<ContentPart, { kind: 'unread' }>;
export type ContentKey = readonly ContentPart[];

/** The same content, with what a list of the image's files tells of it. */
export const withListed = (key: ContentKey, told: ContentKey): ContentKey =>
  key.map((part, i): ContentPart => {
    const more = told[i];
    if (more === undefined || more.kind === 'unread' || part.kind === 'known') return part;
    return part.kind === 'over' ? { ...part, listed: more } : more;
  });

/** As the list tells it alone, where there is one. */
export const asListed = (key: ContentKey): ContentKey =>
  key.map((part) => (part.kind === 'over' ? (part.listed ?? part) : part));

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

export function partText(part: ReadPart): string {
  if (part.kind === 'known') return `=${part.digest}`;
  const { all, files, list, shape, loose, trail } = part.written;
  const more = [
    ...(trail === '' ? [] : [TRAIL + trail]),
    ...(part.listed ? [LISTED + encodeURIComponent(partText(part.listed))] : []),
  ];
  return `~${[part.below, part.path, all, files, list, shape, ...loose, ...more].join('\t')}`;
}

/** Before what stands behind the loose writes: to an older program one more of these, of which it says nothing. */
const TRAIL = '@';
const LISTED = '!';

export function contentOf(text: string): ContentKey {
  return text.split('\n').map(partIn);
}

function partIn(line: string): ReadPart {
  if (line.startsWith('=')) return { kind: 'known', digest: line.slice(1) };
  const [below = '', path = '', all = '', files = '', list = '', shape = '', ...rest] = line.slice(1).split('\t');
  const after = (mark: string): string | undefined => rest.find((text) => text.startsWith(mark))?.slice(mark.length);
  const loose = rest.filter((text) => !text.startsWith(TRAIL) && !text.startsWith(LISTED));
  const listed = after(LISTED);
  const more = listed === undefined ? undefined : decoded(listed);
  const written = { all, files, list, shape, loose, trail: after(TRAIL) ?? '' };
  return { kind: 'over', below, path, written, ...(more !== undefined && { listed: partIn(more) }) };
}

/** A record is nobody's promise: what cannot be read back says nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
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

export const isOpen = ({ kind }: ContentPart): boolean => kind !== 'known';

function partLikeness(a: ContentPart, b: ContentPart): Likeness {
  if (a.kind === 'known' && b.kind === 'known') return a.digest === b.digest ? 'same' : 'different';
  const [one, other] = [listedOf(a), listedOf(b)];
  const told = one && other && (one !== a || other !== b) ? partLikeness(one, other) : 'unknown';
  if (told !== 'unknown') return told;
  if (a.kind !== 'over' || b.kind !== 'over' || a.path !== b.path) return 'unknown';
  if (a.below === b.below) return writtenLikeness(a.written, b.written);
  // Whatever lies below, a file that both wrote is what they wrote.
  return disagree(a.written, b.written) ? 'different' : 'unknown';
}

const listedOf = (part: ContentPart): ContentPart | undefined => (part.kind === 'over' ? part.listed : part);

/**
 * Files that were written over one and the same unread tree differ when what was written differs: nobody's base image
 * holds the very bytes that a COPY would bring. Of folders and owners that cannot be said.
 */
function writtenLikeness(a: WrittenKey, b: WrittenKey): Likeness {
  const isSameLoose = a.shape === b.shape && a.loose.join() === b.loose.join();
  if (a.all === b.all && isSameLoose && a.trail === b.trail) return 'same';
  if (a.shape !== b.shape) return 'unknown';
  if (a.files !== b.files) return 'different';
  return a.loose.some((one, i) => looseDiffers(one, b.loose[i] ?? '')) ? 'different' : 'unknown';
}

function looseDiffers(a: string, b: string): boolean {
  if (a.startsWith('#') && b.startsWith('#')) return a.split('#')[1] !== b.split('#')[1];
  if (!a.startsWith('&') || !b.startsWith('&')) return false;
  return likeness(nested(a), nested(b)) === 'different';
}

function nested(text: string): ContentKey {
  const plain = decoded(text.slice(1));
  return plain === undefined ? [{ kind: 'unread', why: 'not-read' }] : contentOf(plain);
}

/** Longer ones are copies of copies of copies: then only equality is kept. */
const LONGEST_NESTED = 2000;

/** A part as the content of a write, when the write leaves other files whenever the part's files differ. */
export function nestedText(part: ReadPart): string | undefined {
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
