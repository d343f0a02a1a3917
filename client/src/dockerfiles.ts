// Knows: which documents are Dockerfiles for us, which one is in front and which one was in front last.
import { Disposable, EventEmitter, window, workspace } from 'vscode';
import type { Event, TextDocument } from 'vscode';

const LANGUAGE = 'dockerfile';
/**
 * Not `git` and other read-only versions: the old side of a diff has no image of its own. In a remote window the
 * extension runs beside the files and sees `file`; `vscode-vfs` is a repository opened without a clone: text only.
 */
const SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'] as const;

export const DOCUMENT_SELECTOR: { scheme: string; language: string }[] = SCHEMES.map((scheme) => ({
  scheme,
  language: LANGUAGE,
}));

const isDockerfile = (document: TextDocument): boolean =>
  document.languageId === LANGUAGE && SCHEMES.some((scheme) => scheme === document.uri.scheme);

export const openDockerfile = (uri: string): TextDocument | undefined =>
  workspace.textDocuments.find((document) => document.uri.toString() === uri && isDockerfile(document));

export class Dockerfiles implements Disposable {
  readonly #changes = new EventEmitter<void>();
  readonly #subscriptions: Disposable;
  #front: string | undefined;
  #last: string | undefined;

  constructor() {
    this.#look();
    this.#last ??= window.visibleTextEditors.find((editor) => isDockerfile(editor.document))?.document.uri.toString();
    this.#subscriptions = Disposable.from(
      window.onDidChangeActiveTextEditor(() => this.#look()),
      // A change of language arrives as close and open of the same document.
      workspace.onDidOpenTextDocument((document) => {
        if (document === window.activeTextEditor?.document) this.#look();
      }),
    );
  }

  /** `front` or `last` is another document now. */
  get onDidChange(): Event<void> {
    return this.#changes.event;
  }

  /** The Dockerfile in the active editor. */
  get front(): string | undefined {
    return this.#front;
  }

  /** The Dockerfile that is, or was last, in the active editor: what a view beside the editor speaks about. */
  get last(): string | undefined {
    return this.#last;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changes.dispose();
  }

  #look(): void {
    const document = window.activeTextEditor?.document;
    const front = document && isDockerfile(document) ? document.uri.toString() : undefined;
    if (front === this.#front) return;
    this.#front = front;
    this.#last = front ?? this.#last;
    this.#changes.fire();
  }
}
