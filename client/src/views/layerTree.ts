// Knows: the Layers view: which document it shows, when it asks the server again, how rows are handed to VS Code.
// How a row looks is layerItem.ts; what is in the tree is the server's.
import { commands, Disposable, EventEmitter, ThemeIcon, TreeItem, TreeItemCollapsibleState, window } from 'vscode';
import type { Event, TreeDataProvider, TreeView } from 'vscode';
import { COMMANDS, LAYERS_VIEW } from '../../../server/src/protocol/commands';
import type { CommandId } from '../../../server/src/protocol/commands';
import type { LayerTreeModel } from '../../../server/src/protocol/viewModels';
import { openDockerfile } from '../dockerfiles';
import type { AppContext, LayersPort } from '../feature';
import { LiveModel } from '../liveModel';
import { describeError } from '../log';
import { layerHeading } from './layerHeading';
import { layerItem } from './layerItem';
import type { LayerItemFields } from './layerItem';
import { layerRows, NO_ROWS } from './layerRows';
import type { LayerRow, LayerRows } from './layerRows';

const REVEAL: CommandId = 'layerlens.revealLine';

const STATES: Readonly<Record<LayerItemFields['state'], TreeItemCollapsibleState>> = {
  leaf: TreeItemCollapsibleState.None,
  open: TreeItemCollapsibleState.Expanded,
  closed: TreeItemCollapsibleState.Collapsed,
};

export class LayerTree implements LayersPort, TreeDataProvider<LayerRow>, Disposable {
  readonly #services: Omit<AppContext, 'layers'>;
  readonly #changes = new EventEmitter<void>();
  readonly #live: LiveModel<LayerTreeModel>;
  readonly #view: TreeView<LayerRow>;
  readonly #subscriptions: Disposable;
  #model: LayerTreeModel | undefined;
  #rows: LayerRows = NO_ROWS;
  /** A document that a command asked to see; until another Dockerfile comes to the front. */
  #wanted: string | undefined;
  #waiting: (() => void)[] = [];

  constructor(services: Omit<AppContext, 'layers'>) {
    this.#services = services;
    const { server, dockerfiles, log } = services;
    this.#live = new LiveModel<LayerTreeModel>({
      // The server knows open documents only: of a closed one the last rows stay.
      ask: async (uri, signal) =>
        openDockerfile(uri) ? server.request('layerlens/layerTree', { uri }, signal) : (this.#live.value ?? null),
      changed: () => this.#draw(),
      failed: (error) => log.error(`The layers could not be read: ${describeError(error)}`),
    });
    this.#view = window.createTreeView(LAYERS_VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#subscriptions = Disposable.from(
      this.#view,
      this.#view.onDidChangeVisibility(() => {
        this.#follow();
        this.#refresh();
      }),
      dockerfiles.onDidChange(() => {
        if (dockerfiles.front !== undefined) this.#wanted = undefined;
        this.#follow();
      }),
      server.onDidChangeDocument((uri) => {
        if (this.#view.visible && (uri === '' || uri === this.#live.uri)) this.#live.refresh();
      }),
      server.onDidChangeState((state) => {
        if (state === 'running') this.#refresh();
        this.#draw();
      }),
    );
    this.#follow();
  }

  readonly onDidChangeTreeData: Event<void> = this.#changes.event;

  getTreeItem(row: LayerRow): TreeItem {
    const fields = layerItem(row);
    const item = new TreeItem(fields.label, STATES[fields.state]);
    item.id = fields.id;
    item.description = fields.description;
    item.tooltip = fields.tooltip;
    item.iconPath = new ThemeIcon(fields.icon);
    item.contextValue = fields.contextValue;
    item.accessibilityInformation = { label: fields.spoken };
    if (fields.reveal) item.command = { command: REVEAL, title: COMMANDS[REVEAL].title, arguments: fields.reveal };
    return item;
  }

  /** The first answer is waited for, so that the view shows its progress and not its welcome text. */
  async getChildren(row?: LayerRow): Promise<LayerRow[]> {
    if (row) return [...row.children];
    await this.#arrival();
    return [...this.#rows.roots];
  }

  getParent(row: LayerRow): LayerRow | undefined {
    return row.parent;
  }

  async show(uri: string, nodeId: string): Promise<void> {
    this.#wanted = uri;
    await this.focus();
    // Not #follow: the view is open by now, but VS Code may not have said so yet.
    this.#live.follow(uri);
    await this.#arrival();
    const row = this.#rows.byId.get(nodeId);
    if (row && row.uri === uri) await this.#view.reveal(row, { select: true, focus: true, expand: true });
    else this.#services.log.info(`The row ${nodeId} is no longer in the Layers view.`);
  }

  async focus(): Promise<void> {
    await commands.executeCommand(`${LAYERS_VIEW}.focus`);
  }

  dispose(): void {
    this.#live.dispose();
    this.#subscriptions.dispose();
    this.#changes.dispose();
  }

  /** A view that nobody sees asks for nothing, and keeps what it has. */
  #follow(): void {
    if (this.#view.visible) this.#live.follow(this.#wanted ?? this.#services.dockerfiles.last);
  }

  /** Where nothing in the document changed: a question on its way (one that waited for the server to start) will do. */
  #refresh(): void {
    if (this.#view.visible && !this.#live.asking) this.#live.refresh();
  }

  /** While the first answer for a document is on its way, the rows and the heading of the one before stay together. */
  #draw(): void {
    const { value: model, asking, failed } = this.#live;
    const { state } = this.#services.server;
    if (model === undefined && asking && state !== 'stopped') return this.#changes.fire();
    if (model !== this.#model) {
      this.#model = model;
      this.#rows = model ? layerRows(model) : NO_ROWS;
      this.#changes.fire();
    }
    this.#view.message = layerHeading(state, failed, model);
    this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  async #arrival(): Promise<void> {
    if (this.#live.value !== undefined || !this.#live.asking) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
