// RULE secret-files-in-context: the id is the file name; the examples below are run as tests.
import { copiedFolders, TreeSearch } from '../../facts/copiedFolders';
import { keepOut } from '../../edits/keepOut';
import { defineRule, type RuleExamples } from '../../rule';

const SECRET_FILE =
  /^(?:\.env(?:\..+)?|id_(?:rsa|dsa|ecdsa|ed25519)|.+\.(?:key|p12|pfx|kdbx|jks)|\.netrc|\.pypirc|\.git-credentials|credentials\.json)$/;
const SECRET_FOLDER = /^\.(?:aws|ssh|gnupg|kube)$/;
/** Samples hold no secret, and what packages bring is theirs. */
const HARMLESS = /\.(?:example|sample|template|dist|defaults?)$/;
const PACKAGES = new Set(['node_modules', 'vendor', '.git', 'site-packages', 'testdata', 'fixtures']);
const SECRETS = new TreeSearch(
  (name, node) =>
    node.kind === 'directory' ? SECRET_FOLDER.test(name) : SECRET_FILE.test(name) && !HARMLESS.test(name),
  20,
  PACKAGES,
);

export const examples: RuleExamples = {
  files: { 'app.js': 'run()', '.env': 'TOKEN=…', 'keys/id_ed25519': 'key', '.env.example': 'TOKEN=' },
  bad: ['FROM alpine:3.20\nCOPY . /app/\n', 'FROM alpine:3.20\nCOPY keys /app/keys/\n'],
  fixed: ['.env\nkeys/id_ed25519\n', 'keys/id_ed25519\n'],
  good: [
    'FROM alpine:3.20\nCOPY app.js .env.example /app/\n',
    'FROM alpine:3.20\nCOPY --exclude=.env --exclude=keys . /app/\n',
  ],
};

export default defineRule({
  id: 'secret-files-in-context',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['context'],
  fix: 'confirm',
  title: 'Files that look like credentials are copied',
  why: 'Whoever can pull the image can read every file of every layer, also one that a later step deletes.',
  twins: [],
  *check(context) {
    for (const copied of copiedFolders(context)) {
      const found = SECRETS.in(copied.folder).map((path) => (copied.path === '' ? path : `${copied.path}/${path}`));
      if (found.length === 0) continue;
      const shown = found.slice(0, 3).join(', ') + (found.length > 3 ? ` and ${String(found.length - 3)} more` : '');
      yield {
        span: copied.word.span,
        message: `This copies ${shown}, which look${found.length === 1 ? 's' : ''} like credentials, into a layer.`,
        ...(context.isShipped(copied.stage) ? {} : { severity: 'hint' as const }),
        fixes: keepOut(copied.fact, found),
      };
    }
  },
});
