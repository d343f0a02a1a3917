// `layerlens lint` as a program: which files, which configuration, which formats, fixes as a diff, many files in threads.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { layerlens } from '../support/commandLine';
import { legacyMembers, sha256, tarOf, testLayer } from '../../src/image/archive/support.test';
import { TestWorkspace } from '../support/workspace';

const BAD = 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n';
/** Only this rule: others may come and go. */
const ONLY = ['--only', 'update-alone'];

let workspace: TestWorkspace;
before(() => {
  workspace = new TestWorkspace();
});
after(() => workspace.dispose());

/** A folder of its own, as a repository, with files. */
function folder(name: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(workspace.path(`${name}/.git`), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(workspace.path(`${name}/${path.split('/').slice(0, -1).join('/')}`), { recursive: true });
    workspace.write(`${name}/${path}`, text);
  }
  return workspace.path(name);
}

interface Shown {
  readonly files: readonly {
    readonly path: string;
    readonly findings: readonly { readonly rule: string; readonly severity: string }[];
  }[];
}

async function json(args: readonly string[], cwd: string): Promise<Shown & { code: number | null; stderr: string }> {
  const { code, stdout, stderr } = await layerlens(['lint', ...args, '--json'], { cwd });
  return { ...(JSON.parse(stdout) as Shown), code, stderr };
}

const severities = ({ files }: Shown): readonly (readonly string[])[] =>
  files.map(({ findings }) => findings.map(({ severity }) => severity));

test('configuration is found above the Dockerfile, nearest first, and ends at the repository', async () => {
  const cwd = folder('found', {
    'layerlens.yaml': 'rules:\n  update-alone: error\nignore: [old]\n',
    Dockerfile: BAD,
    'sub/.layerlens.yaml': 'rules:\n  update-alone: info\n',
    'sub/Dockerfile': BAD,
    'old/Dockerfile': BAD,
  });
  workspace.write('layerlens.yaml', 'rules:\n  update-alone: off\n');
  const found = await json(['.', ...ONLY], cwd);
  assert.deepEqual([severities(found), found.stderr], [[['error'], ['info']], '']);
  const none = await json(['.', '--no-config', ...ONLY], cwd);
  assert.deepEqual(severities(none), [['warning'], ['warning'], ['warning']]);
  const given = await json(['.', '--config', 'sub/.layerlens.yaml', ...ONLY], cwd);
  assert.deepEqual(severities(given), [['info'], ['info'], ['info']]);
  // A file that is named is looked at, whatever a pattern says.
  assert.equal((await json(['old/Dockerfile'], cwd)).files.length, 1);
});

test('what is wrong in a configuration is told on stderr, once, and the rest counts', async () => {
  const cwd = folder('wrong', {
    'layerlens.yaml': 'rule:\n  a: b\nrules:\n  update-alone: hint\n',
    Dockerfile: BAD,
    'b.Dockerfile': BAD,
  });
  const { stderr, code, files } = await json(['.', ...ONLY], cwd);
  assert.match(stderr, /^[^\n]*layerlens\.yaml:1: `rule` is not known\. Known are: [^\n]*\n$/);
  assert.deepEqual([code, severities({ files })], [0, [['hint'], ['hint']]]);
  const missing = await layerlens(['lint', '.', '--config', 'no.yaml'], { cwd });
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
  assert.match(missing.stderr, /^layerlens: Cannot read no\.yaml: there is no such file\.\n$/);
});

test('.hadolint.yaml counts for what has an equivalent; failOn and presets', async () => {
  const cwd = folder('hadolint', {
    '.hadolint.yaml': 'failure-threshold: error\ndisable-ignore-pragma: true\n',
    Dockerfile: BAD.replace('RUN', '# layerlens-ignore update-alone\nRUN'),
  });
  const found = await json(['.', ...ONLY], cwd);
  assert.deepEqual([found.code, severities(found)], [0, [['warning']]]);
  assert.deepEqual(severities(await json(['.', '--preset', 'off'], cwd)), [[]]);
});

