// Knows: whether two references can name one image. That is for the registry to say; names tell only where they cannot: another
// program, another version, another flavour. Sources: docker-library/official-images: README.md, "Tags and aliases";
// the variants that docker-library/docs describes (slim, alpine).

/** Flavours that a tag names whenever it means them. */
const ALWAYS_NAMED = /^(?:slim|alpine)/;

/**
 * False where no publisher would have one image under both: `node:22` and `node:24`, `node:22` and `node:22-slim`,
 * `debian:12` and `alpine:3`. True for `node:22` and `node:22.4`, `debian:12` and `debian:bookworm`, a tag beside `latest`,
 * a digest beside its tag, a mirror.
 */
export function mayBeSameImage(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (a.name !== b.name) return false;
  const bothHave = Math.min(a.version.length, b.version.length);
  if (a.version.slice(0, bothHave).join('.') !== b.version.slice(0, bothHave).join('.')) return false;
  const [left, right] = [without(a.words, b.words), without(b.words, a.words)];
  return (left.length === 0 || right.length === 0) && ![...left, ...right].some((word) => ALWAYS_NAMED.test(word));
}

const without = (words: readonly string[], others: readonly string[]): readonly string[] =>
  words.filter((word) => !others.includes(word));

interface Parts {
  /** Last component: mirrors keep it. */
  readonly name: string;
  readonly version: readonly string[];
  readonly words: readonly string[];
}

function partsOf(reference: string): Parts {
  const [, name = '', tag = ''] = /^(?:.*\/)?([^/:@]*)(?::([^/@]*))?(?:@.*)?$/.exec(reference.toLowerCase()) ?? [];
  const words = tag.split('-').filter((word) => word !== '' && word !== 'latest');
  const at = words.findIndex((word) => /^v?\d/.test(word));
  const version = at === -1 ? [] : (words[at] ?? '').replace(/^v/, '').split('.');
  return { name, version, words: words.filter((_, i) => i !== at) };
}
