// Knows: which findings the editor has been given: whether there are new ones to tell it of, and when it got its first.
import type { RuleFinding } from '../lint/rule';

/** An editor that shows findings has asked for them by then. */
const FIRST_ANSWER_MS = 150;

export class GivenFindings {
  readonly #given = new Map<string, readonly RuleFinding[]>();
  #tellFirst = (): void => undefined;

  /**
   * Findings come first: to look for an engine takes as long as to judge a file, and both want the same processor. Who asks
   * for no findings waits for a moment.
   */
  readonly first = new Promise<void>((resolve) => (this.#tellFirst = resolve));

  /** @param findings of a document as they are now */
  constructor(private readonly findings: (uri: string) => readonly RuleFinding[]) {}

  /** The editor will ask soon, or never. */
  begin(): void {
    setTimeout(this.#tellFirst, FIRST_ANSWER_MS).unref();
  }

  /** The editor is given the findings as they are now. */
  give(uri: string): void {
    this.#given.set(uri, this.findings(uri));
    // When the answer is on its way: the connection writes it in a turn of its own.
    setImmediate(() => setImmediate(this.#tellFirst));
  }

  /** False for an editor that was given none yet: it asks by itself. */
  areNew(uri: string): boolean {
    const given = this.#given.get(uri);
    return given !== undefined && !areSame(given, this.findings(uri));
  }

  forget(uri: string): void {
    this.#given.delete(uri);
  }
}

const areSame = (some: readonly RuleFinding[], others: readonly RuleFinding[]): boolean =>
  some === others || (some.length === others.length && some.every((finding, i) => isSame(finding, others[i])));

const isSame = (one: RuleFinding, other: RuleFinding | undefined): boolean =>
  one.rule.id === other?.rule.id &&
  one.span.start === other.span.start &&
  one.span.end === other.span.end &&
  one.message === other.message;
