// Language servers to measure, behind one small door: ours, and RJ's dockerfile-language-server-nodejs beside it.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver-protocol/node';
import { rigsDir } from '../scripts/rig/cache.mjs';

export interface MeasuredServer {
  readonly pid: number | undefined;
  open(text: string): Promise<void>;
  /** Sends one edit and waits for the diagnostics of the text after it. */
  edit(range: object, newText: string): Promise<void>;
  lenses(): Promise<unknown>;
  stop(): Promise<void>;
}

const URI = 'file:///bench/Dockerfile';

export const ourServer = (): Promise<MeasuredServer> => connect(['dist/server.js', 'lsp', '--stdio'], true);

/** Installs the peer into the rigs' cache when it is not there; undefined when it cannot be had. */
export async function peerServer(): Promise<MeasuredServer | undefined> {
  const folder = join(rigsDir(), 'peers');
  const entry = join(folder, 'node_modules/dockerfile-language-server-nodejs/bin/docker-langserver');
  if (!existsSync(entry)) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"private":true}');
      execFileSync('npm', ['install', '--no-save', 'dockerfile-language-server-nodejs@0.15.0'], {
        cwd: folder,
        stdio: 'ignore',
      });
    } catch (error) {
      console.log(`RJ's server cannot be had: ${String(error)}`);
      return undefined;
    }
  }
  return connect([entry, '--stdio'], false);
}

async function connect(args: readonly string[], pulls: boolean): Promise<MeasuredServer> {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let version = 0;
  let published: (() => void) | undefined;
  connection.onNotification('textDocument/publishDiagnostics', () => published?.());
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const textDocument = pulls ? { diagnostic: {}, codeLens: {} } : { publishDiagnostics: {} };
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument, workspace: { configuration: pulls } },
  });
  await connection.sendNotification('initialized', {});
  /** Diagnostics of the text as it is now: asked for, or waited for, as the server does it. */
  const diagnosed = async (send: () => Promise<void>): Promise<void> => {
    const next = new Promise<void>((resolve) => (published = resolve));
    await send();
    if (pulls) await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: URI } });
    else await next;
  };
  return {
    pid: child.pid,
    open: (text) =>
      diagnosed(() =>
        connection.sendNotification('textDocument/didOpen', {
          textDocument: { uri: URI, languageId: 'dockerfile', version: ++version, text },
        }),
      ),
    edit: (range, text) =>
      diagnosed(() =>
        connection.sendNotification('textDocument/didChange', {
          textDocument: { uri: URI, version: ++version },
          contentChanges: [{ range, text }],
        }),
      ),
    lenses: () => connection.sendRequest('textDocument/codeLens', { textDocument: { uri: URI } }),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
    },
  };
}
