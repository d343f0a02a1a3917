// RULE copy-dest-not-directory: the id is the file name; the examples below are run as tests.
import { instructionsOf } from '../../facts/instructions';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nCOPY a b /dest\n',
    'FROM alpine\nADD ["a", "b", "dest"]\n',
    'FROM alpine\nCOPY a <<E /dest\ntext\nE\n',
  ],
  fixed: [
    'FROM alpine\nCOPY a b /dest/\n',
    'FROM alpine\nADD ["a", "b", "dest/"]\n',
    'FROM alpine\nCOPY a <<E /dest/\ntext\nE\n',
  ],
  good: [
    'FROM alpine\nCOPY a b /dest/\n',
    'FROM alpine\nCOPY a b .\n',
    'FROM alpine\nCOPY a b ./x/..\n',
    'FROM alpine\nCOPY a b $DIR\n',
    'FROM alpine\nCOPY a b ${DIR:-/x}\n',
    'FROM alpine\nCOPY a* /dest\n',
    'FROM alpine\nCOPY a /dest\n',
  ],
};

export default defineRule({
  id: 'copy-dest-not-directory',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  fix: 'safe',
  title: 'Several sources, and a destination that is no folder',
  why: 'The classic builder stops; BuildKit writes one file over the other unless the folder is there already.',
  twins: [
    'hadolint/DL3021',
    'trivy/DS-0011',
    'dockerfile-utils/INVALID_DESTINATION',
    'kics/copy-dest-not-directory',
    'buddy/EC0004',
    'droast/DF048',
    'dockerfilelint/add_dest_invalid',
  ],
  differs: 'hadolint wants a slash behind `.` and `..` too; builders take these for folders.',
  *check({ model }) {
    for (const { keyword, sources, heredocSources, destination } of instructionsOf(model, 'COPY', 'ADD')) {
      if (!destination || sources.length + heredocSources.length < 2) continue;
      // A comment behind the instruction is another fault.
      if ([...sources, destination].some(({ text }) => text.startsWith('#'))) continue;
      const bare = destination.text.replace(/["']+$/, '');
      if (/[/\\]$|(?:^|\/)\.\.?$|\$\w+$|\}$/.test(bare)) continue;
      const { start, end } = destination.span;
      const at = /["']$/.test(model.text.slice(start, end)) ? end - 1 : end;
      yield {
        span: destination.span,
        message: `${keyword} of ${String(sources.length + heredocSources.length)} sources needs a folder: ${destination.text} must end with a slash.`,
        fixes: [{ class: 'safe', title: 'Add the slash', edits: [{ span: { start: at, end: at }, newText: '/' }] }],
      };
    }
  },
});
