// Whole instructions put in, moved, taken out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, editsOverlap, type TextEdit } from '../../base/textEdit';
import type { DockerfileModel, Instruction } from '../../syntax/model';
import { parseDockerfile } from '../../syntax/parse';
import { insertFlag, insertInstructionAfter, insertInstructionBefore, moveInstruction } from './instructions';

type Edit = (model: DockerfileModel, at: (index: number) => Instruction) => readonly TextEdit[] | undefined;

function edited(text: string, edit: Edit): string | undefined {
  const [unix, windows] = [text, text.replaceAll('\n', '\r\n')].map((given) => {
    const model = parseDockerfile(given);
    const edits = edit(model, (index) => {
      const found = model.instructions[index];
      assert.ok(found);
      return found;
    });
    if (!edits) return undefined;
    assert.ok(!editsOverlap(edits));
    return applyEdits(given, edits);
  });
  assert.equal(windows, unix?.replaceAll('\n', '\r\n'), 'lines of Windows');
  return unix;
}

test('a new instruction above another stands above its comments', () => {
  const before: Edit = (model, at) => [insertInstructionBefore(model, at(1), 'NEW')];
  assert.equal(edited('FROM a\nRUN b\n', before), 'FROM a\nNEW\nRUN b\n');
  assert.equal(edited('FROM a\n\n# why\n# how\nRUN b', before), 'FROM a\n\nNEW\n# why\n# how\nRUN b');
  assert.equal(edited('FROM a\n# apart\n\n  RUN b\n', before), 'FROM a\n# apart\n\n  NEW\n  RUN b\n');
});

test('a directive stays the first line', () => {
  const before: Edit = (model, at) => [insertInstructionBefore(model, at(0), 'NEW')];
  assert.equal(edited('# syntax=docker/dockerfile:1\nFROM a\n', before), '# syntax=docker/dockerfile:1\nNEW\nFROM a\n');
});

test('a new instruction below another', () => {
  const after: Edit = (model, at) => [insertInstructionAfter(model, at(1), 'NEW')];
  assert.equal(edited('FROM a\nRUN b \\\n  c\nCMD x\n', after), 'FROM a\nRUN b \\\n  c\nNEW\nCMD x\n');
  assert.equal(edited('FROM a\nRUN <<E\nb\nE\nCMD x\n', after), 'FROM a\nRUN <<E\nb\nE\nNEW\nCMD x\n');
  assert.equal(edited('FROM a\nRUN b', after), 'FROM a\nRUN b\nNEW');
});

test('a flag stands behind the others', () => {
  const flag: Edit = (_, at) => [insertFlag(at(1), '--chown=u')];
  assert.equal(edited('FROM a\nCOPY b c\n', flag), 'FROM a\nCOPY --chown=u b c\n');
  assert.equal(edited('FROM a\ncopy --from=x \\\n  b c\n', flag), 'FROM a\ncopy --from=x --chown=u \\\n  b c\n');
  assert.equal(edited('FROM a\nCOPY ["b", "c"]\n', flag), 'FROM a\nCOPY --chown=u ["b", "c"]\n');
});

test('a moved instruction takes its comments along', () => {
  const up: Edit = (model, at) => moveInstruction(model, at(2), 'before', at(1));
  const down: Edit = (model, at) => moveInstruction(model, at(1), 'after', at(2));
  assert.equal(
    edited('FROM a\n# one\nRUN b\n# two\nRUN c \\\n  d\nCMD x\n', up),
    'FROM a\n# two\nRUN c \\\n  d\n# one\nRUN b\nCMD x\n',
  );
  assert.equal(edited('FROM a\n# one\nRUN b\n# two\nRUN c\n', down), 'FROM a\n# two\nRUN c\n# one\nRUN b\n');
  assert.equal(edited('FROM a\nRUN b\nRUN c', up), 'FROM a\nRUN c\nRUN b');
  assert.equal(edited('FROM a\nRUN b\nRUN c', down), 'FROM a\nRUN c\nRUN b');
  assert.equal(edited('FROM a\nRUN b\nRUN <<E\nc\nE\n', up), 'FROM a\nRUN <<E\nc\nE\nRUN b\n');
});

test('what stands there already is not moved', () => {
  assert.equal(
    edited('FROM a\nRUN b\nRUN c\n', (model, at) => moveInstruction(model, at(2), 'after', at(1))),
    undefined,
  );
});
