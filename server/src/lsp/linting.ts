// Knows: what linting takes from outside the text: configuration files, ShellCheck, and the pauses of who types. One door to
// these for the server.
import { ShellChecks, type ShellChecksPorts } from './shellChecks';
import { LintConfigs, type LintConfigsPorts } from './lintConfigs';
import { shellCheckScripts } from '../lint/facts/shellCheck';
import type { SettingValues } from '../protocol/settings';
import type { Session } from './session';
import { Settling } from './settling';

export interface LintingPorts extends Pick<
  LintConfigsPorts,
  'readText' | 'workspaceFolders' | 'tell' | 'sha256' | 'log'
> {
  readonly session: () => Session;
  /** Absent: no program is ever asked. */
  readonly shellCheck: ShellChecksPorts['check'] | undefined;
  /** The findings of a document are others now. */
  readonly changed: (uri: string) => void;
  /** What the configuration says of its build is another. */
  readonly buildChanged: (uri: string) => void;
}

export class Linting {
  readonly configs: LintConfigs;
  readonly #checks: ShellChecks;
  readonly #settling: Settling;
  /** Program of ShellCheck; undefined: it is not to be asked. */
  #program: string | undefined;

  constructor(private readonly ports: LintingPorts) {
    const { log, session, changed } = ports;
    this.configs = new LintConfigs({
      readText: (path) => ports.readText(path),
      workspaceFolders: () => ports.workspaceFolders(),
      tell: (uri, diagnostics) => {
        ports.tell(uri, diagnostics);
      },
      changed: (uri) => {
        if (!session().analysisOf(uri)) return;
        session().renew(uri);
        changed(uri);
      },
      buildChanged: (uri) => {
        ports.buildChanged(uri);
      },
      sha256: ports.sha256,
      log,
    });
    this.#settling = new Settling({ session, changed });
    this.#checks = new ShellChecks({
      check: (program, script) => ports.shellCheck?.(program, script) ?? Promise.resolve(undefined),
      mayRun: () => session().trusted && this.#program !== undefined,
      program: () => this.#program ?? '',
      scripts: (uri) => {
        const analysis = session().analysisOf(uri);
        const isOn = session().settingsOf(uri)['layerlens.lint.enabled'];
        return analysis && isOn ? shellCheckScripts(analysis.judged.context) : [];
      },
      answered: (answers) => {
        session().setShellCheck(answers);
        for (const uri of session().uris) changed(uri);
      },
      log,
    });
  }

  /** Done when all is known that the first findings need. */
  async ready(uri: string): Promise<void> {
    await this.configs.ready(uri);
  }

  open(uri: string): void {
    this.configs.open(uri);
  }

  typed(uri: string): void {
    this.#settling.typed(uri);
    this.#checks.changed(uri);
  }

  close(uri: string): void {
    this.configs.close(uri);
    this.#settling.close(uri);
    this.#checks.close(uri);
  }

  /** Settings that are one for all documents. */
  settings(values: SettingValues): void {
    const program = values['layerlens.shellcheck.enabled'] ? values['layerlens.shellcheck.path'] : undefined;
    if (program === this.#program) return;
    this.#program = program;
    this.askAgain();
  }

  /** Another program, or another trust. */
  askAgain(): void {
    this.#checks.reset();
    for (const uri of this.ports.session().uris) this.#checks.changed(uri);
  }

  dispose(): void {
    this.#settling.dispose();
    this.#checks.dispose();
  }
}
