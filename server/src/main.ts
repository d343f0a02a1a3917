// Wires host, engines, command line and language server together; no logic. `layerlens lsp --stdio` is the server,
// everything else the command line.
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread, workerData } from 'node:worker_threads';
import { version } from '../../package.json';
import { NEVER_CANCELLED } from './base/platform';
import { hostPlatform } from './cli/buildFlags';
import { misuse } from './cli/failure';
import { LINT_WORKER, lintJobs } from './cli/lintWorker';
import { runCommand } from './cli/main';
import { archivesBeside } from './host/archivesBeside';
import { openSavedImage } from './host/archiveImage';
import { localEngine } from './host/localEngine';
import { planPorts } from './host/planPorts';
import { nodePrograms } from './host/process';
import { runShellCheck } from './host/shellCheck';
import { watchFile } from './host/watchFile';
import type { Image } from './image/model';

/** A path on disk is an archive or a layout folder; everything else is a name that an engine knows. */
async function findImage(reference: string, platform: string | undefined): Promise<Image> {
  const isPath = await stat(reference).then(
    () => true,
    () => /^[./~]|\.(?:tar|tgz|gz|zst)$/.test(reference),
  );
  const engine = isPath ? undefined : localEngine('', () => undefined);
  const outcome = engine
    ? await engine.image(reference, NEVER_CANCELLED)
    : await openSavedImage(reference, { signal: NEVER_CANCELLED, ...(platform === undefined ? {} : { platform }) });
  engine?.dispose();
  if (!outcome.ok) throw misuse(outcome.problem);
  return outcome.value;
}

async function startLanguageServer(): Promise<void> {
  // Loaded only here, so that the command line starts without the protocol's code.
  const [{ createConnection, ProposedFeatures }, { startServer }] = await Promise.all([
    import('vscode-languageserver/node'),
    import('./lsp/server'),
  ]);
  const connection = createConnection(ProposedFeatures.all);
  startServer(connection, {
    version,
    hostPlatform: hostPlatform(),
    createEngine: (host, log) =>
      localEngine(host, (line) => {
        log.debug(line);
      }),
    openArchive: (path, signal) => openSavedImage(path, { signal, files: true }),
    archivesBeside: (uri) =>
      uri.startsWith('file:') ? archivesBeside(dirname(fileURLToPath(uri))) : Promise.resolve([]),
    watchFile: (path, changed, log) =>
      watchFile(path, changed, (why) => {
        log.debug(`${path} cannot be watched: ${why}`);
      }),
    plan: planPorts(process.env),
    recorder: {
      argv: [process.execPath, process.argv[1] ?? ''],
      // In VS Code the program that runs us is the editor itself.
      env: process.versions['electron'] === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' },
    },
    shellCheck: (program, script) => runShellCheck(nodePrograms(process.env), program, script, NEVER_CANCELLED),
  });
}

/** A thread of the command line, which lints a share of many files. */
const isLintWorker = !isMainThread && workerData === LINT_WORKER;

// A reader that goes away early (`layerlens … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

const output = {
  data: (text: string) => void process.stdout.write(text),
  note: (text: string) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY,
};

if (isLintWorker) lintJobs();
else
  void runCommand(process.argv.slice(2), { version, findImage, startLanguageServer, output }).then((code) => {
    if (code !== undefined) process.exitCode = code;
  });
