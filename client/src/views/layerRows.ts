// Knows: the tree model as rows that know their document and their parent, and how to find one by id. Pure.
import type { LayerTreeModel, LayerTreeNode } from '../../../server/src/protocol/viewModels';

/** A node in its place. `uri` makes a row an argument that commands understand. */
export interface LayerRow {
  readonly uri: string;
  readonly node: LayerTreeNode;
  readonly parent: LayerRow | undefined;
  readonly children: readonly LayerRow[];
}

export interface LayerRows {
  readonly roots: readonly LayerRow[];
  readonly byId: ReadonlyMap<string, LayerRow>;
}

export const NO_ROWS: LayerRows = { roots: [], byId: new Map() };

export function layerRows(model: LayerTreeModel): LayerRows {
  const byId = new Map<string, LayerRow>();
  const rowOf = (node: LayerTreeNode, parent: LayerRow | undefined): LayerRow => {
    const children: LayerRow[] = [];
    const row: LayerRow = { uri: model.uri, node, parent, children };
    byId.set(node.id, row);
    for (const child of node.children) children.push(rowOf(child, row));
    return row;
  };
  return { roots: model.roots.map((node) => rowOf(node, undefined)), byId };
}
