// Knows: the first COPY or ADD that takes the whole build context, and what of it an image seldom needs.
import type { ContextSource, RuleContext } from '../context';

export const takesWholeContext = (context: RuleContext): ContextSource | undefined =>
  context
    .contextSources()
    .find(({ query }) => query.path === '/' && query.include.length === 0 && query.exclude.length === 0);

/** Names that seldom belong into an image: histories, what a package manager can fetch again, secrets of a machine. */
export const SELDOM_WANTED: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  'venv',
  '__pycache__',
  '.env',
  '.DS_Store',
  '.terraform',
  '.idea',
  '.vscode',
]);
