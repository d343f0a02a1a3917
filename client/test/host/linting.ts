// Knows: that a finding stands under the exact words as soon as they are typed, says why, can be silenced, follows the
// configuration without a reload, and makes room for another extension that shows the same.
import assert from 'node:assert/strict';
import {
  CodeActionKind,
  commands,
  Diagnostic,
  DiagnosticSeverity,
  languages,
  Position,
  Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import type { CodeAction, Hover, MarkdownString, TextDocument } from 'vscode';
import { check, closeUntitled, openUntitled, until } from './support';

const RULE = 'update-alone';
const SPLIT = 'RUN apt-get update\nRUN apt-get install -y curl\n';

const codeOf = ({ code }: Diagnostic): string => String(typeof code === 'object' ? code.value : code);

const findings = ({ uri }: TextDocument): Diagnostic[] =>
  languages
    .getDiagnostics(uri)
    .filter((diagnostic) => diagnostic.source === 'layerlens' && codeOf(diagnostic) === RULE);

const found = (document: TextDocument): Promise<Diagnostic> => until(`${RULE} is shown`, () => findings(document)[0]);

const gone = (document: TextDocument, what: string): Promise<true> =>
  until(what, () => findings(document).length === 0);

async function typed(): Promise<void> {
  const document = await openUntitled('FROM debian:12\n');

  await check('a split apt-get, typed, is found under its exact words, with the place of the install', async () => {
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, new Position(1, 0), SPLIT);
    const from = Date.now();
    assert.ok(await workspace.applyEdit(edit));
    const finding = await found(document);
    console.log(`# shown after ${Date.now() - from} ms at most`);
    assert.equal(document.getText(finding.range), 'apt-get update');
    const [related] = finding.relatedInformation ?? [];
    assert.equal(related?.location.range.start.line, 2);
  });

  await check('the hover on it says why it is a rule', async () => {
    const { range } = await found(document);
    await until('the hover', async () => {
      const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, range.start);
      const words = hovers
        .flatMap(({ contents }) => contents)
        .map((one) => (typeof one === 'string' ? one : (one as MarkdownString).value));
      return words.some((text) => text.includes(`${RULE}.md`));
    });
  });

  await check('its quick fix silences it, with a comment above', async () => {
    const { range } = await found(document);
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      CodeActionKind.QuickFix.value,
      20,
    );
    const silence = actions.find(({ title }) => title === `Silence ${RULE} here`);
    assert.ok(silence?.edit, actions.map(({ title }) => title).join(', '));
    assert.ok(await workspace.applyEdit(silence.edit));
    assert.equal(document.lineAt(1).text, `# layerlens-ignore ${RULE}`);
    await gone(document, 'the finding is silenced');
  });
  await closeUntitled(document);
}

async function beside(): Promise<void> {
  const document = await openUntitled(`FROM debian:12\n${SPLIT}`);
  await check('another extension that shows the same hides it, and it comes back', async () => {
    const { range } = await found(document);
    const other = languages.createDiagnosticCollection('stand-in');
    try {
      const twin = new Diagnostic(range, 'update without install', DiagnosticSeverity.Warning);
      twin.source = 'trivy';
      twin.code = 'AVD-DS-0017';
      other.set(document.uri, [twin]);
      await gone(document, 'ours is hidden');
      other.set(document.uri, []);
      await found(document);
      twin.code = 'AVD-DS-0001';
      other.set(document.uri, [twin]);
      await found(document);
    } finally {
      other.dispose();
    }
  });
  await closeUntitled(document);
}

async function configured(): Promise<void> {
  const root = workspace.workspaceFolders?.[0]?.uri;
  assert.ok(root, 'no folder is open');
  const folder = Uri.joinPath(root, 'lint-configuration');
  const config = Uri.joinPath(folder, 'layerlens.yaml');
  const write = (uri: Uri, text: string): Thenable<void> => workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await write(Uri.joinPath(folder, 'Dockerfile'), `FROM debian:12\n${SPLIT}`);
  try {
    const document = await workspace.openTextDocument(Uri.joinPath(folder, 'Dockerfile'));
    await window.showTextDocument(document);
    await check('a layerlens.yaml takes effect without a reload, and so does each edit of it', async () => {
      await found(document);
      await write(config, `rules:\n  ${RULE}: off\n`);
      await gone(document, 'the rule is off');
      await write(config, `rules:\n  ${RULE}: error\n`);
      await until('the rule is an error', () => findings(document)[0]?.severity === DiagnosticSeverity.Error);
    });
    await check('what is wrong in it is shown in it', async () => {
      await write(config, 'rule: {}\n');
      await until('the fault', () => languages.getDiagnostics(config).some(({ source }) => source === 'layerlens'));
      await found(document);
    });
    await commands.executeCommand('workbench.action.closeActiveEditor');
  } finally {
    await workspace.fs.delete(folder, { recursive: true });
  }
}

export async function linting(): Promise<void> {
  await typed();
  await beside();
  await configured();
}
