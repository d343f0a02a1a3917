// RULE git-in-context: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { knownSize } from '../../../base/certainty';
import type { Stage } from '../../../build/graph';
import { mountsOf } from '../../../build/mounts';
import { baseName } from '../../../shell/model';
import type { RuleContext } from '../../context';
import { weightOf } from '../../facts/contextFact';
import { copiedFolders, takesAll } from '../../facts/copiedFolders';
import { keepOut } from '../../edits/keepOut';
import { defineRule, type RuleExamples } from '../../rule';

/** Tools that read the history themselves are seen only where git is called by name. */
const usesGit = (context: RuleContext, stage: Stage): boolean =>
  [stage, ...context.above(stage)].some((one) =>
    context
      .runsOf(one)
      .some(
        ({ script, run }) =>
          script.commands.some((command) => baseName(command) === 'git') ||
          mountsOf(run).some(({ source }) => source.includes('.git')),
      ),
  );

export const examples: RuleExamples = {
  files: { 'app.js': 'run()', '.git/HEAD': 'ref: refs/heads/main', '.git/objects/pack/a.pack': 30_000_000 },
  bad: ['FROM alpine:3.20\nCOPY . /app/\n'],
  fixed: ['.git\n'],
  good: [
    'FROM alpine:3.20\nCOPY app.js /app/\n',
    'FROM alpine:3.20\nCOPY . /app/\nRUN git -C /app describe > /app/version\n',
    'FROM alpine:3.20\nCOPY --exclude=.git . /app/\n',
  ],
};

export default defineRule({
  id: 'git-in-context',
  group: 'cache',
  severity: 'warning',
  since: '0.1.0',
  reads: ['context', 'shell'],
  fix: 'confirm',
  title: 'The history of the project is copied into the image',
  why: 'Each commit changes `.git`, so that this step and all after it run again; and whoever pulls the image gets the whole history.',
  twins: [],
  *check(context) {
    for (const copied of copiedFolders(context)) {
      const git = copied.folder.children.get('.git');
      if (!takesAll(copied) || git?.kind !== 'directory' || usesGit(context, copied.stage)) continue;
      const { bytes } = weightOf(git);
      yield {
        span: copied.word.span,
        message: `This copies .git (${formatBytes(bytes)}): each commit makes this step and all after it run again.`,
        bytes: knownSize(bytes, 'Sum of the files in .git that enter the build context.'),
        ...(context.isShipped(copied.stage) ? {} : { severity: 'hint' as const }),
        fixes: keepOut(copied.fact, ['.git']),
      };
    }
  },
});
