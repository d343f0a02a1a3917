// Knows: trying an edit of a RUN on a text: with the line ends of Unix and of Windows, with the result read again.
import assert from 'node:assert/strict';
import { applyEdits, editsOverlap, type TextEdit } from '../../src/base/textEdit';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import { RuleContext, type StageRun } from '../../src/lint/context';
import type { DockerfileModel } from '../../src/syntax/model';
import { parseDockerfile } from '../../src/syntax/parse';
import { shellParser } from './shell';

export type EditOfRun = (model: DockerfileModel, run: StageRun) => readonly TextEdit[] | undefined;

/** The text after an edit of its first RUN; undefined when none is offered. The same is asked with lines of Windows. */
export async function editedRun(text: string, edit: EditOfRun): Promise<string | undefined> {
  const unix = await edited(text, edit);
  const windows = await edited(text.replaceAll('\n', '\r\n'), edit);
  assert.equal(windows, unix?.replaceAll('\n', '\r\n'), 'lines of Windows');
  return unix;
}

async function edited(text: string, edit: EditOfRun): Promise<string | undefined> {
  const parser = shellParser();
  const context = new RuleContext(buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS), parser);
  const [run] = context.everyRun();
  assert.ok(run, 'no RUN that can be read');
  const edits = edit(context.model, run);
  if (!edits) return undefined;
  assert.ok(!editsOverlap(edits), 'edits overlap');
  const result = applyEdits(text, edits);
  const again = new RuleContext(buildGraph(parseDockerfile(result), DEFAULT_BUILD_OPTIONS), parser);
  for (const { script } of again.everyRun()) assert.ok(script.parsed, result);
  return result;
}
