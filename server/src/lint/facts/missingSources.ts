// Knows: sources of COPY and ADD that the builder will not find in the context, and whether that may be said: of a folder
// that is only assumed to be the context, a source that is there speaks for it.
import { select } from '../../context/select';
import { nodeAt } from '../../context/tree';
import { entering, keptOutBy, type ContextFact } from './contextFact';
import type { IgnorePattern } from '../../context/ignoreFile';
import type { ContextSource, RuleContext } from '../context';

export interface MissingSource extends ContextSource {
  readonly fact: ContextFact;
  /** Path in the context, without a leading slash. */
  readonly path: string;
  /** The pattern that keeps it out; undefined: there is no such path. */
  readonly keptOutBy: IgnorePattern | undefined;
}

export function missingSources(context: RuleContext): MissingSource[] {
  const fact = context.context;
  if (!fact) return [];
  const tree = entering(fact);
  const missing: MissingSource[] = [];
  let found = 0;
  for (const source of context.contextSources()) {
    const { path, ...options } = source.query;
    // A pattern may match nothing.
    if (options.wildcard) continue;
    // With filters a builder's answer hangs on more than the path.
    if (options.include.length > 0 || options.exclude.length > 0) continue;
    // Links are followed only where the path leads over some: asking for the whole selection would look at every file.
    if (nodeAt(tree, path) !== undefined || !select(tree, path, options, fact.sha256).missing) {
      if (path !== '/') found++;
      continue;
    }
    const plain = path.replace(/^\/+/, '');
    missing.push({ ...source, fact, path: plain, keptOutBy: keptOutBy(fact, plain) });
  }
  return fact.assumed && found === 0 ? [] : missing;
}
