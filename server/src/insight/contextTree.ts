// Knows: the rows of the Context view: which ignore file decides, what enters the build, biggest first, and what is kept
// out by which pattern. Looks only where rows are shown, so that a context of any size costs little.
import { formatBytes, formatShare } from '../base/bytes';
import type { IgnorePattern } from '../context/ignoreFile';
import type { DirectoryNode } from '../context/tree';
import {
  entering,
  entriesOf,
  keptOutBy,
  weightOf,
  type ContextEntry,
  type ContextFact,
} from '../lint/facts/contextFact';
import type { ContextTreeModel, ContextTreeNode } from '../protocol/viewModels';
import type { Analysis } from './analysis';
import { readingWords } from './cacheTree';
import { plural } from './wording';

/** Rows of one folder; the rest is counted in one row. */
const MOST_CHILDREN = 40;
/** Rows of the whole view. */
const MOST_ROWS = 1500;
const MOST_KEPT_OUT = 200;

/** @param uriOf an absolute path, so that a click opens the file. */
export function contextTree(analysis: Analysis, uri: string, uriOf: (path: string) => string): ContextTreeModel {
  const { planned } = analysis.input;
  const fact = planned?.context;
  if (!planned || !fact) {
    const state = planned?.state;
    const message =
      state?.kind === 'failed' || state?.kind === 'none'
        ? state.sentence
        : readingWords(state?.kind === 'reading' ? state : { entries: 0, bytes: 0 });
    return { uri, title: '', message, roots: [] };
  }
  const tree = entering(fact);
  const { bytes, files } = weightOf(tree);
  const said = [
    planned.state.kind === 'failed' ? planned.state.sentence : '',
    planned.assumed
      ? 'The context is assumed: no file of the workspace says how this Dockerfile is built.'
      : planned.targetLabel,
  ].filter((part) => part !== '');
  return {
    uri,
    title: `${fact.label} · ${formatBytes(bytes)} · ${plural(files, 'file')}`,
    message: said.join(' '),
    roots: [ignoreNode(fact, uriOf), ...new Rows(fact, uriOf, bytes).below(tree, ''), ...keptOutNode(fact, tree)],
  };
}

function ignoreNode(fact: ContextFact, uriOf: (path: string) => string): ContextTreeNode {
  const { ignoreFile, ignore, newIgnoreFile } = fact;
  const faults = ignore.problems.map(({ message }) => message);
  return {
    id: 'ignore',
    kind: 'ignoreFile',
    label: ignoreFile ? ignoreFile.name : 'no ignore file',
    description: ignoreFile
      ? [`in effect · ${plural(ignore.patterns.length, 'pattern')}`, ...faults.slice(0, 1)].join(' · ')
      : `everything enters · ${newIgnoreFile.name} would be read`,
    tooltip: ignoreFile
      ? ['The builder reads this file and no other ignore file.', ...faults].join('\n')
      : `The builder looks for ${newIgnoreFile.name}, and there is none.`,
    icon: 'eye-closed',
    ...(ignoreFile ? { file: uriOf(ignoreFile.path) } : {}),
    children: [],
  };
}

class Rows {
  #left = MOST_ROWS;

  constructor(
    private readonly fact: ContextFact,
    private readonly uriOf: (path: string) => string,
    private readonly total: number,
  ) {}

  below(folder: DirectoryNode, path: string): ContextTreeNode[] {
    const entries = entriesOf(folder, path);
    const shown = entries.slice(0, Math.min(MOST_CHILDREN, Math.max(this.#left, 0)));
    this.#left -= shown.length;
    const rows = shown.map((entry) => this.#row(entry));
    const rest = entries.slice(shown.length);
    if (rest.length > 0) {
      const bytes = rest.reduce((sum, entry) => sum + entry.bytes, 0);
      rows.push(message(`more:${path}`, `${String(rest.length)} more`, formatBytes(bytes)));
    }
    return rows;
  }

  #row({ path, node, bytes, files }: ContextEntry): ContextTreeNode {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const share = formatShare(bytes, this.total);
    const letIn = this.#letInBy(path);
    const isFolder = node.kind === 'directory';
    const unreadable = node.kind === 'file' && node.problem !== undefined ? [`cannot be read: ${node.problem}`] : [];
    const description = [
      formatBytes(bytes),
      share,
      ...(isFolder ? [plural(files, 'file')] : []),
      ...(node.kind === 'symlink' ? [`link to ${node.target}`] : []),
      ...(letIn ? [`let in by ${letIn.text}`] : []),
      ...unreadable,
    ];
    return {
      id: `in:${path}`,
      kind: isFolder ? 'folder' : 'file',
      label: name,
      description: description.filter((part) => part !== '').join(' · '),
      tooltip: [
        path,
        letIn ? `Let in by ${letIn.text}, line ${String(letIn.line)} of the ignore file.` : 'No pattern keeps it out.',
      ].join('\n'),
      icon: isFolder ? 'folder' : node.kind === 'symlink' ? 'file-symlink-file' : 'file',
      path,
      ...(isFolder ? {} : { file: this.uriOf(`${this.fact.folder}/${path}`) }),
      children: isFolder ? this.below(node, path) : [],
    };
  }

  #letInBy(path: string): IgnorePattern | undefined {
    const { by } = this.fact.ignore.matcher.verdict(path, undefined);
    return by === undefined ? undefined : this.fact.ignore.patterns[by];
  }
}

function keptOutNode(fact: ContextFact, tree: DirectoryNode): ContextTreeNode[] {
  const rows: ContextTreeNode[] = [];
  let count = 0;
  const look = (listed: DirectoryNode, entered: DirectoryNode | undefined, path: string): void => {
    // A folder of which nothing is kept out is the same node before and after.
    if (listed === entered) return;
    for (const [name, child] of listed.children) {
      const at = path === '' ? name : `${path}/${name}`;
      const kept = entered?.children.get(name);
      if (kept === undefined) {
        count++;
        if (rows.length < MOST_KEPT_OUT) rows.push(keptOutRow(fact, at, child.kind === 'directory'));
      } else if (child.kind === 'directory' && kept.kind === 'directory') look(child, kept, at);
    }
  };
  look(fact.listed, tree, '');
  if (count === 0) return [];
  if (count > rows.length) rows.push(message('more kept out', `${String(count - rows.length)} more`, ''));
  return [
    {
      id: 'kept out',
      kind: 'group',
      label: 'kept out',
      description: `${String(count)} ${count === 1 ? 'entry' : 'entries'}`,
      tooltip: 'What the ignore file keeps out of the build.',
      icon: 'circle-slash',
      children: rows,
    },
  ];
}

function keptOutRow(fact: ContextFact, path: string, isFolder: boolean): ContextTreeNode {
  const by = keptOutBy(fact, path);
  return {
    id: `out:${path}`,
    kind: 'keptOut',
    label: path,
    description: by ? `by ${by.text} · line ${String(by.line)}` : '',
    tooltip: by ? `${path} is kept out by ${by.text}, line ${String(by.line)} of the ignore file.` : path,
    icon: isFolder ? 'folder' : 'file',
    path,
    children: [],
  };
}

const message = (id: string, label: string, description: string): ContextTreeNode => ({
  id,
  kind: 'message',
  label,
  description,
  tooltip: label,
  icon: 'ellipsis',
  children: [],
});
