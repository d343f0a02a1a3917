// Second opinions on our grammar, over the corpus and over random scripts: `bash -n` and `dash -n` say which scripts are
// scripts, tree-sitter-bash says which commands are in them and what joins them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { dice, mutated, noise, script, scriptsBelow } from '../../test/support/scripts';
import { createTreeSitterParser } from '../../test/support/treeSitter';
import type { ShellParser, ShellScript } from './model';
import { createParser } from './parser';

const parser = createParser();
let treeSitter: ShellParser;
before(async () => {
  treeSitter = await createTreeSitterParser();
});

const corpus = scriptsBelow('server/test/corpus', 'test-workspace');

/** Scripts of PowerShell and cmd in the corpus: no POSIX shell reads them, and nobody asks us to. */
const OTHER_SHELL = /\b(?:Write-Host|Get-\w+|\$Env:|\$ErrorAction)/i;

const mayRun = (shell: string): boolean => spawnSync(shell, ['-c', ':']).status === 0;

/** Texts for which the shell and we do not agree on whether they are scripts. */
function disagreements(shell: string, texts: readonly string[]): string[] {
  return texts.filter((text) => {
    // A NUL ends the input of a shell.
    if (text.includes('\0')) return false;
    const { status } = spawnSync(shell, ['-n'], { input: text, stdio: ['pipe', 'ignore', 'ignore'] });
    return (status === 0) !== parser.parse(text).parsed;
  });
}

test('bash takes the same scripts of the corpus', { skip: !mayRun('bash') }, () => {
  assert.ok(corpus.length > 100, `${corpus.length} scripts`);
  assert.deepEqual(disagreements('bash', corpus), []);
});

test('bash and dash take random scripts', { skip: !mayRun('bash') || !mayRun('dash') }, () => {
  const roll = dice(7);
  const texts = Array.from({ length: 60 }, () => script(roll));
  assert.deepEqual(disagreements('bash', texts), []);
  // Redirects, arrays and words of bash alone are left out.
  const posix = texts.filter((text) => !/&>|<<<|\$'|>&-/.test(text));
  assert.deepEqual(disagreements('dash', posix), []);
});

/** What is known to be read otherwise by bash, and why. */
const KNOWN: readonly { readonly why: string; readonly is: RegExp }[] = [
  { why: 'bash looks for the end of an array’s index beyond the word', is: /(?:^|[\s;&|(])[A-Za-z_]\w*\[[^\]\n]*$/m },
];

test('bash refuses what we refuse, among broken scripts', { skip: !mayRun('bash') }, () => {
  const roll = dice(8);
  const texts = Array.from({ length: 250 }, (_, i) =>
    i % 2 === 0 ? noise(roll) : mutated(roll, corpus[roll(corpus.length)] ?? ''),
  );
  const unknown = disagreements('bash', texts).filter((text) => !KNOWN.some(({ is }) => is.test(text)));
  assert.deepEqual(unknown, []);
});

/** Names of the simple commands outside of other constructs' words, and what stands before each. */
const outline = ({ commands }: ShellScript): string[] =>
  commands.map(({ joint, inside, name, args, redirects }) =>
    [
      joint,
      ...inside,
      name?.raw ?? '=',
      ...args.map(({ raw }) => raw),
      ...redirects.map(({ operator }) => operator),
    ].join(' '),
  );

test('tree-sitter sees the same commands in the corpus', () => {
  let compared = 0;
  for (const text of corpus) {
    const theirs = treeSitter.parse(text);
    if (!theirs.parsed || OTHER_SHELL.test(text)) continue;
    assert.deepEqual(outline(parser.parse(text)), outline(theirs), text);
    compared++;
  }
  assert.ok(compared > 100, `${compared} scripts`);
});
