// Knows: the configuration files of the open Dockerfiles: read when one is opened, again when one of them changes, and what
// is wrong in them told where it stands.
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import { LineIndex } from '../base/lineIndex';
import type { Sha256 } from '../context/tree';
import type { ConfigTarget } from '../insight/silence';
import { knownPrints, readBaseline } from '../lint/baseline';
import { baselineOf, saidOfBuild, type SaidOfBuild } from '../lint/config/configBuild';
import { isIgnored } from '../lint/config/configMerge';
import {
  CONFIG_NAMES,
  ConfigSearch,
  HADOLINT_NAMES,
  NO_CONFIG,
  type ConfigFile,
  type FoundConfig,
} from '../lint/config/configSearch';
import { RULES } from '../lint/registry.generated';
import { readYaml } from '../project/tree';
import { SOURCE } from './convert';
import type { Log } from './log';
import { uriOfPath } from './planning';
import type { LintSettings } from './session';

export interface LintConfigsPorts {
  /** Undefined: not there. Null: there, and it cannot be read. */
  readText(path: string): Promise<string | null | undefined>;
  /** Absolute, with forward slashes. */
  workspaceFolders(): readonly string[];
  /** The findings of a document are others now. */
  changed(uri: string): void;
  /** What is said of its build is another. */
  buildChanged(uri: string): void;
  tell(uri: string, diagnostics: readonly Diagnostic[]): void;
  readonly sha256: Sha256;
  readonly log: Log;
}

interface Open {
  /** Undefined: no file of this machine. */
  readonly path: string | undefined;
  found: FoundConfig;
  /** File of known findings that it names, and what is in it. */
  baseline: { readonly path: string; readonly prints: ReadonlySet<string> } | undefined;
  reading: Promise<void>;
  /** Of several readings the last one counts. */
  turn: number;
}

const NAMES: ReadonlySet<string> = new Set([...CONFIG_NAMES, ...HADOLINT_NAMES]);

export class LintConfigs {
  readonly #open = new Map<string, Open>();
  readonly #search: ConfigSearch;
  /** Files whose faults are shown. */
  readonly #told = new Set<string>();

