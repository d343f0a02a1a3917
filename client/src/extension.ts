// Knows: what the extension is made of. Makes the shared context, registers the features, starts the server; no logic.
import { workspace } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { Builds } from './builds';
import { commandHandlers } from './commands/index';
import { Dockerfiles } from './dockerfiles';
import type { AppContext, Feature } from './feature';
import { Server } from './languageClient';
import { createLog } from './log';
import { Memory } from './memory';
import { neighbours } from './neighbours';
import { savedFiles } from './savedFiles';
import { statusBar } from './status/statusBar';
import { trust } from './trust';
import { DocumentTree } from './views/documentTree';
import { CACHE_VIEW, CONTEXT_VIEW, LAYERS_VIEW } from '../../server/src/protocol/commands';

const FEATURES: readonly Feature[] = [commandHandlers, statusBar, trust, savedFiles, neighbours];

let running: Server | undefined;

/** Does not wait for the server: everything that is registered here works, or says what is missing, without one. */
export function activate(extension: ExtensionContext): void {
  const log = createLog();
  const memory = new Memory(extension.workspaceState);
  const dockerfiles = new Dockerfiles();
  const builds = new Builds();
  const server = new Server({
    extensionUri: extension.extensionUri,
    log,
    initializationOptions: () => ({
      trusted: workspace.isTrusted,
      choices: memory.choices,
      runsLinks: true,
      hearsOfHintsLate: true,
    }),
  });
  server.start();
  running = server;

  const services = { extensionId: extension.extension.id, log, server, memory, dockerfiles, builds };
  const layers = new DocumentTree(services, { id: LAYERS_VIEW, method: 'layerlens/layerTree', what: 'layers' });
  const cache = new DocumentTree(services, { id: CACHE_VIEW, method: 'layerlens/cacheTree', what: 'cache plan' });
  const files = new DocumentTree(services, {
    id: CONTEXT_VIEW,
    method: 'layerlens/contextTree',
    what: 'build context',
  });
  const context: AppContext = { ...services, layers, cache };
  extension.subscriptions.push(log, dockerfiles, server, layers, cache, files);
  extension.subscriptions.push(...FEATURES.map((feature) => feature.register(context)));
}

/** VS Code waits for this promise, not for disposables: the server gets its orderly end. */
export async function deactivate(): Promise<void> {
  await running?.stop();
  running = undefined;
}
