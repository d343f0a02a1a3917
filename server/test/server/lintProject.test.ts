// `layerlens lint` and the rest of the project: builds that compose and other files ask for, what layerlens.yaml says of a
// build, known findings, and ShellCheck, for which a stand-in speaks.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { layerlens } from '../support/commandLine';
import { TestWorkspace } from '../support/workspace';

let workspace: TestWorkspace;
before(() => {
  workspace = new TestWorkspace();
});
after(() => {
  workspace.dispose();
});

/** A repository of its own with these files. */
function repository(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(workspace.path(`${name}/.git`), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(workspace.path(`${name}/${path.split('/').slice(0, -1).join('/')}`), { recursive: true });
    workspace.write(`${name}/${path}`, text);
  }
  return workspace.path(name);
}

interface Shown {
  readonly files: readonly { readonly path: string; readonly findings: readonly { readonly rule: string }[] }[];
}

/** `path rule` of each finding. */
async function told(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await layerlens(['lint', ...args, '--json'], { cwd });
  assert.equal(stderr, '');
  const { files } = JSON.parse(stdout) as Shown;
  return files.flatMap(({ path, findings }) => findings.map(({ rule }) => `${path.replaceAll('\\', '/')} ${rule}`));
}

const BAD = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';
const UPDATE = ['--only', 'update-alone'];

test('compose says what the context is, which stages are built and which names are contexts', async () => {
  const cwd = repository('compose', {
    'compose.yaml': `services:
  web:
    build:
      context: web
      additional_contexts: {shared: lib}
  one:
    build: {context: both, dockerfile: ../both/Dockerfile, target: slim}
  two:
    build: {context: ., dockerfile: both/Dockerfile}
`,
    'web/Dockerfile': 'FROM a:1\nCOPY here.txt gone.txt /x/\nCOPY --from=shared /x /y\n',
    'web/here.txt': '',
    'both/Dockerfile': 'FROM a:1 AS slim\nCOPY gone.txt /\nFROM b:1 AS other\nRUN true\nFROM b:1\nRUN true\n',
    'alone/Dockerfile': 'FROM a:1\nCOPY gone.txt /\n',
  });
  const only = ['--only', 'copy-source-missing,copy-from-unknown-stage,unused-stage'];
  assert.deepEqual(await told(cwd, '.', ...only), [
    'both/Dockerfile unused-stage',
    'web/Dockerfile copy-source-missing',
  ]);
  // From wherever it is asked, and by whatever name.
  assert.deepEqual(await told(`${cwd}/web`, '../web/Dockerfile', ...only), ['../web/Dockerfile copy-source-missing']);
  assert.deepEqual(await told(cwd, '.', '--no-project', ...only), [
    'both/Dockerfile unused-stage',
    'both/Dockerfile unused-stage',
    'web/Dockerfile copy-from-unknown-stage',
  ]);
  // A context that is given counts for all.
  const given = await told(cwd, 'web', '--context', 'lib', '--only', 'copy-source-missing').catch(() => undefined);
  assert.equal(given, undefined, 'lib is not there');
});

test('a context that is only there after some build is no reason to stop', async () => {
  const cwd = repository('absent', {
    'compose.yaml': 'services: {web: {build: {context: made, dockerfile: ../Dockerfile}}}\n',
    Dockerfile: 'FROM a:1\nCOPY gone.txt /\n',
  });
  assert.deepEqual(await told(cwd, '.', '--only', 'copy-source-missing'), []);
});

