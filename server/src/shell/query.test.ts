// What rules ask about a script: its shell, and where it stops.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shellParser } from '../../test/support/shell';
import type { ShellCommand } from './model';
import { hasPipefail, kindAt, kindOfShell, stopsOnError, type ReadByShell } from './query';

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
