// Knows: when the editor hears of inlay hints. VS Code, told of news, asks again after a pause as long as the last answers
// took (microsoft/vscode: src/vs/editor/common/services/languageFeatureDebounce.ts); the first ones, of a server that has
// just started, take long, empty as they are. A provider that is new is asked at once: our client gets it with the first
// hint. Other clients look at the start for what a server can do, and never again.
import { InlayHintRequest } from 'vscode-languageserver/node';
import type { ClientCapabilities, Connection } from 'vscode-languageserver/node';
import type { Log } from './log';

export class HintNews {
  #isTold = false;
  #canBeAsked = false;

  constructor(
    private readonly connection: Connection,
    private readonly hasHints: (uri: string) => boolean,
    private readonly log: Log,
  ) {}

  /** What the server says of hints when it starts. */
  atStart(hearsLate: boolean, { textDocument, workspace }: ClientCapabilities): boolean {
    this.#isTold = !hearsLate || textDocument?.inlayHint?.dynamicRegistration !== true;
    this.#canBeAsked = workspace?.inlayHint?.refreshSupport === true;
    return this.#isTold;
  }

  /** Another text was sent: who has a provider asks by itself. */
  typed(uri: string): void {
    if (!this.#isTold && this.hasHints(uri)) this.#tell();
  }

  /** Hints of these documents may be others now. */
  refresh(uris: Iterable<string>): void {
    if (!this.#isTold) for (const uri of uris) this.typed(uri);
    else if (this.#canBeAsked) this.#ask(this.connection.languages.inlayHint.refresh());
  }

  #tell(): void {
    this.#isTold = true;
    this.#ask(this.connection.client.register(InlayHintRequest.type, { documentSelector: null }));
  }

  #ask(request: Promise<unknown>): void {
    request.catch((error: unknown) => {
      this.log.debug(`the editor does not ask for hints: ${String(error)}`);
    });
  }
}
