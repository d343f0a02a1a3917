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
}

export const COMMANDS = {
  'layerlens.buildAndMeasure': { title: 'Build and Measure', icon: 'tools', palette: true, viewTitle: 'navigation' },
  'layerlens.chooseImage': { title: 'Choose Built Image…', icon: 'database', palette: true, viewTitle: 'navigation' },
  'layerlens.openArchive': { title: 'Open Saved Image…', icon: 'folder-opened', palette: true, viewTitle: 'more' },
  'layerlens.chooseTarget': { title: 'Choose Target Stage…', icon: 'target', palette: true, viewTitle: 'more' },
  'layerlens.refresh': { title: 'Refresh', icon: 'refresh', palette: true, viewTitle: 'navigation' },
  'layerlens.showLayer': { title: 'Show in Layers View', icon: 'layers', palette: false },
  'layerlens.revealLine': { title: 'Go to Instruction', icon: 'go-to-file', palette: false },
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
  'layerlens.showMenu': [uri?: string];
  'layerlens.showLog': [];
}

export const LAYERS_VIEW = 'layerlens.layers';
export const VIEW_CONTAINER = 'layerlens';
