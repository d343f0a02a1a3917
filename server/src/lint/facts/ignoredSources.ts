// Knows: which sources BuildKit warns of because the ignore file keeps them out: by the pattern alone, without a look at
// the files. Source: moby/buildkit: dockerfile2llb/validations.go (validateCopySourcePath).
import { cleanPath } from '../../base/posixPath';
import type { IgnorePattern } from '../../context/ignoreFile';
import type { RuleContext } from '../context';
import { keptOutBy, type ContextFact } from './contextFact';
import { dispatched, type Dispatched, type ExpandedWord } from './dispatch';
import { missingSources } from './missingSources';
import type { Fix } from '../rule';
import { exceptionFor, ignoreEntries } from '../edits/ignoreEntry';

export interface IgnoredSource {
  readonly one: Dispatched;
  readonly source: ExpandedWord;
  /** As the builder writes it. */
  readonly path: string;
  readonly by: IgnorePattern;
  readonly fact: ContextFact;
  /** The build stops: nothing of that name is left. */
  readonly stops: boolean;
}

/** With an exception in the ignore file BuildKit says nothing: what comes back in is too hard to tell. */
export const hasExceptions = ({ ignore }: ContextFact): boolean =>
  ignore.patterns.some(({ text }) => text.startsWith('!'));

export function ignoredSources(context: RuleContext): IgnoredSource[] {
  const fact = context.context;
  if (!fact || hasExceptions(fact) || fact.ignore.patterns.length === 0) return [];
  const stopping = new Set(missingSources(context).map(({ word }) => word));
  return dispatched(context).flatMap((one) =>
    one.contextSources.flatMap((source) => {
      const path = cleanPath(source.text);
      const by = path === '.' || path === '/' ? everything(fact) : keptOutBy(fact, path);
      return by ? [{ one, source, path, by, fact, stops: stopping.has(source.word) }] : [];
    }),
  );
}

const everything = ({ ignore }: ContextFact): IgnorePattern | undefined =>
  ignore.patterns.find(({ text }) => ['*', '**', '**/*'].includes(cleanPath(text).replace(/^\//, '')));

export const whereOf = (fact: ContextFact, by: IgnorePattern): string =>
  fact.ignoreFile ? `${fact.ignoreFile.name}, line ${String(by.line)}` : 'the ignore file';

export function letIn(fact: ContextFact, path: string): Fix[] {
  const line = exceptionFor(fact, path);
  const addition = line === undefined ? undefined : ignoreEntries(fact, [line]);
  if (line === undefined || !addition) return [];
  return [{ class: 'confirm', title: `Let it in: add ${line} to ${addition.name}`, edits: [], addition }];
}
