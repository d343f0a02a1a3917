// The command line as a program: data on stdout, one sentence on stderr, exit codes, and what it does with odd input.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { layerlens } from '../support/commandLine';
import { FakeEngine } from '../support/fakeEngine';
import { TestWorkspace } from '../support/workspace';

const SAMPLE = join(process.cwd(), 'test-workspace/sample/Dockerfile');
const IMAGE = join(process.cwd(), 'test-workspace/sample/sample-image.tar.gz');
const BAD = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';

let workspace: TestWorkspace;
before(() => {
  workspace = new TestWorkspace();
});
after(() => workspace.dispose());

const file = (name: string, text: string | Uint8Array): string => {
  workspace.write(name, text);
  return workspace.path(name);
};

/** Exit code 2, nothing on stdout, and exactly one sentence that says `what`. */
async function misuse(args: readonly string[], what: RegExp, stdin?: string | Uint8Array): Promise<void> {
  const { code, stdout, stderr } = await layerlens(args, stdin === undefined ? {} : { stdin });
  assert.deepEqual([code, stdout], [2, ''], args.join(' '));
  assert.match(stderr, what);
  assert.match(stderr, /^layerlens: [^\n]+\n$/, 'one line');
  assert.doesNotMatch(stderr, /should not happen|\bat \S+:\d+/, 'no stack, no fault of ours');
}

test('--version and --help', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.deepEqual(await layerlens(['--version']), { code: 0, stdout: `${version}\n`, stderr: '' });
  const help = await layerlens(['--help']);
  assert.equal(help.code, 0);
  for (const command of ['layers', 'align', 'lint', 'lsp'])
    assert.ok(help.stdout.includes(`layerlens ${command} `), command);
});

test('misuse: one sentence, exit code 2', async () => {
  const none = workspace.path('no-such-file');
  await misuse([], /no command given/);
  await misuse(['frobnicate'], /there is no command frobnicate/);
  await misuse(['layers'], /needs a Dockerfile/);
  await misuse(['layers', SAMPLE, SAMPLE], /takes one Dockerfile, but 2 were given/);
  await misuse(['layers', none], /Cannot read .*no-such-file: there is no such file\./);
  await misuse(['layers', workspace.folder], /it is a folder/);
  await misuse(['layers', SAMPLE, '--nonsense'], /--nonsense.*--help/);
  await misuse(['layers', SAMPLE, '--target'], /--target.*--help/);
  await misuse(['layers', SAMPLE, '--target', 'x'], /no stage named x\. It has: build, runtime\./);
  await misuse(['layers', SAMPLE, '--builder', 'kaniko'], /--builder kaniko is not known/);
  await misuse(['layers', SAMPLE, '--frontend', '2'], /Write it like 1\.19/);
  await misuse(['layers', SAMPLE, '--platform', 'constructor'], /is not a platform/);
  await misuse(['layers', SAMPLE, '--build-arg', '=x'], /has no name/);
  await misuse(['layers', '-'], /no FROM instruction/, '');
  await misuse(['align', SAMPLE], /needs --image/);
  await misuse(['align', SAMPLE, '--image', none + '.tar'], /Cannot read no-such-file\.tar/);
  await misuse(['align', SAMPLE, '--image', 'app:dev'], /does not answer|no container engine/i);
  await misuse(['lint'], /needs a Dockerfile or a folder/);
  await misuse(['lint', none], /there is no such file/);
  await misuse(['lint', SAMPLE, '--format', 'xml'], /Use text, json, sarif, github, checkstyle or gitlab/);
  await misuse(['lint', SAMPLE, '--fail-on', 'sometimes'], /is not a severity/);
  await misuse(['lint', SAMPLE, '--rules', 'some'], /Use all or default/);
  await misuse(['lint', SAMPLE, '--only', 'no-such-rule'], /there is no rule of that name/);
  await misuse(['lsp'], /needs --stdio/);
});

test('files that are no Dockerfiles are refused, not worked on', async () => {
  await misuse(
    ['lint', file('binary.Dockerfile', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]))],
    /it is a binary file/,
  );
  await misuse(['layers', file('huge', Buffer.alloc(5_000_000, 'a'))], /5000000 bytes it is too large/);
  await misuse(['layers', '-'], /it is a binary file/, Buffer.from('FROM a\0'));
});

