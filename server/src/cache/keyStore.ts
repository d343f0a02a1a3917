// Knows: which cache keys a builder has, as far as builds that were recorded left them: the links from input keys to
// results, as BuildKit's own key store has them. Source: moby/buildkit: solver/{cachemanager,cachestorage}.go.

/** `certain`: false for what a build may have left, when nobody saw which of its steps ran. */
export interface Link {
  readonly target: string;
  readonly certain: boolean;
}

/** What a key's newest result is called; its files are the result's, not the key's. */
export interface StoredResult {
  readonly id: string;
  readonly certain: boolean;
}

/** Plain form, for a file. */
export interface StoredKeys {
  /** [from, link, target, certain] */
  readonly links: readonly (readonly [string, string, string, 0 | 1])[];
  readonly results: readonly (readonly [string, string, 0 | 1])[];
  /** Names of contexts of which the builder keeps no copy any more; absent: it keeps all. */
  readonly letGo?: readonly string[];
}

export const CONTENT = 'content:';

export class KeyStore {
  readonly #links = new Map<string, Map<string, boolean>>();
  /** Link → content keys that have it, for finding those that may be equal. */
  readonly #contents = new Map<string, Set<string>>();
  readonly #results = new Map<string, StoredResult>();
  /** What was added since the store was read. */
  readonly #newLinks: [string, string, string, 0 | 1][] = [];
  readonly #newResults = new Map<string, StoredResult>();
  readonly #letGo = new Set<string>();

  constructor(private readonly below?: KeyStore) {}

  static read(pieces: Iterable<StoredKeys>): KeyStore {
    const store = new KeyStore();
    for (const { links, results } of pieces) {
      for (const [from, link, target, certain] of links) store.#put(from, link, target, certain === 1);
      for (const [key, id, certain] of results) store.#results.set(key, { id, certain: certain === 1 });
    }
    return store;
  }

  /** A store for trying things out: what is added to it does not reach this one. */
  fork(): KeyStore {
    return new KeyStore(this);
  }

  get isEmpty(): boolean {
    return this.#results.size === 0 && (this.below?.isEmpty ?? true);
  }

  /** Keys that `from` leads to by `link`. */
  targets(from: string, link: string): readonly Link[] {
    const own = this.#links.get(`${from}\n${link}`);
    const lower = this.below?.targets(from, link) ?? [];
    if (!own) return lower;
    const merged = new Map(lower.map(({ target, certain }) => [target, certain]));
    for (const [target, certain] of own) merged.set(target, certain || merged.get(target) === true);
    return [...merged].map(([target, certain]) => ({ target, certain }));
  }

  /** Content keys that lead somewhere by `link`. */
  contents(link: string): readonly string[] {
    return [...(this.#contents.get(link) ?? []), ...(this.below?.contents(link) ?? [])];
  }

  result(key: string): StoredResult | undefined {
    return this.#results.get(key) ?? this.below?.result(key);
  }

  addLink(from: string, link: string, target: string, certain: boolean): void {
    const known = this.targets(from, link).find((other) => other.target === target);
    if (known && (known.certain || !certain)) return;
    this.#put(from, link, target, certain);
    this.#newLinks.push([from, link, target, certain ? 1 : 0]);
  }

  setResult(key: string, result: StoredResult): void {
    this.#results.set(key, result);
    this.#newResults.set(key, result);
  }

  letGo(context: string): void {
    this.#letGo.add(context);
  }

  /** What was added, in plain form. */
  added(): StoredKeys {
    return {
      links: this.#newLinks,
      results: [...this.#newResults].map(([key, { id, certain }]) => [key, id, certain ? 1 : 0] as const),
      ...(this.#letGo.size > 0 && { letGo: [...this.#letGo] }),
    };
  }

  #put(from: string, link: string, target: string, certain: boolean): void {
    const at = `${from}\n${link}`;
    const targets = this.#links.get(at) ?? new Map<string, boolean>();
    targets.set(target, certain || targets.get(target) === true);
    this.#links.set(at, targets);
    if (!from.startsWith(CONTENT)) return;
    const contents = this.#contents.get(link) ?? new Set<string>();
    contents.add(from.slice(CONTENT.length));
    this.#contents.set(link, contents);
  }
}
