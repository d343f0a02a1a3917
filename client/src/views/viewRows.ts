// Knows: the tree model as rows that know their document and their parent, and how to find one by id. Pure.
import type { ViewModel, ViewNode } from '../../../server/src/protocol/viewModels';

/** A node in its place. `uri` makes a row an argument that commands understand. */
export interface ViewRow {
  readonly uri: string;
  readonly node: ViewNode;
  readonly parent: ViewRow | undefined;
  readonly children: readonly ViewRow[];
}

export interface ViewRows {
  readonly roots: readonly ViewRow[];
  readonly byId: ReadonlyMap<string, ViewRow>;
}

export const NO_ROWS: ViewRows = { roots: [], byId: new Map() };

export function viewRows(model: ViewModel): ViewRows {
  const byId = new Map<string, ViewRow>();
  const rowOf = (node: ViewNode, parent: ViewRow | undefined): ViewRow => {
    const children: ViewRow[] = [];
    const row: ViewRow = { uri: model.uri, node, parent, children };
    byId.set(node.id, row);
    for (const child of node.children) children.push(rowOf(child, row));
    return row;
  };
  return { roots: model.roots.map((node) => rowOf(node, undefined)), byId };
}
