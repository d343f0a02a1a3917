// Knows: the files of base images for the plans of one document: those that are listed at once, others are listed behind,
// and then it is planned again. No plan waits for a list.
import type { CancelSignal } from '../base/platform';
import { factsOf, type BaseFacts } from '../cache/sources';
import type { DirectoryNode } from '../context/tree';
import type { PlannedBuilder, PlanPorts } from './planPorts';

export class PlannedImages {
  /** What was asked of which builder: an image that it cannot list is not asked for at each plan. */
  readonly #asked = new WeakMap<PlannedBuilder, Set<string>>();

  constructor(
    private readonly ports: Pick<PlanPorts, 'listed'> & { mayAsk(): boolean },
    private readonly listed: () => void,
  ) {}

  /** `newest`: the last recorded build; without one nothing can hang on what is in an image. */
  async files(
    references: readonly string[],
    bases: Readonly<Record<string, BaseFacts>>,
    { builder, newest }: { readonly builder: PlannedBuilder | undefined; readonly newest: object | undefined },
    signal: CancelSignal,
  ): Promise<Record<string, DirectoryNode>> {
    const files: Record<string, DirectoryNode> = {};
    for (const reference of references) {
      const facts = factsOf(bases, reference);
      const tree = facts && (await this.ports.listed(facts));
      if (tree) files[reference] = tree;
      else if (facts && newest && builder?.answers === true && this.ports.mayAsk())
        this.#list(reference, facts, builder, signal);
    }
    return files;
  }

  #list(reference: string, facts: BaseFacts, builder: PlannedBuilder, signal: CancelSignal): void {
    const asked = this.#asked.get(builder) ?? new Set<string>();
    this.#asked.set(builder, asked);
    if (asked.has(facts.content)) return;
    asked.add(facts.content);
    void builder.list(reference, facts, signal).then((isNew) => {
      if (isNew && !signal.aborted) this.listed();
    });
  }
}
