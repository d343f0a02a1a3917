// Knows: that a Dockerfile is explained where it is read: lenses, hover, and a tree that opens on a row.
import assert from 'node:assert/strict';
import { commands, Position } from 'vscode';
import type { CodeLens, Hover, MarkdownString, TextDocument } from 'vscode';
import { COMMANDS } from '../../../server/src/protocol/commands';
import { check, openSample, until } from './support';

export const lensesOf = async (document: TextDocument): Promise<readonly CodeLens[]> =>
  (await commands.executeCommand<CodeLens[] | undefined>('vscode.executeCodeLensProvider', document.uri, 1000)) ?? [];

const linesThatMatch = (document: TextDocument, pattern: RegExp): number[] =>
  Array.from({ length: document.lineCount }, (_, line) => line).filter((line) =>
    pattern.test(document.lineAt(line).text),
  );

const hoverText = (hovers: readonly Hover[]): string =>
  hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : (content as MarkdownString).value))
    .join('\n');

export async function reading(): Promise<void> {
  const document = await openSample();

  await check('every stage and every RUN has a lens', async () => {
    const lenses = await until('lenses on the sample', async () => {
      const found = await lensesOf(document);
      return found.length > 0 && found;
    });
    const lines = new Set(lenses.map((lens) => lens.range.start.line));
    const expected = linesThatMatch(document, /^(FROM|RUN)\b/);
    assert.ok(expected.length >= 2, 'the sample has a FROM and a RUN');
    for (const line of expected) assert.ok(lines.has(line), `no lens on line ${line + 1}`);
  });

  await check('lenses have words, and run our commands only', async () => {
    const lenses = await lensesOf(document);
    assert.ok(lenses.length > 0, 'no lenses');
    for (const { command } of lenses) {
      assert.ok(command && command.title.trim() !== '', 'a lens without words');
      if (command.command !== '') assert.ok(Object.hasOwn(COMMANDS, command.command), command.command);
    }
  });

  await check('the hover of a RUN says what it makes', async () => {
    const [line] = linesThatMatch(document, /^RUN\b/);
    assert.ok(line !== undefined, 'the sample has no RUN');
    const text = await until('a hover on RUN', async () => {
      const hovers = await commands.executeCommand<Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        new Position(line, 1),
      );
      return /layer/i.test(hoverText(hovers)) && hoverText(hovers);
    });
    assert.match(text, /layer/i);
  });

  await check('commands that lenses carry run without an error', async () => {
    await commands.executeCommand('layerlens.refresh', document.uri.toString());
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };
    await commands.executeCommand('layerlens.revealLine', document.uri.toString(), range);
    await commands.executeCommand('layerlens.showLayer', document.uri.toString(), 'no such row');
  });
}
