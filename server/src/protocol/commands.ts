// Knows: every command: id, title, arguments, where it is offered. The manifest is generated from this.
import type { PlainRange } from './viewModels';

export interface CommandDefinition {
  readonly title: string;
  /** Codicon for buttons. */
  readonly icon?: string;
  /** In the command palette when a Dockerfile is in front; false: only from lenses, trees, menus. */
  readonly palette: boolean;
  /** Place in the Layers view's title bar. */
  readonly viewTitle?: 'navigation' | 'more';
  /** Kinds of rows, by view, whose menu has it; `inline`: as a button on the row too. */
  readonly rows?: readonly { readonly view: ViewId; readonly kinds: readonly string[]; readonly inline?: boolean }[];
}

export const LAYERS_VIEW = 'layerlens.layers';
export const CACHE_VIEW = 'layerlens.cache';
export const CONTEXT_VIEW = 'layerlens.context';
export const VIEW_CONTAINER = 'layerlens';

export type ViewId = typeof LAYERS_VIEW | typeof CACHE_VIEW | typeof CONTEXT_VIEW;

export interface ViewDefinition {
  readonly id: ViewId;
  readonly name: string;
  /** Shown while there is no Dockerfile to speak about. */
  readonly welcome: string;
}

/** In the order in which they stand in the sidebar. */
export const VIEWS: readonly ViewDefinition[] = [
  { id: LAYERS_VIEW, name: 'Layers', welcome: 'Open a Dockerfile to see which line makes which layer.' },
  { id: CACHE_VIEW, name: 'Cache', welcome: 'Open a Dockerfile to see which steps come from the build cache.' },
  { id: CONTEXT_VIEW, name: 'Context', welcome: 'Open a Dockerfile to see which files enter its build.' },
];

export const COMMANDS = {
  'layerlens.buildAndMeasure': { title: 'Build and Measure', icon: 'tools', palette: true, viewTitle: 'navigation' },
  'layerlens.chooseImage': { title: 'Choose Built Image…', icon: 'database', palette: true, viewTitle: 'navigation' },
  'layerlens.openArchive': { title: 'Open Saved Image…', icon: 'folder-opened', palette: true, viewTitle: 'more' },
  'layerlens.chooseTarget': { title: 'Choose Build Target…', icon: 'target', palette: true, viewTitle: 'more' },
  'layerlens.refresh': { title: 'Refresh', icon: 'refresh', palette: true, viewTitle: 'navigation' },
  'layerlens.showLayer': { title: 'Show in Layers View', icon: 'layers', palette: false },
  'layerlens.revealLine': { title: 'Go to Instruction', icon: 'go-to-file', palette: false },
  'layerlens.whatIf': {
    title: 'What If This Changes?',
    icon: 'beaker',
    palette: false,
    rows: [
      { view: CACHE_VIEW, kinds: ['step', 'fileReason'], inline: true },
      { view: CONTEXT_VIEW, kinds: ['file', 'folder'] },
    ],
  },
  'layerlens.addToIgnoreFile': {
    title: 'Add to the Ignore File',
    icon: 'eye-closed',
    palette: false,
    rows: [{ view: CONTEXT_VIEW, kinds: ['file', 'folder'], inline: true }],
  },
  'layerlens.openContextFile': { title: 'Open File', icon: 'go-to-file', palette: false },
  'layerlens.showCache': { title: 'Show in Cache View', icon: 'history', palette: false },
  'layerlens.showMenu': { title: 'Show Actions', palette: true },
  'layerlens.showLog': { title: 'Show Log', icon: 'output', palette: true, viewTitle: 'more' },
} as const satisfies Record<string, CommandDefinition>;

export type CommandId = keyof typeof COMMANDS;

/** Arguments of each command, as lenses and tree rows pass them. */
export interface CommandArguments {
  'layerlens.buildAndMeasure': [uri?: string];
  'layerlens.chooseImage': [uri?: string];
  'layerlens.openArchive': [uri?: string];
  'layerlens.chooseTarget': [uri?: string];
  'layerlens.refresh': [uri?: string];
  'layerlens.showLayer': [uri: string, nodeId: string];
  'layerlens.revealLine': [uri: string, range: PlainRange];
  /** `subject`: a line of the Dockerfile (zero-based), or a path in the context. */
  'layerlens.whatIf': [uri: string, subject: number | string];
  'layerlens.addToIgnoreFile': [uri: string, path: string];
  'layerlens.openContextFile': [file: string];
  'layerlens.showCache': [uri: string, nodeId: string];
  'layerlens.showMenu': [uri?: string];
  'layerlens.showLog': [];
}
