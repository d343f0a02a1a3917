// The script of a RUN: which text the shell reads, and the way back into the document through continuations, comments
// and heredocs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fixture } from '../../test/support/fixture';
import { shellParser } from '../../test/support/shell';
import { parseDockerfile } from '../syntax/parse';
import { isPosixShell, runScript, type RunScript } from './script';

const parser = shellParser();

function scriptOf(text: string, shell: readonly string[] = ['/bin/sh', '-c']): RunScript | undefined {
  const model = parseDockerfile(text);
  const run = model.instructions.find((one) => one.keyword === 'RUN');
  return run && runScript(run, model, shell, parser);
}

/** Document text of each command. */
function places(text: string): string[] {
  const script = scriptOf(text);
  return (script?.script.commands ?? []).map(({ span }) => {
    const { start, end } = script?.docSpan(span) ?? { start: 0, end: 0 };
    return text.slice(start, end);
  });
}

test('shells that are POSIX, and those that are left alone', () => {
  for (const shell of ['/bin/sh', 'bash', '/usr/bin/zsh', 'ash', 'dash', 'ksh'])
    assert.ok(isPosixShell([shell, '-c']), shell);
  for (const shell of ['powershell', 'cmd', 'fish', 'python3', '']) assert.ok(!isPosixShell([shell]), shell);
  assert.ok(!isPosixShell([]));
});

test('exec form, other shells and other interpreters have no script', () => {
  assert.equal(scriptOf('FROM a\nRUN ["apt-get", "update"]\n'), undefined);
  assert.equal(scriptOf('FROM a\nRUN dir\n', ['cmd', '/S', '/C']), undefined);
  assert.equal(scriptOf('FROM a\nRUN <<E\n#!/usr/bin/env python3\nimport os\nE\n'), undefined);
  assert.equal(scriptOf('FROM a\nRUN <<E\n#!/usr/bin/env -S bash -e\napt-get update\nE\n')?.script.commands.length, 1);
  assert.equal(scriptOf('FROM a\nRUN <<E\n#!/bin/bash\napt-get update\nE\n')?.script.commands.length, 1);
});

test('a command in a continued line leads back to its place, comments in between or not', () => {
  const marked = 'FROM a\nRUN first \\\n  # why\n  && <|apt-get \\\n\n # how\n   update|> && last\n';
  const { text, ranges } = fixture(marked);
  const script = scriptOf(text);
  const update = script?.script.commands[1];
  assert.deepEqual(update && script.docSpan(update.span), ranges[0]);
  assert.deepEqual(
    update?.args.map((arg) => arg.text),
    ['update'],
  );
});

test('flags are no part of the script', () => {
  assert.deepEqual(places('FROM a\nRUN --mount=type=cache,target=/x --network=none \\\n  make all\n'), ['make all']);
});

test('the escape character of the file continues lines, the backslash stays the shell’s', () => {
  assert.deepEqual(places('# escape=`\nFROM a\nRUN one `\n  && two \\\n'), ['one', 'two \\']);
});

test('a heredoc is the script; with a command in front it is that command’s input', () => {
  assert.deepEqual(places('FROM a\nRUN <<E\none\ntwo && three\nE\n'), ['one', 'two', 'three']);
  assert.deepEqual(places('FROM a\nRUN cat <<E > /x && two\nbody && text\nE\nRUN next\n').slice(0, 2), [
    'cat <<E > /x',
    'two',
  ]);
  assert.deepEqual(places('FROM a\nRUN <<-E\n\tone\n\tE\n'), ['one']);
});

test('lines of Windows', () => {
  assert.deepEqual(places('FROM a\r\nRUN one \\\r\n  && two three\r\n'), ['one', 'two three']);
});

test('whatever the text, places lie in the RUN and in order', () => {
  let commands = 0;
  const pieces = fc.constantFrom(
    'a ',
    '&& ',
    '\\\n',
    '\\\r\n',
    '\n',
    '# c\n',
    '"',
    "'",
    '$(',
    ')',
    '<<E ',
    '\nE\n',
    '; ',
    '`',
    '--x=y ',
    'é',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 20 }).map((parts) => `FROM a\nRUN ${parts.join('')}`),
      (text) => {
        const script = scriptOf(text);
        if (!script) return;
        const { run } = script;
        commands += script.script.commands.length;
        for (const { span } of script.script.commands) {
          const where = script.docSpan(span);
          assert.ok(
            run.span.start <= where.start && where.start <= where.end && where.end <= text.length,
            JSON.stringify(text),
          );
        }
        const starts = script.script.commands.map(({ span }) => script.docSpan(span).start);
        assert.deepEqual(
          starts,
          [...starts].sort((a, b) => a - b),
        );
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(commands > 50, `${commands} commands`);
});
