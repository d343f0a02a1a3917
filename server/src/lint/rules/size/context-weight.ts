// RULE context-weight: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { knownSize } from '../../../base/certainty';
import { entering, entriesOf, weightOf, type ContextEntry } from '../../facts/contextFact';
import { ignoreEntries, patternFor } from '../../edits/ignoreEntry';
import { takesWholeContext } from '../../facts/wholeContext';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

/** From here on sending and copying the context takes seconds on most machines. */
const HEAVY = 100_000_000;

export const examples: RuleExamples = {
  files: { '.dockerignore': '# notes\n', 'app.js': 'run()', 'videos/intro.mp4': 150_000_000, 'data.csv': 60_000_000 },
  bad: ['FROM alpine\nCOPY . /app/\n'],
  fixed: ['# notes\nvideos\n'],
  good: ['FROM alpine\nCOPY app.js /app/\n', 'FROM alpine\nADD data.csv /app/\n'],
};

export default defineRule({
  id: 'context-weight',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['context'],
  fix: 'confirm',
  title: 'The whole build context is copied, and it is heavy',
  why: 'All of it is sent to the builder and kept in a layer. Often a few entries make most of it, and the image needs none of them.',
  twins: [],
  *check(context) {
    const fact = context.context;
    if (!fact) return;
    const source = takesWholeContext(context);
    const tree = entering(fact);
    const { bytes, files } = weightOf(tree);
    if (!source || bytes < HEAVY) return;
    const biggest = entriesOf(tree, '').slice(0, 3);
    yield {
      span: source.word.span,
      message: `This copies ${formatBytes(bytes)} in ${files === 1 ? 'one file' : `${String(files)} files`}; most of it is ${biggest.map(words).join(', ')}.`,
      bytes: knownSize(bytes, 'Sum of the files that enter the build context.'),
      fixes: biggest.flatMap(({ path, bytes: saved }): Fix[] => {
        const addition = ignoreEntries(fact, [patternFor(path)]);
        if (!addition) return [];
        const title = `Keep ${path} out: add it to ${addition.name} (saves ${formatBytes(saved)})`;
        return [{ class: 'confirm', title, edits: [], addition }];
      }),
    };
  },
});

const words = ({ path, bytes }: ContextEntry): string => `${path} (${formatBytes(bytes)})`;
