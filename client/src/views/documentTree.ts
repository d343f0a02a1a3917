// Knows: a view that speaks about one Dockerfile: which one it shows, when it asks the server again, how rows are handed
// to VS Code. How a row looks is viewItem.ts; what is in the tree is the server's.
import { commands, Disposable, EventEmitter, ThemeIcon, TreeItem, TreeItemCollapsibleState, window } from 'vscode';
import type { Event, TreeDataProvider, TreeView } from 'vscode';
import { COMMANDS } from '../../../server/src/protocol/commands';
import type { ViewId } from '../../../server/src/protocol/commands';
import type { ViewModel } from '../../../server/src/protocol/viewModels';
import { openDockerfile } from '../dockerfiles';
import type { Services, ViewPort } from '../feature';
import { LiveModel } from '../liveModel';
import { describeError } from '../log';
import { viewHeading } from './viewHeading';
import { viewItem } from './viewItem';
import type { ViewItemFields } from './viewItem';
import { NO_ROWS, viewRows } from './viewRows';
import type { ViewRow, ViewRows } from './viewRows';

const STATES: Readonly<Record<ViewItemFields['state'], TreeItemCollapsibleState>> = {
  leaf: TreeItemCollapsibleState.None,
  open: TreeItemCollapsibleState.Expanded,
  closed: TreeItemCollapsibleState.Collapsed,
};

/** One of the views, and how its model is asked for. */
export interface DocumentView {
  readonly id: ViewId;
  readonly method: 'layerlens/layerTree' | 'layerlens/cacheTree' | 'layerlens/contextTree';
  /** `layers`: what the view shows, in the middle of a sentence. */
  readonly what: string;
}

export class DocumentTree implements ViewPort, TreeDataProvider<ViewRow>, Disposable {
  readonly #services: Services;
  readonly #kind: DocumentView;
  readonly #changes = new EventEmitter<void>();
  readonly #live: LiveModel<ViewModel>;
  readonly #view: TreeView<ViewRow>;
  readonly #subscriptions: Disposable;
  #model: ViewModel | undefined;
  #rows: ViewRows = NO_ROWS;
  /** A document that a command asked to see; until another Dockerfile comes to the front. */
  #wanted: string | undefined;
  #waiting: (() => void)[] = [];

  constructor(services: Services, kind: DocumentView) {
    this.#services = services;
    this.#kind = kind;
    const { server, dockerfiles, log } = services;
    this.#live = new LiveModel<ViewModel>({
      // The server knows open documents only: of a closed one the last rows stay.
      ask: async (uri, signal) =>
        openDockerfile(uri) ? server.request(kind.method, { uri }, signal) : (this.#live.value ?? null),
      changed: () => this.#draw(),
      failed: (error) => log.error(`The ${kind.what} could not be read: ${describeError(error)}`),
    });
    this.#view = window.createTreeView(kind.id, { treeDataProvider: this, showCollapseAll: true });
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

  getTreeItem(row: ViewRow): TreeItem {
    const fields = viewItem(row);
    const item = new TreeItem(fields.label, STATES[fields.state]);
    item.id = fields.id;
    item.description = fields.description;
    item.tooltip = fields.tooltip;
    item.iconPath = new ThemeIcon(fields.icon);
    item.contextValue = fields.contextValue;
    item.accessibilityInformation = { label: fields.spoken };
    if (fields.click) item.command = { ...fields.click, title: COMMANDS[fields.click.command].title };
    return item;
  }

  /** The first answer is waited for, so that the view shows its progress and not its welcome text. */
  async getChildren(row?: ViewRow): Promise<ViewRow[]> {
    if (row) return [...row.children];
    await this.#arrival();
    return [...this.#rows.roots];
  }

  getParent(row: ViewRow): ViewRow | undefined {
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
    else this.#services.log.info(`The row ${nodeId} is no longer in the view ${this.#kind.id}.`);
  }

  async focus(): Promise<void> {
    await commands.executeCommand(`${this.#kind.id}.focus`);
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
      this.#rows = model ? viewRows(model) : NO_ROWS;
      this.#changes.fire();
    }
    this.#view.message = viewHeading(state, failed, model, this.#kind.what);
    this.#waiting.splice(0).forEach((resolve) => resolve());
  }

  async #arrival(): Promise<void> {
    if (this.#live.value !== undefined || !this.#live.asking) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
