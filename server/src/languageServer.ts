// Wires host, engines and the language server together; no logic. Loaded for `layerlens lsp` only.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { NEVER_CANCELLED } from './base/platform';
import { hostPlatform } from './cli/buildFlags';
import { unrecordedAndLearned } from './cli/unrecorded';
import { archivesBeside } from './host/archivesBeside';
import { listSavedImages, openSavedImage } from './host/archiveImage';
import { localEngine } from './host/localEngine';
import { planPorts } from './host/planPorts';
import { nodePrograms } from './host/process';
import { runShellCheck } from './host/shellCheck';
import { watchFile } from './host/watchFile';
import { startServer } from './lsp/server';

/** On the streams that the command line or the editor names: `--stdio`, `--node-ipc`, `--pipe=…`, `--socket=…`. */
export function startOnStreams(version: string): void {
  const connection = createConnection(ProposedFeatures.all);
  const warn = (line: string): void => {
    connection.console.warn(line);
  };
  const plan = planPorts(process.env, warn);
  startServer(connection, {
    version,
    hostPlatform: hostPlatform(),
    createEngine: (host, log) =>
      localEngine(host, (line) => {
        log.debug(line);
      }),
    openArchive: (path, signal, name) =>
      openSavedImage(path, { signal, files: true, ...(name !== undefined && { imageName: name }) }),
    listArchive: (path, signal) => listSavedImages(path, { signal }),
    archivesBeside: (uri) =>
      uri.startsWith('file:') ? archivesBeside(dirname(fileURLToPath(uri))) : Promise.resolve([]),
    watchFile: (path, changed, log) =>
      watchFile(path, changed, (why) => {
        log.debug(`${path} cannot be watched: ${why}`);
      }),
    plan: { ...plan, unrecorded: unrecordedAndLearned(process.env, plan.records, warn) },
    recorder: {
      argv: [process.execPath, process.argv[1] ?? ''],
      // In VS Code the program that runs us is the editor itself.
      env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
    },
    shellCheck: (program, script) => runShellCheck(nodePrograms(process.env), program, script, NEVER_CANCELLED),
  });
}