  constructor(private readonly ports: LintConfigsPorts) {
    this.#search = new ConfigSearch(
      {
        readText: (path) => ports.readText(path),
        readYaml: (text) => Promise.resolve(readYaml(text)),
        isTop: async (folder) =>
          ports.workspaceFolders().includes(folder) || (await ports.readText(`${folder}/.git/HEAD`)) !== undefined,
      },
      RULES,
    );
  }

  of(uri: string): LintSettings {
    const open = this.#open.get(uri);
    if (open?.path === undefined)
      return { config: (open?.found ?? NO_CONFIG).config, isIgnored: false, known: undefined };
    const { path, found, baseline } = open;
    return {
      config: found.config,
      isIgnored: isIgnored(found.files, path),
      known: baseline && {
        prints: baseline.prints,
        shown: relative(dirname(baseline.path), path).replaceAll('\\', '/'),
        sha256: this.ports.sha256,
      },
    };
  }

  /** What is said of the document's build, once it is known. */
  async saidOfBuild(uri: string): Promise<SaidOfBuild | undefined> {
    await this.ready(uri);
    const { path, found } = this.#open.get(uri) ?? { path: undefined, found: NO_CONFIG };
    return path === undefined ? undefined : saidOfBuild(found.files, path);
  }

  /** Done when what the document's folders say is known. */
  ready(uri: string): Promise<void> {
    return this.#open.get(uri)?.reading ?? Promise.resolve();
  }

  open(uri: string): void {
    const path = uri.startsWith('file:') ? fileURLToPath(uri).replaceAll('\\', '/') : undefined;
    const open: Open = { path, found: NO_CONFIG, baseline: undefined, reading: Promise.resolve(), turn: 0 };
    this.#open.set(uri, open);
    open.reading = this.#read(uri, open);
  }

  close(uri: string): void {
    this.#open.delete(uri);
    this.#tellFaults();
  }

  filesChanged(uris: readonly string[]): void {
    const named = new Set([...this.#open.values()].map(({ found }) => baselineOf(found.files)));
    const isOurs = (uri: string): boolean =>
      NAMES.has(uri.slice(uri.lastIndexOf('/') + 1)) ||
      (uri.startsWith('file:') && named.has(fileURLToPath(uri).replaceAll('\\', '/')));
    if (uris.some(isOurs)) this.forget();
  }

  /** Everything is read again. */
  forget(): void {
    this.#search.forget();
    for (const [uri, open] of this.#open) open.reading = this.#read(uri, open);
  }

  /** Where a rule is switched off for the workspace: the nearest file that is there, else a new one at its root. */
  target(uri: string): ConfigTarget | undefined {
    const open = this.#open.get(uri);
    if (open?.path === undefined) return undefined;
    const own = open.found.files.findLast(({ kind }) => kind === 'layerlens');
    const root = this.ports.workspaceFolders().find((folder) => open.path?.startsWith(`${folder}/`) === true);
    if (own) {
      if (own.text === null) return undefined;
      return { path: own.path, name: nameIn(root, own.path), text: own.text };
    }
    return root === undefined
      ? undefined
      : { path: `${root}/${CONFIG_NAMES[0]}`, name: CONFIG_NAMES[0], text: undefined };
  }

  async #read(uri: string, open: Open): Promise<void> {
    const { found: before, baseline: knownBefore } = open;
    const turn = ++open.turn;
    try {
      const found = open.path === undefined ? NO_CONFIG : await this.#search.of(dirname(open.path));
      const baseline = await this.#readBaseline(baselineOf(found.files));
      if (turn !== open.turn) return;
      open.found = found;
      open.baseline = baseline;
    } catch (error) {
      this.ports.log.error(`the lint configuration of ${uri} was not read: ${String(error)}`);
      return;
    }
    this.#tellFaults();
    const keyOf = (found: FoundConfig, baseline: Open['baseline']): string =>
      JSON.stringify([found, baseline && [...baseline.prints]]);
    if (this.#open.get(uri) !== open || keyOf(before, knownBefore) === keyOf(open.found, open.baseline)) return;
    this.ports.changed(uri);
    const saidIn = ({ files }: FoundConfig): string => JSON.stringify(saidOfBuild(files, open.path ?? ''));
    // Whoever asked before the first reading waits for it.
    if (turn > 1 && saidIn(before) !== saidIn(open.found)) this.ports.buildChanged(uri);
  }

  /** One that cannot be read leaves all findings told: the command line says what is wrong with it. */
  async #readBaseline(path: string | undefined): Promise<Open['baseline']> {
    const text = path === undefined ? undefined : await this.ports.readText(path);
    if (path === undefined || typeof text !== 'string') return undefined;
    const known = readBaseline(text);
    if (typeof known !== 'string') return { path, prints: knownPrints(known) };
    this.ports.log.warn(`${path} is no file of known findings: ${known}`);
    return undefined;
  }

  #tellFaults(): void {
    const files = new Map<string, ConfigFile>();
    for (const { found } of this.#open.values()) for (const file of found.files) files.set(file.path, file);
    for (const path of this.#told) if (!files.has(path)) this.ports.tell(uriOfPath(path), []);
    for (const file of files.values()) this.ports.tell(uriOfPath(file.path), faultsOf(file));
    this.#told.clear();
    for (const path of files.keys()) this.#told.add(path);
  }
}

function faultsOf({ text, problems }: ConfigFile): Diagnostic[] {
  const lines = new LineIndex(text ?? '');
  return problems.map(({ line, message }) => {
    const last = Math.min(line, lines.lineCount - 1);
    const start = lines.lineStart(last);
    const indent = /^[ \t]*/.exec((text ?? '').slice(start))?.[0].length ?? 0;
    return {
      range: { start: { line: last, character: indent }, end: lines.positionAt(lines.lineEnd(last)) },
      message,
      severity: DiagnosticSeverity.Warning,
      source: SOURCE,
    };
  });
}

const nameIn = (root: string | undefined, path: string): string =>
  root !== undefined && path.startsWith(`${root}/`)
    ? path.slice(root.length + 1)
    : path.slice(path.lastIndexOf('/') + 1);
