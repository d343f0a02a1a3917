// Knows: how one node of a tree model looks as a row. Pure: a function of the model, no vscode.
import type { CommandArguments, CommandId } from '../../../server/src/protocol/commands';
import type { LayerTreeNode, ViewNode } from '../../../server/src/protocol/viewModels';
import { spokenLabel } from '../text';
import type { ViewRow } from './viewRows';

export interface ViewItemFields {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** Codicon name. */
  readonly icon: string;
  readonly contextValue: string;
  readonly state: 'leaf' | 'open' | 'closed';
  /** What a screen reader says. */
  readonly spoken: string;
  /** What a click does; without one it only selects. */
  readonly click?: Click<'layerlens.revealLine'> | Click<'layerlens.openContextFile'>;
}

interface Click<Id extends CommandId> {
  readonly command: Id;
  readonly arguments: CommandArguments[Id];
}

/** How sure a size is, in a word: the `≈`, `~` and `?` of the description are not spoken. */
const CERTAINTY_SPOKEN: Readonly<Record<LayerTreeNode['certainty'], string>> = {
  measured: 'measured',
  known: '',
  estimated: 'estimated',
  unknown: 'size unknown',
};

/** Rows whose children are what the view is for. */
const OPEN: ReadonlySet<string> = new Set(['stage', 'history', 'order']);

const certaintyOf = (node: ViewNode): string =>
  node.certainty !== undefined && (node.kind === 'stage' || node.kind === 'instruction')
    ? CERTAINTY_SPOKEN[node.certainty]
    : '';

export function viewItem({ uri, node }: ViewRow): ViewItemFields {
  const { file, range } = node;
  return {
    // Ids of two Dockerfiles may be the same; which rows are open is remembered by id.
    id: `${uri}#${node.id}`,
    label: node.label,
    description: node.description,
    tooltip: node.tooltip,
    icon: node.icon,
    contextValue: `layerlens.${node.kind}`,
    state: node.children.length === 0 ? 'leaf' : OPEN.has(node.kind) ? 'open' : 'closed',
    spoken: spokenLabel(node.label, node.description, certaintyOf(node)),
    ...(file !== undefined
      ? { click: { command: 'layerlens.openContextFile', arguments: [file] } }
      : range
        ? { click: { command: 'layerlens.revealLine', arguments: [uri, range] } }
        : {}),
  };
}
