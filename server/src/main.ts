// Wires host, engines, command line and language server together; no logic. `layerlens lsp --stdio` is the server,
// everything else the command line. What one command needs is loaded by that command: a start is short.
import { stat } from 'node:fs/promises';
import { isMainThread } from 'node:worker_threads';
import { version } from '../../package.json';
import { NEVER_CANCELLED } from './base/platform';
import { misuse } from './cli/failure';
import { LINT_WORKER, lintJobs } from './cli/lintWorker';
import { runCommand } from './cli/main';
import type { Image } from './image/model';

/** A path on disk is an archive or a layout folder; everything else is a name that an engine knows. */
async function findImage(reference: string, platform: string | undefined): Promise<Image> {
  const isPath = await stat(reference).then(
    () => true,
    () => /^[./~]|\.(?:tar|tgz|gz|zst)$/.test(reference),
  );
  const engine = isPath ? undefined : (await import('./host/localEngine')).localEngine('', () => undefined);
  const outcome = engine
    ? await engine.image(reference, NEVER_CANCELLED)
    : await (
        await import('./host/archiveImage')
      ).openSavedImage(reference, { signal: NEVER_CANCELLED, ...(platform === undefined ? {} : { platform }) });
  engine?.dispose();
  if (!outcome.ok) throw misuse(outcome.problem);
  return outcome.value;
}

/** A thread of the command line, which lints a share of many files. */
const isLintWorker = process.argv[2] === LINT_WORKER && !isMainThread;

// A reader that goes away early (`layerlens … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 2);
});

async function startLanguageServer(): Promise<void> {
  const { startOnStreams } = await import('./languageServer');
  startOnStreams(version);
}

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
