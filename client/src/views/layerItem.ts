// Knows: how one node of the tree model looks as a row. Pure: a function of the model, no vscode.
import type { CommandArguments } from '../../../server/src/protocol/commands';
import type { LayerTreeNode } from '../../../server/src/protocol/viewModels';
import { spokenLabel } from '../text';
import type { LayerRow } from './layerRows';

export interface LayerItemFields {
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
  /** Arguments of `layerlens.revealLine`; without them a click only selects. */
  readonly reveal?: CommandArguments['layerlens.revealLine'];
}

/** How sure a size is, in a word: the `≈`, `~` and `?` of the description are not spoken. */
const CERTAINTY_SPOKEN: Readonly<Record<LayerTreeNode['certainty'], string>> = {
  measured: 'measured',
  known: '',
  estimated: 'estimated',
  unknown: 'size unknown',
};

export function layerItem({ uri, node }: LayerRow): LayerItemFields {
  const isSized = node.kind === 'stage' || node.kind === 'instruction';
  return {
    // Ids of two Dockerfiles may be the same; which rows are open is remembered by id.
    id: `${uri}#${node.id}`,
    label: node.label,
    description: node.description,
    tooltip: node.tooltip,
    icon: node.icon,
    contextValue: `layerlens.${node.kind}`,
    state: node.children.length === 0 ? 'leaf' : node.kind === 'stage' ? 'open' : 'closed',
    spoken: spokenLabel(node.label, node.description, isSized ? CERTAINTY_SPOKEN[node.certainty] : ''),
    ...(node.range ? { reveal: [uri, node.range] } : {}),
  };
}