test('layers --json: exactly the fields that were promised', async () => {
  const { code, stdout, stderr } = await layerlens(['layers', SAMPLE, '--json', '--platform', 'linux/amd64']);
  assert.deepEqual([code, stderr], [0, '']);
  const { schemaVersion, target, entries } = JSON.parse(stdout) as {
    schemaVersion: number;
    target: string;
    entries: Record<string, unknown>[];
  };
  assert.deepEqual([schemaVersion, target, entries.length], [1, 'runtime', 8]);
  assert.deepEqual(entries[1], {
    createdBy: 'RUN /bin/sh -c apt-get update # buildkit',
    createdByCertainty: 'known',
    empty: false,
    line: 11,
    stage: 'runtime',
    size: { likely: null, certainty: 'unknown', basis: 'Unknown until built: it depends on what the step does.' },
  });
  for (const { createdBy, empty, line, stage, size } of entries) {
    assert.equal(typeof createdBy, 'string');
    assert.ok(empty === null || typeof empty === 'boolean');
    assert.ok(typeof line === 'number' && line >= 1);
    assert.equal(stage, 'runtime');
    assert.deepEqual(Object.keys(size as object), ['likely', 'certainty', 'basis']);
  }
});

test('layers: flags reach the prediction; standard input is read', async () => {
  const stdin = 'ARG V=1\nFROM a AS one\nARG V\nENV A=$V\nFROM b\nRUN x\n';
  const { stdout } = await layerlens(
    ['layers', '-', '--target', 'one', '--build-arg', 'V=7', '--builder', 'classic', '--json'],
    { stdin },
  );
  const { entries } = JSON.parse(stdout) as { entries: { createdBy: string; line: number }[] };
  assert.deepEqual(
    entries.map(({ createdBy, line }) => `${line} ${createdBy}`),
    ['3 /bin/sh -c #(nop)  ARG V', '4 /bin/sh -c #(nop)  ENV A=7'],
  );
  const fromEnv = await layerlens(['layers', '-', '--target', 'one', '--build-arg', 'V'], { stdin, env: { V: 'env' } });
  assert.match(fromEnv.stdout, /ENV A=env/);
});

test('align: an archive and an engine, the base entries without a line', async () => {
  const { code, stdout } = await layerlens(['align', SAMPLE, '--image', IMAGE, '--json']);
  assert.equal(code, 0);
  const { total, entries } = JSON.parse(stdout) as { total: number; entries: Record<string, unknown>[] };
  assert.equal(
    total,
    entries.reduce((sum, { bytes }) => sum + Number(bytes), 0),
  );
  assert.deepEqual(
    entries.map(({ line }) => line).filter((line) => line !== null),
    [10, 11, 12, 13, 14, 15, 19, 20],
  );
  for (const entry of entries)
    for (const key of ['line', 'createdBy', 'empty', 'bytes', 'diffId', 'certainty']) assert.ok(key in entry, key);
  assert.equal(entries[0]?.['line'], null);

  const engine = await FakeEngine.start({
    images: [
      {
        name: 'app:dev',
        history:
          '500 base\n1000 RUN /bin/sh -c apt-get update # buildkit\n2000 RUN /bin/sh -c apt-get install -y curl # buildkit',
      },
    ],
  });
  const measured = await layerlens(['align', '-', '--image', 'app:dev'], {
    stdin: BAD,
    env: { DOCKER_HOST: engine.address },
  });
  assert.match(measured.stdout, /3\.5 kB, every entry has its line\n/);
  assert.match(measured.stdout, /^2 .* 1 kB .*apt-get update/m);
  await misuseWith(engine, 'app:none', /The engine has no image app:none/);
  await engine.dispose();
});

async function misuseWith(engine: FakeEngine, image: string, what: RegExp): Promise<void> {
  const { code, stderr } = await layerlens(['align', SAMPLE, '--image', image], {
    env: { DOCKER_HOST: engine.address },
  });
  assert.equal(code, 2);
  assert.match(stderr, what);
}

test('lint --format json: exactly the fields that were promised', async () => {
  const path = file('Dockerfile', BAD);
  const { code, stdout, stderr } = await layerlens(['lint', path, '--format', 'json', '--only', 'update-alone']);
  assert.deepEqual([code, stderr], [1, '']);
  const at = (line: number, from: number, to: number): unknown => ({
    start: { line, character: from },
    end: { line, character: to },
  });
  assert.deepEqual(JSON.parse(stdout), {
    schemaVersion: 1,
    files: [
      {
        path,
        findings: [
          {
            rule: 'update-alone',
            twins: ['trivy/DS-0017', 'checkov/CKV_DOCKER_5', 'dockle/CIS-DI-0007', 'kics/update-alone'],
            severity: 'warning',
            message:
              'This index update stays in a layer of its own: a cached update makes the install in line 3 work with an old index.',
            range: at(1, 4, 18),
            related: [{ range: at(2, 0, 3), message: 'The install that uses this index' }],
            bytes: null,
            fixes: [{ title: 'Merge into the RUN in line 3 (one layer less)', class: 'confirm' }],
          },
        ],
      },
    ],
  });
});

