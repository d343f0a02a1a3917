// RULE large-file-in-context: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { knownSize } from '../../../base/certainty';
import type { DirectoryNode } from '../../../context/tree';
import { weightOf } from '../../facts/contextFact';
import { copiedFolders } from '../../facts/copiedFolders';
import { keepOut } from '../../edits/keepOut';
import { defineRule, type RuleExamples } from '../../rule';

/** The biggest file of at least `limit` bytes; folders that weigh less are not looked into. */
function biggestIn(folder: DirectoryNode, limit: number): { path: string; bytes: number } | undefined {
  let best: { path: string; bytes: number } | undefined;
  for (const [name, node] of folder.children) {
    if (weightOf(node).bytes < Math.max(limit, (best?.bytes ?? 0) + 1)) continue;
    const found = node.kind === 'directory' ? biggestIn(node, limit) : { path: '', bytes: weightOf(node).bytes };
    if (found && found.bytes > (best?.bytes ?? 0))
      best = { path: found.path === '' ? name : `${name}/${found.path}`, bytes: found.bytes };
  }
  return best;
}

export const examples: RuleExamples = {
  files: { 'app.js': 'run()', 'dumps/big.sql': 60_000_000 },
  bad: ['FROM alpine:3.20\nCOPY . /app/\n', 'FROM alpine:3.20\nCOPY dumps /dumps/\n'],
  fixed: ['dumps/big.sql\n', 'dumps/big.sql\n'],
  good: ['FROM alpine:3.20\nCOPY app.js /app/\n', 'FROM alpine:3.20\nCOPY dumps/big.sql /dumps/\n'],
};

export default defineRule({
  id: 'large-file-in-context',
  group: 'size',
  severity: 'info',
  since: '0.1.0',
  reads: ['context'],
  fix: 'confirm',
  title: 'A large file is copied with its folder',
  why: 'It is sent to the builder, hashed for each build, and kept in a layer.',
  twins: [],
  options: {
    maxBytes: { type: 'number', default: 50_000_000, description: 'Files of at least so many bytes are reported.' },
  },
  *check(context, { maxBytes }) {
    if (maxBytes === null) return;
    for (const copied of copiedFolders(context)) {
      const found = biggestIn(copied.folder, maxBytes);
      if (!found) continue;
      const path = copied.path === '' ? found.path : `${copied.path}/${found.path}`;
      yield {
        span: copied.word.span,
        message: `This copies ${path}, a file of ${formatBytes(found.bytes)}.`,
        bytes: knownSize(found.bytes, 'Size of the file in the build context.'),
        ...(context.isShipped(copied.stage) ? {} : { severity: 'hint' as const }),
        fixes: keepOut(copied.fact, [path]),
      };
    }
  },
});
