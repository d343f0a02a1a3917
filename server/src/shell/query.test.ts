// What rules ask about a script: its shell, where it stops, what runs for sure, what it writes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellParser } from '../../test/support/shell';
import type { ShellCommand } from './model';
import {
  failureMatters,
  hasPipefail,
  isUnconditional,
  kindAt,
  kindOfShell,
  stopsOnError,
  writes,
  type ReadByShell,
} from './query';

const parser = shellParser();

const read = (text: string, shell = '/bin/sh -c'): ReadByShell => ({
  script: parser.parse(text),
  shell: shell.split(' '),
});

/** Names of the commands for which it holds. */
const where = (text: string, holds: (given: ReadByShell, command: ShellCommand) => boolean, shell?: string): string => {
  const given = read(text, shell);
  return given.script.commands
    .filter((command) => holds(given, command))
    .map(({ name }) => name?.text ?? '?')
    .join(' ');
};

test('the kind of a shell', () => {
  for (const [shell, kind] of [
    ['/bin/sh -c', 'sh'],
    ['/bin/bash -o pipefail -c', 'bash'],
    ['/bin/busybox', 'unknown'],
    ['cmd /S /C', 'cmd'],
    ['C:\\Windows\\System32\\cmd.exe', 'cmd'],
    ['powershell -Command', 'powershell'],
    ['C:\\PROGRA~1\\PowerShell\\pwsh.EXE', 'powershell'],
    ['/usr/bin/python3', 'unknown'],
    ['', 'unknown'],
  ] as const)
    assert.equal(kindOfShell(shell.split(' ')), kind, shell);
});

test('a script in a script is read by its own shell', () => {
  const given = read(`a && bash -c 'b; sudo dash -ec "c"' && d`);
  const kinds = given.script.commands.map((command) => `${command.name?.text ?? ''} ${kindAt(given, command)}`);
  assert.deepEqual(kinds, ['a sh', 'bash sh', 'b bash', 'dash bash', 'c dash', 'd sh']);
});

test('where a script stops', () => {
  for (const [text, shell, stops] of [
    ['a; b', '/bin/sh -c', false],
    ['a; b', '/bin/sh -ec', true],
    ['a; b', '/bin/bash -euo pipefail -c', true],
    ['a; b', '/bin/bash -o errexit -c', true],
    ['a; b', '/bin/bash -o pipefail -c', false],
    ['set -e; a', '/bin/sh -c', true],
    ['set -eux\na', '/bin/sh -c', true],
    ['set -o errexit && a', '/bin/sh -c', true],
    ['set -x; export A=1; set -e; a', '/bin/sh -c', true],
    ['a; set -e; b', '/bin/sh -c', false],
    ['(set -e; a)', '/bin/sh -c', false],
    ['set -e; a; set +e; b', '/bin/sh -c', false],
    ['set -x; a', '/bin/sh -c', false],
  ] as const)
    assert.equal(stopsOnError(read(text, shell)), stops, `${shell}: ${text}`);
});

test('where pipelines fail with any of their members', () => {
  assert.equal(where('a | b', hasPipefail), '');
  assert.equal(where('a | b', hasPipefail, '/bin/bash -eo pipefail -c'), 'a b');
  assert.equal(where('a | b; set -o pipefail; c | d', hasPipefail), 'c d');
  assert.equal(where('set -euxo pipefail && a | b', hasPipefail), 'a b');
  assert.equal(where("bash -o pipefail -c 'a | b' && c | d", hasPipefail), 'a b');
  assert.equal(where("bash -c 'a | b; set -o pipefail; c | d'", hasPipefail), 'c d');
});

test('what has run whenever the script succeeded', () => {
  const sure = (text: string): string => where(text, isUnconditional);
  assert.equal(sure('a && b && c'), 'a b c');
  assert.equal(sure('a || b'), 'a');
  assert.equal(sure('a && b || c'), 'a');
  assert.equal(sure('a; b'), 'a b');
  assert.equal(sure('a && b; c'), 'a c');
  assert.equal(sure('if a; then b; fi; c'), 'c');
  assert.equal(sure('for x in y; do a; done && b'), 'b');
  assert.equal(sure('{ a; b; } && (c)'), 'a b c');
  assert.equal(sure('f() { a; }; b'), 'b');
  assert.equal(sure('echo $(a) && b | c'), 'echo b c');
});

test('whose failure the RUN sees', () => {
  const seen = (text: string, shell?: string): string => where(text, failureMatters, shell);
  assert.equal(seen('a && b'), 'a b');
  assert.equal(seen('a; b'), 'b');
  assert.equal(seen('a; b', '/bin/sh -ec'), 'a b');
  assert.equal(seen('a && b; c', '/bin/sh -ec'), 'b c');
  assert.equal(seen('a || true'), 'true');
  assert.equal(seen('a && b || c'), 'c');
  assert.equal(seen('a | b'), 'b');
  assert.equal(seen('a | b', '/bin/bash -o pipefail -c'), 'a b');
  assert.equal(seen('a & b'), 'b');
  assert.equal(seen('! a && b'), 'b');
  assert.equal(seen('if a; then b; fi'), '');
  assert.equal(seen('(a; b) && c'), 'b c');
  assert.equal(seen('(a && b) && c'), 'a b c');
});

test('what redirects and tee write', () => {
  const written = (text: string): string =>
    parser
      .parse(text)
      .commands.flatMap(writes)
      .map(({ word, by, appends }) => `${by}${appends ? '+' : ''} ${word.raw}`)
      .join(', ');
  assert.equal(written('a > x 2>&1 >> y < z'), 'redirect x, redirect+ y');
  assert.equal(written('a > /dev/null 2>/dev/stderr'), '');
  assert.equal(written('a &> x; b >& y; c >&2; d 2>&-; e >| z'), 'redirect x, redirect y, redirect z');
  assert.equal(written('a | tee -a x y > z'), 'redirect z, tee+ x, tee+ y');
  assert.equal(written('{ a; b; } > x'), 'redirect x, redirect x');
  assert.equal(written('cat <<E > "$x"\nbody\nE\n'), 'redirect "$x"');
});