test('lint: exit codes follow --fail-on; --only limits', async () => {
  const shipped = file('Dockerfile', BAD);
  const hint = file('hint.Dockerfile', `${BAD}FROM scratch\n`);
  for (const [args, code] of [
    [[shipped], 1],
    [[shipped, '--fail-on', 'error'], 0],
    [[shipped, '--fail-on', 'off'], 0],
    [[shipped, '--only', 'update-alone'], 1],
    [[shipped, '--only', 'trivy/'], 1],
    [[shipped, '--only', 'trivy/,kics/'], 1],
    [[shipped, '--only', 'some-tool/'], 0],
    [[shipped, '--rules', 'all'], 1],
    [[hint], 0],
    [[hint, '--fail-on', 'hint'], 1],
    [[hint, shipped], 1],
  ] as const) {
    // Other rules may find more: what is asked is how one finding ends.
    const only = (args as readonly string[]).includes('--only') ? [] : ['--only', 'update-alone'];
    assert.equal((await layerlens(['lint', ...args, ...only])).code, code, args.join(' '));
  }
});

test('lint: folders are searched by name, each file once, links and node_modules left out', async () => {
  const folder = workspace.path('tree');
  for (const name of ['tree', 'tree/sub', 'tree/node_modules']) mkdirSync(workspace.path(name));
  for (const name of [
    'Dockerfile',
    'sub/api.Dockerfile',
    'sub/Containerfile.dev',
    'node_modules/Dockerfile',
    'notes.txt',
    'Dockerfile.dockerignore',
  ])
    file(`tree/${name}`, BAD);
  symlinkSync(folder, workspace.path('tree/sub/again'));
  const { stdout } = await layerlens(['lint', folder, join(folder, 'Dockerfile'), '--json']);
  const { files } = JSON.parse(stdout) as { files: { path: string }[] };
  assert.deepEqual(
    files.map(({ path }) => path.slice(folder.length + 1)),
    ['Dockerfile', 'sub/Containerfile.dev', 'sub/api.Dockerfile'],
  );
  mkdirSync(workspace.path('empty'));
  const empty = await layerlens(['lint', workspace.path('empty')]);
  assert.deepEqual([empty.code, empty.stdout], [0, '0 findings in 0 files\n']);
  assert.match(empty.stderr, /^No Dockerfile found in /);
});

test('lint: standard input, and text for people', async () => {
  const { code, stdout } = await layerlens(['lint', '-', '--only', 'update-alone'], {
    stdin: BAD.replace('RUN apt-get update', 'RUN\tapt-get update'),
  });
  assert.equal(code, 1);
  assert.deepEqual(
    stdout
      .split('\n')
      .slice(0, 3)
      .map((line) => line.replace(/: a cached.*index\./, '')),
    [
      '-:2:5: warning: This index update stays in a layer of its own [update-alone]',
      '    RUN apt-get update',
      '        ^^^^^^^^^^^^^^',
    ],
  );
  assert.match(stdout, /^ {4}fix: Merge into the RUN in line 3/m);
  assert.match(stdout, /^1 finding in 1 file\n$/m);
});

test('what would act on a terminal is shown, not sent: from files, their names, and the command line', async () => {
  const escape = '\u001b[31m\u202e';
  const evil = `FROM a\nRUN apt-get update && echo '${escape}'\n${escape}X y\nCMD ["${escape}"]\n`;
  const path = file(`${escape}.Dockerfile`, evil);
  for (const args of [
    ['lint', path],
    ['layers', path],
    ['layers', path, '--target', escape],
    ['layers', `${path}${escape}`],
    [escape],
    ['layers', path, `--${escape}`],
  ]) {
    const { stdout, stderr } = await layerlens(args);
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    assert.doesNotMatch(stdout + stderr, /[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/, JSON.stringify(args));
    assert.ok((stdout + stderr).includes('\\u001b'), JSON.stringify(args));
  }
});

test('lint: of a line without end only the part around the finding is shown', async () => {
  const { stdout } = await layerlens(['lint', '-', '--only', 'update-alone'], {
    stdin: `FROM a\nRUN echo ${'x'.repeat(50_000)} && apt-get update\n`,
  });
  const [, source = '', marks = ''] = stdout.split('\n');
  assert.ok(source.length < 300 && marks.length < 300);
  assert.equal(source.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1), 'apt-get update');
});

test('a reader that goes away early is no error', async () => {
  const path = file('long.Dockerfile', `FROM a\n${'RUN x\n'.repeat(50_000)}`);
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/server.js'), 'layers', path, '--json']);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdout.once('data', () => child.stdout.destroy());
  assert.deepEqual([await ended, stderr], [0, '']);
});

test('long output arrives whole', async () => {
  const stdin = `FROM a\n${'ENV A=1\n'.repeat(150_000)}`;
  const { code, stdout } = await layerlens(['layers', '-'], { stdin });
  assert.equal(code, 0);
  assert.equal(stdout.split('\n').length, 150_003);
});