test('layerlens.yaml says what the context, the stage and the arguments are, over compose', async () => {
  const cwd = repository('configured', {
    'compose.yaml': 'services: {web: {build: {context: web, target: one, args: {BASE: b}}}}\n',
    'web/Dockerfile':
      'ARG BASE\nFROM a:1 AS one\nCOPY Dockerfile /\nFROM b:1 AS two\nCOPY web/Dockerfile /\nFROM ${BASE} AS three\nRUN true\n',
  });
  const only = ['--only', 'copy-source-missing,pin-base-tag'];
  assert.deepEqual(await told(cwd, 'web', ...only), ['web/Dockerfile pin-base-tag']);
  // Only sources of the stage that is built are looked for. Hints: what a script makes before the build may come yet.
  const missing = async (): Promise<readonly string[]> => {
    const { stdout } = await layerlens(['lint', 'web', '--only', 'copy-source-missing'], { cwd });
    return stdout.split('\n').flatMap((line) => /^\S+:(\d+):\d+: (\w+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
  };
  assert.deepEqual(await missing(), []);
  workspace.write('configured/layerlens.yaml', 'context: {web/*: .}\n');
  assert.deepEqual(await missing(), ['3 hint']);
  const strict = await layerlens(['lint', 'web', '--only', 'copy-source-missing', '--context', '.'], { cwd });
  assert.match(strict.stdout, /:3:\d+: error/, 'a context that is given is the one that is built');
  workspace.write('configured/layerlens.yaml', 'context: .\ntargets: {"**": two}\n');
  assert.deepEqual(await missing(), []);
  workspace.write('configured/layerlens.yaml', 'targets: {web/*: two}\n');
  assert.deepEqual(await missing(), ['5 hint']);
  workspace.write('configured/layerlens.yaml', 'args: {BASE: "b:1"}\n');
  assert.deepEqual(await told(cwd, 'web', '--only', 'pin-base-tag'), []);
  workspace.write('configured/layerlens.yaml', 'context: .\n');
  // Standard input has no compose file, and the same configuration.
  const { stdout } = await layerlens(['lint', '-', '--json', '--only', 'copy-source-missing'], {
    cwd,
    stdin: 'FROM a:1\nCOPY web gone.txt /\n',
  });
  assert.equal((JSON.parse(stdout) as Shown).files[0]?.findings.length, 1);
});

test('a --target that no file has is told; that one of several has it not is no fault', async () => {
  const cwd = repository('target', { 'a.Dockerfile': 'FROM a:1 AS dev\n', 'b.Dockerfile': 'FROM b:1\n' });
  assert.deepEqual(await told(cwd, '.', '--target', 'dev', ...UPDATE), []);
  const none = await layerlens(['lint', '.', '--target', 'prod'], { cwd });
  assert.deepEqual(
    [none.code, none.stdout, none.stderr],
    [2, '', 'layerlens: --target prod: 2 files looked at, none has a stage of that name.\n'],
  );
});

test('registries and labels switch on the rules that take them', async () => {
  const cwd = repository('shared', {
    'layerlens.yaml': 'registries: [docker.io]\nlabels: {home: url}\nextends: off\n',
    Dockerfile: 'FROM ghcr.io/a/b:1\nLABEL home=nowhere\n',
  });
  assert.deepEqual(await told(cwd, '.'), ['Dockerfile untrusted-registry', 'Dockerfile label-url']);
});

test('known findings are not told, wherever lines move to; new ones are', async () => {
  const cwd = repository('known', { 'a/Dockerfile': BAD, 'b/Dockerfile': BAD });
  const lint = (...args: string[]) => layerlens(['lint', ...args, ...UPDATE], { cwd });
  const written = await lint('.', '--write-baseline', '--baseline', 'known.json');
  assert.deepEqual(
    [written.code, written.stdout, written.stderr],
    [0, '', 'known.json: 2 findings in 2 files known from now on.\n'],
  );
  workspace.write('known/layerlens.yaml', 'baseline: known.json\n');
  const text = await lint('.');
  assert.deepEqual([text.code, text.stdout], [0, '0 findings in 2 files, 2 more known\n']);
  assert.deepEqual(await told(`${cwd}/a`, 'Dockerfile', ...UPDATE), []);
  assert.deepEqual((await told(cwd, '.', '--no-baseline', ...UPDATE)).length, 2);
  workspace.write(
    'known/a/Dockerfile',
    `# words\n${BAD}FROM debian:12\nRUN apt-get update\nRUN apt-get install -y git\n`,
  );
  assert.deepEqual(await told(cwd, '.', ...UPDATE), ['a/Dockerfile update-alone']);
  // What was not looked at stays known.
  assert.equal((await lint('a', '--write-baseline')).code, 0);
  assert.deepEqual(await told(cwd, '.', ...UPDATE), []);
  const before = readFileSync(`${cwd}/known.json`, 'utf8');
  assert.equal((await lint('.', '--write-baseline')).code, 0);
  assert.equal(readFileSync(`${cwd}/known.json`, 'utf8'), before);
});

test('a file of known findings that is not there or is none, and one that is to be written nowhere', async () => {
  const cwd = repository('unknown', { Dockerfile: BAD, 'other.json': '[]' });
  for (const [args, said] of [
    [
      ['--baseline', 'gone.json'],
      /^layerlens: Cannot read the known findings in gone\.json: there is no such file\. `layerlens lint --write-baseline` makes it\.\n$/,
    ],
    [
      ['--baseline', 'other.json'],
      /^layerlens: other\.json is no file of known findings: it has no list `findings`\. [^\n]+\n$/,
    ],
    [['--write-baseline'], /^layerlens: --write-baseline does not know where to for Dockerfile\. [^\n]+\n$/],
    [
      ['--write-baseline', '--baseline', 'no/such/folder.json'],
      /^layerlens: Cannot write no\/such\/folder\.json: there is no such folder\.\n$/,
    ],
  ] as const) {
    const { code, stdout, stderr } = await layerlens(['lint', '.', ...args], { cwd });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, said);
  }
});

/** Finds each `BAD` as SC2086, in the format json1, and writes down each script it is asked about. */
const STAND_IN = `#!${process.execPath}
const text = require('node:fs').readFileSync(0, 'utf8');
require('node:fs').appendFileSync(__dirname + '/asked', text + '\\0');
const comments = text.split('\\n').flatMap((line, i) => [...line.matchAll(/BAD/g)].map(({ index }) => (
  { line: i + 1, endLine: i + 1, column: index + 1, endColumn: index + 4, level: 'warning', code: 2086, message: 'Quote it.' })));
process.stdout.write(JSON.stringify({ comments }));
process.exitCode = comments.length > 0 ? 1 : 0;
`;

function withShellCheck(name: string, files: Readonly<Record<string, string>>): string {
  const cwd = repository(name, { ...files, 'bin/shellcheck': STAND_IN });
  chmodSync(`${cwd}/bin/shellcheck`, 0o755);
  return cwd;
}

test('ShellCheck is asked when a flag or the configuration says so, never because it is there', async () => {
  const cwd = withShellCheck('asking', {
    Dockerfile: 'FROM a:1\nRUN true && \\\n  BAD\n# hadolint ignore=SC2086\nRUN BAD again\n',
  });
  const env = { PATH: `${cwd}/bin` };
  const lint = (...args: string[]) => layerlens(['lint', 'Dockerfile', '--only', 'shellcheck/', ...args], { cwd, env });
  assert.equal((await lint()).stdout, '0 findings in 1 file\n');
  assert.equal(existsSync(`${cwd}/bin/asked`), false);
  const shown = /^Dockerfile:3:3: warning: Quote it\. \[SC2086\]\n {6}BAD\n {6}\^\^\^\n1 finding in 1 file\n$/;
  for (const program of ['shellcheck', 'bin/shellcheck', `${cwd}/bin/shellcheck`]) {
    const asked = await lint('--shellcheck', program);
    assert.deepEqual([asked.code, asked.stderr], [1, '']);
    assert.match(asked.stdout, shown);
  }
  workspace.write('asking/layerlens.yaml', 'shellcheck: true\n');
  assert.match((await lint()).stdout, shown);
  assert.equal((await lint('--no-shellcheck')).stdout, '0 findings in 1 file\n');
  // Codes are rules as others are.
  workspace.write('asking/layerlens.yaml', 'shellcheck: true\nrules: {SC2086: hint}\n');
  assert.equal((await lint()).code, 0);
  assert.equal((await lint('--only', 'update-alone')).code, 0);
});

test('a program that is wanted and does not answer is told: misuse by flag, a note by configuration', async () => {
  const cwd = repository('silent', { Dockerfile: 'FROM a:1\n', 'layerlens.yaml': 'shellcheck: true\n' });
  const missing = await layerlens(['lint', '.', '--preset', 'off'], { cwd });
  assert.deepEqual([missing.code, missing.stdout], [0, '0 findings in 1 file\n']);
  assert.match(
    missing.stderr,
    /^ShellCheck is not asked, although the configuration wants it: there is no such program\./,
  );
  const given = await layerlens(['lint', '.', '--shellcheck', 'nowhere/shellcheck'], { cwd });
  assert.deepEqual(
    [given.code, given.stdout, given.stderr],
    [2, '', 'layerlens: Cannot run nowhere/shellcheck: there is no such program.\n'],
  );
  workspace.write('silent/old', `#!${process.execPath}\nprocess.stderr.write('no such flag');process.exitCode = 3;\n`);
  chmodSync(workspace.path('silent/old'), 0o755);
  const old = await layerlens(['lint', '.', '--shellcheck', './old'], { cwd });
  assert.equal(old.stderr, 'layerlens: Cannot run ./old: it ended with exit code 3: no such flag.\n');
});

test('many files: ShellCheck in the threads, each script once in each; files with a context in between', async () => {
  const files: Record<string, string> = { 'compose.yaml': 'services: {a: {build: {context: s07}}}\n' };
  for (let i = 0; i < 90; i++)
    files[`s${String(i).padStart(2, '0')}/Dockerfile`] = `FROM a:1\nCOPY gone /\nRUN BAD ${String(i % 3)}\n`;
  const cwd = withShellCheck('threads', files);
  const only = ['--only', 'copy-source-missing,SC2086', '--shellcheck', 'bin/shellcheck'];
  const found = await told(cwd, '.', ...only);
  const names = Object.keys(files).filter((name) => name !== 'compose.yaml');
  assert.deepEqual(
    found,
    names.flatMap((name) => [...(name === 's07/Dockerfile' ? [`${name} copy-source-missing`] : []), `${name} SC2086`]),
  );
  const asked = readFileSync(`${cwd}/bin/asked`, 'utf8').split('\0');
  // Three scripts, in each thread and in the main one; and the first question, whether it is there.
  assert.ok(asked.length < 90, `${String(asked.length)} questions`);
});

test('nothing to lint is said, and why', async () => {
  const cwd = repository('nothing', {
    'sub/notes.txt': '',
    'old/Dockerfile': BAD,
    'layerlens.yaml': 'ignore: [old]\n',
  });
  const none = await layerlens(['lint', 'sub'], { cwd });
  assert.deepEqual([none.code, none.stdout], [0, '0 findings in 0 files\n']);
  assert.match(none.stderr, /^No Dockerfile found in sub: in folders, names like [^\n]+\n$/);
  const ignored = await layerlens(['lint', '.'], { cwd });
  assert.match(ignored.stderr, /^1 Dockerfile found, and `ignore` in the configuration keeps out all of them\.\n$/);
});

test('a configuration that is no YAML is told and ends with 2, since nobody knows what it should say', async () => {
  const cwd = repository('broken', { Dockerfile: 'FROM scratch\n', 'layerlens.yaml': 'rules: {update-alone: [\n' });
  const { code, stderr } = await layerlens(['lint', '.', '--preset', 'off'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /^[^\n]*layerlens\.yaml:\d+: This is no YAML: [^\n]+\.\n/);
  const folder = await layerlens(['lint', '.', '--config', '.git'], { cwd });
  assert.equal(folder.stderr, 'layerlens: Cannot read .git: it is a folder.\n');
});

test('one file by two names is linted once', async () => {
  const cwd = repository('twice', { Dockerfile: BAD });
  assert.deepEqual(await told(cwd, 'Dockerfile', '.', './Dockerfile', ...UPDATE), ['Dockerfile update-alone']);
});
