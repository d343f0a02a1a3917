// Knows: how suites inside the extension host say what passed, and how they wait. The same under @vscode/test-electron and
// in the browser rig: plain lines on the console, and an error at the end when something failed.
import assert from 'node:assert/strict';
import { commands, extensions, Range, window, workspace, WorkspaceEdit } from 'vscode';
import type { Extension, TextDocument } from 'vscode';

const EXTENSION_ID = 'layerlens.layerlens';

const PATIENCE_MILLISECONDS = 20_000;
const PAUSE_MILLISECONDS = 50;

const failures: string[] = [];
let passed = 0;
let skipped = 0;

export async function check(name: string, run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
    passed++;
    console.log(`ok - ${name}`);
  } catch (error) {
    failures.push(name);
    console.log(`not ok - ${name}\n${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** For what this machine cannot show: counted, never silent. */
export function skip(name: string, reason: string): void {
  skipped++;
  console.log(`ok - ${name} # SKIP ${reason}`);
}

export function finish(): void {
  console.log(`# ${passed} passed, ${failures.length} failed, ${skipped} skipped`);
  if (failures.length > 0) throw new Error(`${failures.length} failed: ${failures.join('; ')}`);
}

/** Asks again until the answer is there. For what the editor does in its own time; never a fixed sleep. */
export async function until<T>(
  what: string,
  ask: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${PATIENCE_MILLISECONDS / 1000} s in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  }
}

export function extension(): Extension<unknown> {
  const found = extensions.getExtension(EXTENSION_ID);
  assert.ok(found, `${EXTENSION_ID} is not installed`);
  return found;
}

/** What the suites read of the extension's package.json. */
export interface Manifest {
  readonly activationEvents?: readonly string[];
  readonly contributes: { readonly commands: readonly { readonly command: string; readonly title: string }[] };
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
}

export const packageJson = (): Manifest => extension().packageJSON as Manifest;

/** `sample/Dockerfile` of the test workspace, in front. The workspace may be opened as a whole or at `sample`. */
export async function openSample(): Promise<TextDocument> {
  const [uri] = await workspace.findFiles('{sample/Dockerfile,Dockerfile}', null, 1);
  assert.ok(uri, 'test-workspace/sample/Dockerfile is not in the open folder');
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  return document;
}

/** A Dockerfile that was never saved, in front. */
export async function openUntitled(content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language: 'dockerfile', content });
  await window.showTextDocument(document);
  return document;
}

/** Empty first, so that closing does not ask whether to save. */
export async function closeUntitled(document: TextDocument): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.delete(document.uri, new Range(0, 0, document.lineCount, 0));
  await workspace.applyEdit(edit);
  await window.showTextDocument(document);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
