// Knows: the first COPY or ADD that takes the whole build context.
import type { ContextSource, RuleContext } from './context';

export const takesWholeContext = (context: RuleContext): ContextSource | undefined =>
  context
    .contextSources()
    .find(({ query }) => query.path === '/' && query.include.length === 0 && query.exclude.length === 0);
