// RULE missing-dockerignore: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { entering, entriesOf, type ContextEntry } from '../../facts/contextFact';
import { ignoreEntries, patternFor } from '../../edits/ignoreEntry';
import { SELDOM_WANTED, takesWholeContext } from '../../facts/wholeContext';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'app.js': 'run()', '.git/HEAD': 'ref: refs/heads/main', 'node_modules/left/index.js': 2_000_000 },
  bad: ['FROM alpine\nCOPY . /app/\n'],
  fixed: ['node_modules\n.git\n'],
  good: [
    'FROM alpine\nCOPY app.js /app/\n',
    'FROM alpine AS build\nRUN make\nFROM alpine\nCOPY --from=build . /app/\n',
  ],
};

export default defineRule({
  id: 'missing-dockerignore',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['context'],
  fix: 'confirm',
  title: 'The whole context is copied and no ignore file is in effect',
  why: 'Histories, local dependencies and settings of your machine get into the image, and each change to them rebuilds this step and all that follow.',
  twins: ['dclint/missing-dockerignore'],
  *check(context) {
    const fact = context.context;
    if (!fact || fact.ignoreFile) return;
    const source = takesWholeContext(context);
    if (!source) return;
    const entries = entriesOf(entering(fact), '').filter(({ path }) => SELDOM_WANTED.has(path));
    if (entries.length === 0) return;
    const addition = ignoreEntries(
      fact,
      entries.map(({ path }) => patternFor(path)),
    );
    yield {
      span: source.word.span,
      message: `No ignore file is in effect, so that ${listed(entries)} ${entries.length === 1 ? 'is' : 'are'} copied too.`,
      fixes: addition
        ? [{ class: 'confirm', title: `Create ${addition.name} that keeps ${names(entries)} out`, edits: [], addition }]
        : [],
    };
  },
});

const listed = (entries: readonly ContextEntry[]): string => {
  const shown = entries.slice(0, 3).map(({ path, bytes }) => `${path} (${formatBytes(bytes)})`);
  return shown.join(', ') + (entries.length > 3 ? ` and ${String(entries.length - 3)} more` : '');
};

const names = (entries: readonly ContextEntry[]): string =>
  entries
    .slice(0, 3)
    .map(({ path }) => path)
    .join(', ') + (entries.length > 3 ? ' …' : '');
