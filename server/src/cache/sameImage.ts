// Knows: whether two references can name one image. That is for the registry to say; names tell only where they cannot: another
// program, another version, another flavour. Sources: docker-library/official-images: README.md, "Tags and aliases";
// the variants that docker-library/docs describes (slim, alpine).

/** Flavours that a tag names whenever it means them. */
const ALWAYS_NAMED: ReadonlySet<string> = new Set(['slim', 'alpine']);

/**
 * False where no publisher would have one image under both: `node:22` and `node:24`, `node:22` and `node:22-slim`,
 * `debian:12` and `alpine:3`. True for `node:22` and `node:22.4`, `debian:12` and `debian:bookworm`, a tag beside `latest`,
 * a digest beside its tag, a mirror.
 */
export function mayBeSameImage(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (a.name !== b.name || !agree(a.version, b.version)) return false;
  const own = [...a.flavours.keys()].filter((flavour) => !b.flavours.has(flavour));
  const others = [...b.flavours.keys()].filter((flavour) => !a.flavours.has(flavour));
  // What one of them does not say may be what it means; where each says something of its own, they differ.
  if ((own.length > 0 && others.length > 0) || [...own, ...others].some((flavour) => ALWAYS_NAMED.has(flavour)))
    return false;
  return [...a.flavours].every(([flavour, version]) => agree(version, b.flavours.get(flavour) ?? []));
}

/** `3` and `3.20` do, `3.19` and `3.20` do not. */
function agree(one: Version, other: Version): boolean {
  const bothHave = Math.min(one.length, other.length);
  return one.slice(0, bothHave).join('.') === other.slice(0, bothHave).join('.');
}

type Version = readonly string[];

interface Parts {
  /** Last component: mirrors keep it. */
  readonly name: string;
  readonly version: Version;
  /** `alpine3.20`: the word and its version. */
  readonly flavours: ReadonlyMap<string, Version>;
}

const versionOf = (text: string): Version => (text === '' ? [] : text.split('.'));

function partsOf(reference: string): Parts {
  const [, name = '', tag = ''] = /^(?:.*\/)?([^/:@]*)(?::([^/@]*))?(?:@.*)?$/.exec(reference.toLowerCase()) ?? [];
  const words = tag.split('-').filter((word) => word !== '' && word !== 'latest');
  const at = words.findIndex((word) => /^v?\d/.test(word));
  const flavours = words
    .filter((_, i) => i !== at)
    .map((word): [string, Version] => {
      const [, stem = word, version = ''] = /^(\D*)(\d[\d.]*)?$/.exec(word) ?? [];
      return [stem, versionOf(version)];
    });
  return { name, version: versionOf((words[at] ?? '').replace(/^v/, '')), flavours: new Map(flavours) };
}
