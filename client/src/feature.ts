// Knows: what every feature is given and what it must be. Features do not know each other; what they share is here.
import type { Disposable, LogOutputChannel } from 'vscode';
import type { Builds } from './builds';
import type { Dockerfiles } from './dockerfiles';
import type { Server } from './languageClient';
import type { Memory } from './memory';

/** A view, as far as commands need it. */
export interface ViewPort {
  /** Opens the view on this document and selects the row. */
  show(uri: string, nodeId: string): Promise<void>;
  /** Opens the view and puts the keyboard there. */
  focus(): Promise<void>;
}

/** What views are given: everything but the views. */
export type Services = Omit<AppContext, 'layers' | 'cache'>;

export interface AppContext {
  /** `publisher.name`, for links to this extension's settings. */
  readonly extensionId: string;
  readonly log: LogOutputChannel;
  readonly server: Server;
  readonly memory: Memory;
  readonly dockerfiles: Dockerfiles;
  readonly builds: Builds;
  readonly layers: ViewPort;
  readonly cache: ViewPort;
}

/** Registering must work before the server is up and must never throw because of it. */
export interface Feature {
  register(context: AppContext): Disposable;
}
