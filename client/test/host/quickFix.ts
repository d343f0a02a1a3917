// Knows: that the finding about a split apt-get is shown, and that its fix leaves one correct RUN.
import assert from 'node:assert/strict';
import { CodeActionKind, commands, languages, workspace } from 'vscode';
import type { CodeAction, Diagnostic, TextDocument } from 'vscode';
import { check, closeUntitled, openUntitled, until } from './support';

const RULE = 'update-alone';
const SPLIT = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';

const codeOf = ({ code }: Diagnostic): string => String(typeof code === 'object' ? code.value : code);

const findings = (document: TextDocument): Diagnostic[] =>
  languages.getDiagnostics(document.uri).filter((diagnostic) => codeOf(diagnostic) === RULE);

export async function quickFix(): Promise<void> {
  const document = await openUntitled(SPLIT);

  await check(`${RULE} is reported, with a page about it`, async () => {
    const [finding] = await until(
      `${RULE} on the split apt-get`,
      () => findings(document).length > 0 && findings(document),
    );
    assert.ok(finding);
    assert.equal(typeof finding.code, 'object', 'the code is a link to the page of the rule');
    assert.ok(
      finding.range.start.line === 1 || finding.range.start.line === 2,
      `on line ${finding.range.start.line + 1}`,
    );
    assert.match(finding.source ?? '', /layerlens/i);
  });

  await check('its quick fix merges the two RUNs, and the finding is gone', async () => {
    const [finding] = findings(document);
    assert.ok(finding, 'there is nothing to fix');
    const actions = await commands.executeCommand<CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
      CodeActionKind.QuickFix.value,
      10,
    );
    // VS Code does not hand the diagnostics of an action back; among several fixes the merge is known by its word.
    const edits = actions.filter((action) => action.edit !== undefined);
    const fix = edits.find((action) => /merge|join/i.test(action.title)) ?? edits[0];
    assert.ok(fix?.edit, `no fix among: ${actions.map((action) => action.title).join(', ')}`);
    assert.ok(await workspace.applyEdit(fix.edit), 'the edit was refused');
    const text = document.getText();
    assert.equal(text.match(/^RUN\b/gm)?.length, 1, text);
    assert.match(text.replace(/\\\r?\n\s*/g, ''), /^RUN apt-get update\s*&&\s*apt-get install -y curl/m);
    assert.match(text, /^FROM debian:12\n/, 'nothing else changed');
    await until('the finding is gone', () => findings(document).length === 0);
  });

  await closeUntitled(document);
}