test('patterns, standard input with a name, and what matches nothing', async () => {
  const cwd = folder('patterns', {
    'a/Dockerfile': BAD,
    'b/c/api.Dockerfile': BAD,
    'b/notes.txt': BAD,
    'layerlens.yaml': 'rules: {update-alone: error}',
  });
  const paths = async (...args: string[]): Promise<string[]> =>
    (await json(args, cwd)).files.map(({ path }) => path.replaceAll('\\', '/'));
  assert.deepEqual(await paths('**/*ockerfile'), ['a/Dockerfile', 'b/c/api.Dockerfile']);
  assert.deepEqual(await paths('{a,b}/*'), ['a/Dockerfile', 'b/notes.txt']);
  assert.deepEqual(await paths('b', 'a/D?ckerfile'), ['b/c/api.Dockerfile', 'a/Dockerfile']);
  const nothing = await layerlens(['lint', 'x/*'], { cwd });
  assert.deepEqual([nothing.code, nothing.stderr], [2, 'layerlens: No file matches x/*.\n']);
  const stdin = await layerlens(['lint', '-', '--stdin-name', 'a/Dockerfile', '--format', 'github', ...ONLY], {
    cwd,
    stdin: BAD,
  });
  assert.match(stdin.stdout, /^::error file=a\/Dockerfile,line=2,/);
});

test('a file of a folder that cannot be read is told, and the others are linted', async () => {
  const cwd = folder('unreadable', { 'a.Dockerfile': 'FROM a\0', 'b.Dockerfile': 'FROM scratch\n' });
  const { code, stdout, stderr } = await layerlens(['lint', '.', '--preset', 'off'], { cwd });
  assert.deepEqual([code, stdout], [2, '0 findings in 1 file\n']);
  assert.match(stderr, /^Cannot read a\.Dockerfile: it is a binary file[^\n]*\n$/);
});

test('--output writes a file; SARIF, Checkstyle and GitLab reports', async () => {
  const cwd = folder('reports', { Dockerfile: BAD });
  for (const [format, looksRight] of [
    ['sarif', /"version": "2\.1\.0"/],
    ['checkstyle', /<checkstyle version="4\.3">/],
    ['gitlab', /"check_name": "update-alone"/],
    ['github', /^::warning file=Dockerfile,/],
  ] as const) {
    const { code, stdout } = await layerlens(['lint', '.', '--format', format, '--output', 'report', ...ONLY], { cwd });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(readFileSync(workspace.path('reports/report'), 'utf8'), looksRight);
  }
});

test('--fix-dry-run: a diff of safe fixes, of all with --fixes confirm; nothing is written', async () => {
  const cwd = folder('fixes', { Dockerfile: BAD });
  const safe = await layerlens(['lint', '.', '--fix-dry-run', ...ONLY], { cwd });
  assert.deepEqual([safe.code, safe.stdout], [1, '']);
  const all = await layerlens(['lint', '.', '--fix-dry-run', '--fixes', 'confirm', ...ONLY], { cwd });
  assert.equal(
    all.stdout,
    '--- a/Dockerfile\n+++ b/Dockerfile\n@@ -1,3 +1,2 @@\n FROM debian:12\n-RUN apt-get update\n-RUN apt-get install -y curl\n+RUN apt-get update && apt-get install -y curl\n',
  );
  assert.equal(readFileSync(workspace.path('fixes/Dockerfile'), 'utf8'), BAD);
});

test('--context: rules that read the build context speak', async () => {
  const cwd = folder('context', { Dockerfile: 'FROM a\nCOPY missing /x\n', present: '' });
  const rules = async (...args: string[]): Promise<readonly string[]> =>
    (await json(['Dockerfile', '--only', 'copy-source-missing', ...args], cwd)).files.flatMap(({ findings }) =>
      findings.map(({ rule }) => rule),
    );
  assert.deepEqual(await rules(), []);
  assert.deepEqual(await rules('--context', '.'), ['copy-source-missing']);
  const missing = await layerlens(['lint', 'Dockerfile', '--context', 'no-such-folder'], { cwd });
  assert.deepEqual([missing.code, missing.stdout], [2, '']);
});

test('--show-silenced: with the comment that did it', async () => {
  const cwd = folder('silenced', { Dockerfile: BAD.replace('RUN', '# layerlens-ignore update-alone -- why not\nRUN') });
  const { stdout, code } = await layerlens(['lint', '.', '--json', '--show-silenced', ...ONLY], { cwd });
  const { files } = JSON.parse(stdout) as { files: { findings: unknown[]; silenced: { silencedBy: unknown }[] }[] };
  assert.deepEqual([code, files[0]?.findings, files[0]?.silenced.length], [0, [], 1]);
  assert.deepEqual(files[0]?.silenced[0]?.silencedBy, {
    dialect: 'layerlens',
    range: { start: { line: 1, character: 0 }, end: { line: 1, character: 42 } },
    reason: 'why not',
  });
});

test('many files: in threads, in order, with the same words as one by one', async () => {
  const cwd = folder('many', {});
  const names = Array.from({ length: 90 }, (_, i) => `${String(i).padStart(3, '0')}.Dockerfile`);
  for (const [i, name] of names.entries())
    writeFileSync(workspace.path(`many/${name}`), i % 3 === 0 ? BAD : `FROM scratch\nCOPY x${String(i)} /\n`);
  const together = await layerlens(['lint', '.', ...ONLY], { cwd });
  assert.equal(together.stderr, '');
  const alone = await Promise.all(
    [names.slice(0, 30), names.slice(30, 60), names.slice(60)].map((some) =>
      layerlens(['lint', ...some, ...ONLY], { cwd }),
    ),
  );
  const findings = (text: string): string => text.replace(/^\d+ findings? in .*\n/m, '');
  assert.equal(findings(together.stdout), alone.map(({ stdout }) => findings(stdout)).join(''));
  assert.match(together.stdout, /^30 findings in 90 files$/m);
});

test('--image: rules that read the built image speak, on the lines that made its layers', async () => {
  const layers = await Promise.all([
    testLayer({ a: 100_000 }),
    testLayer({ a: 100_000, 'root/.ssh/id_ed25519': 400 }),
    tarOf([{ name: 'root/.ssh/.wh.id_ed25519' }]).then((tar) => ({ tar, diffId: sha256(tar), bytes: 0 })),
  ]);
  const history = ['COPY a /a # buildkit', 'COPY b / # buildkit', 'RUN /bin/sh -c rm /root/.ssh/id_ed25519 # buildkit'];
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: history.map((created_by) => ({ created_by, comment: 'buildkit.dockerfile.v0' })),
  });
  const cwd = folder('image', { Dockerfile: 'FROM scratch\nCOPY a /a\nCOPY b /\nRUN rm /root/.ssh/id_ed25519\n' });
  writeFileSync(`${cwd}/image.tar`, await tarOf(legacyMembers({ layers, config, tag: 'app:dev' })));
  const only = ['--only', 'image-efficiency-low,image-secret-files,wasted-percent-high'];
  const shown = await layerlens(['lint', 'Dockerfile', '--image', 'image.tar', ...only, '--no-config'], { cwd });
  const lines = shown.stdout.split('\n').filter((line) => line.startsWith('Dockerfile:'));
  assert.deepEqual(
    lines.map((line) => /^Dockerfile:(\d+):\d+: (\w+): .* \[([\w-]+)\]$/.exec(line)?.slice(1, 4).join(' ')),
    ['1 info wasted-percent-high', '2 info image-efficiency-low', '3 warning image-secret-files'],
    shown.stdout + shown.stderr,
  );
  assert.match(
    lines[2] ?? '',
    /id_ed25519 is in a layer of the image, and stays there although a later layer deletes it/,
  );
  const without = await layerlens(['lint', 'Dockerfile', ...only, '--no-config'], { cwd });
  assert.match(without.stdout, /^0 findings/);
  writeFileSync(`${cwd}/Other`, 'FROM scratch\nCOPY c /c\nCOPY d /d\n');
  const foreign = await layerlens(['lint', 'Other', '--image', 'image.tar', ...only, '--no-config'], { cwd });
  assert.match(foreign.stdout, /^0 findings/);
  assert.match(foreign.stderr, /image\.tar was not made from Other: its history does not fit\./);
  assert.doesNotMatch(shown.stderr, /does not fit/);
  const gone = await layerlens(['lint', 'Dockerfile', '--image', 'nowhere.tar'], { cwd });
  assert.equal(gone.code, 2);
  assert.match(gone.stderr, /nowhere\.tar/);
});
