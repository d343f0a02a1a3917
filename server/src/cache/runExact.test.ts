// What a RUN leaves where all files are known: the very files, so that equal and unequal ones are told apart; and where
// that is left open. Real shells refute it in the engine tier (cacheScenarios/exact.ts, engine/cacheOutputs.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNode, MemoryBuilder, planLines, sha256, type Project } from '../../test/support/cacheBuild';
import { shellParser } from '../../test/support/shell';
import { withNodes } from '../context/patch';
import { directory, nodeAt, treeDigest, type ContextNode, type DirectoryNode } from '../context/tree';
import { exactlyAfter } from './runExact';
import { runOutput } from './runOutput';

const PROGRAM = `${'x'.repeat(30_000)}\t755`;
const SYSTEM = { 'bin/busybox': PROGRAM, 'bin/sh': '-> busybox', 'bin/cp': '-> /bin/busybox' };
const TOOLS = ['mkdir', 'mv', 'rm', 'chmod', 'touch', 'cat'];
const SHELL = { ...SYSTEM, ...Object.fromEntries(TOOLS.map((name) => [`bin/${name}`, '-> busybox'])) };

const dir = (mode: number, gid = 0): DirectoryNode => directory([], { mode, gid });
const BASE = withNodes(
  directory([]),
  new Map<string, ContextNode>([
    ...Object.keys(SHELL).map((path) => [path, fileNode('x'.repeat(30_000), 0o755)] as const),
    ['in/a', fileNode('a')],
    ['in/tool', fileNode('tool', 0o775)],
    ['in/suid', fileNode('suid', 0o4755)],
    ['in/conf/x', fileNode('x', 0o666)],
    ['shared', dir(0o2775, 50)],
    ['link', { kind: 'symlink', mode: 0o777, uid: 0, gid: 0, mtime: '', target: 'in' }],
  ]),
);

/** The files after all commands of the script; undefined where one of them cannot be told. */
function after(script: string, user = '', environment: Record<string, string> = {}): DirectoryNode | undefined {
  const run = {
    argv: ['/bin/sh', '-c', script],
    environment: new Map(Object.entries(environment)),
    workdir: '/',
    user,
  };
  const acts = runOutput(run, shellParser())?.acts;
  let files: ReturnType<typeof exactlyAfter> = { whole: BASE, texts: new Map() };
  for (const act of acts ?? []) files &&= exactlyAfter(act, files, sha256);
  return acts && files?.whole;
}

const digest = (node: ContextNode | undefined): string | undefined => node && treeDigest(node, sha256);

test('a file that a command wrote', () => {
  for (const [script, path, node] of [
    ['echo x > /f', '/f', fileNode('x\n')],
    ['echo  "a  b" c > /f', '/f', fileNode('a  b c\n')],
    ['echo > /f', '/f', fileNode('\n')],
    ['echo x > /in/tool', '/in/tool', fileNode('x\n', 0o775)],
    ['echo x > /f && echo y >> /f', '/f', fileNode('x\ny\n')],
    ['echo x >> /f', '/f', fileNode('x\n')],
    ["printf 'a=%s\\n' b > /f", '/f', fileNode('a=b\n')],
    ['printf a > /f && printf b >> /f', '/f', fileNode('ab')],
    ['cat /in/tool > /f', '/f', fileNode('tool')],
    ['cp /in/tool /f', '/f', fileNode('tool', 0o755)],
    ['cp /in/tool /in/conf', '/in/conf/tool', fileNode('tool', 0o755)],
    ['cp -p /in/tool /f', '/f', fileNode('tool', 0o775)],
    ['cp /in/a /in/tool', '/in/tool', fileNode('a', 0o775)],
    ['cp -r /in/conf /out', '/out/x', fileNode('x', 0o644)],
    ['cp -a /in/conf /out', '/out/x', fileNode('x', 0o666)],
    ['mv /in/tool /f', '/f', fileNode('tool', 0o775)],
    ['touch /f && chmod 600 /f', '/f', fileNode('', 0o600)],
    ['touch /in/a && chmod +x /in/a', '/in/a', fileNode('a', 0o755)],
    ['chmod -R 700 /in/conf', '/in/conf/x', fileNode('x', 0o700)],
    ['mkdir -p /o/p && cp /in/a /in/tool /o/p/', '/o/p/a', fileNode('a')],
  ] as const) {
    const files = after(script);
    assert.equal(digest(files && nodeAt(files, path)), digest(node), script);
  }
});

test('folders, and what is gone', () => {
  const at = (script: string, path: string): ContextNode | undefined => {
    const files = after(script);
    assert.ok(files, script);
    return nodeAt(files, path);
  };
  assert.equal(digest(at('mkdir -p /o/p', '/o')), digest(directory([['p', dir(0o755)]])));
  assert.equal(digest(at('mkdir /shared/o', '/shared/o')), digest(dir(0o2755, 50)));
  assert.equal(at('touch /shared/f', '/shared/f')?.gid, 50);
  assert.equal(digest(at('mkdir -p /in', '/in')), digest(nodeAt(BASE, '/in')));
  for (const script of ['rm -rf /in/conf', 'mv /in/conf /c', 'rm -r /in/conf && rm -f /in/conf'])
    assert.equal(at(script, '/in/conf'), undefined, script);
});

test('what is left open: other shells and programs differ, or the build fails', () => {
  for (const script of [
    ...[
      'echo -n x > /f',
      "echo 'a\\nb' > /f",
      'echo {a..c} > /f',
      'echo ~ > /f',
      'echo "$V" > /f',
      "printf '%d' 1 > /f",
    ],
    ...['echo x 2> /f', 'echo x >> /in/a', 'cat /in/a /in/tool > /f', 'cat /in/a > /in/a', 'echo x > /no/f'],
    ...['cp /in/suid /f', 'cp -r /in/conf /in', 'cp /in/a /no/', 'mv /in /in/conf', 'mkdir /in', 'rm /no', 'rm /in'],
    ...['chmod u=rwx /in/a', 'chmod 755 /shared', 'chmod -R 755 /', 'cp -r /in/conf /shared', 'touch /no/f'],
    ...['sed -i s/a/b/ /in/a', 'echo x | tee /f', 'echo x > /f; true', 'cp -r /in/conf/. /in', 'rmdir /in'],
  ])
    assert.equal(after(script, '', { V: 'a b' }), undefined, script);
  assert.equal(after('touch /f', '1000'), undefined);
  assert.ok(after('touch /f', 'root:0'));
});

const LISTED = { x: { ...SHELL, 'srv/a': 'a' }, z: { ...SHELL, 'srv/b': 'b' } };

/** The verdict on the COPY --from after an edit. */
function verdict(
  text: string,
  [from, to]: readonly [string, string],
  files: Record<string, string> = {},
  baseFiles: NonNullable<Project['baseFiles']> = LISTED,
): string {
  const first: Project = { dockerfile: text, files: { a: '1', b: '1', 'd/e': '1' }, baseFiles };
  const builder = new MemoryBuilder(shellParser());
  builder.build(first);
  assert.ok(text.includes(from), from);
  const now = { ...first, dockerfile: text.replace(from, to), files: { ...first.files, ...files } };
  const line = planLines(builder.plan(now)).find((one) => one.includes('COPY --from'));
  return line?.split(' ')[0] ?? '';
}

const SAME = ['', ''] as const;
const taking = (path: string, ...lines: string[]): string =>
  `FROM x AS s\n${lines.join('\n')}\nFROM y\nCOPY --from=s ${path} /t\n`;

test('a plan knows both: equal files and others', () => {
  const text = taking('/o', 'COPY a /in/a', 'RUN mkdir /o && cp /in/a /o/a && echo one > /o/b');
  assert.equal(verdict(text, SAME), 'hit');
  assert.equal(verdict(text, SAME, { a: '2' }), 'miss');
  assert.equal(verdict(text, ['echo one', 'echo two']), 'miss');
  assert.equal(verdict(text, ['echo one > /o/b', 'printf "one\\n" > /o/b']), 'hit');
  assert.equal(verdict(text, ['FROM x', 'FROM z']), 'hit');
  assert.equal(verdict(text, ['mkdir /o', 'make /o']), 'unknown');
  assert.equal(verdict(text, ['cp /in/a', 'sort /in/a >']), 'unknown');
  assert.equal(verdict(taking('/o/b', 'RUN mkdir /o && date > /o/d && echo one > /o/b'), ['one', 'two']), 'unknown');
});

test('a COPY over what a command left, and a command over what was copied', () => {
  const over = taking('/o', 'RUN mkdir /o && echo one > /o/e', 'COPY a /o/e', 'COPY d /o/');
  assert.equal(verdict(over, ['one', 'two']), 'hit');
  assert.equal(verdict(over, SAME, { 'd/e': '2' }), 'miss');
  const mode = taking('/o/a', 'COPY a /o/a', 'RUN chmod 600 /o/a');
  assert.equal(verdict(mode, ['600', '644']), 'miss');
  assert.equal(verdict(mode, ['RUN chmod 600 /o/a', 'RUN chmod 644 /o/a && chmod 0600 /o/a']), 'hit');
});

test('a shell writes through a link to a place that is known', () => {
  const base = { x: { ...SHELL, 'srv/a': 'a', 'srv/l': '-> a', 'srv/out': '-> /dev/stdout', 'srv/no': '-> none' } };
  const at = (path: string, command: string, edit: readonly [string, string]): string =>
    verdict(taking(path, `RUN ${command}`), edit, {}, base);
  assert.equal(at('/srv/a', 'echo one > /srv/l', ['one', 'two']), 'miss');
  assert.equal(at('/srv/a', 'echo one > /srv/l', ['> /srv/l', '> /srv/a']), 'hit');
  assert.equal(at('/srv/b', 'cat /srv/l > /srv/b', ['/srv/l', '/srv/a']), 'hit');
  for (const command of ['echo one > /srv/out', 'echo one > /srv/no', 'touch /srv/l && echo one > /srv/b'])
    assert.equal(at('/srv/a', command, ['one', 'two']), 'unknown', command);
});

test('an image whose shell is none tells nothing, nor one that nobody listed', () => {
  const text = taking('/o', 'RUN mkdir /o && echo one > /o/b');
  const edit = ['echo one', 'echo two'] as const;
  assert.equal(verdict(text, edit), 'miss');
  for (const shell of [{ 'bin/sh': 'stub\t755' }, { 'bin/sh': '-> other', 'bin/other': PROGRAM }, {}])
    assert.equal(verdict(text, edit, {}, { x: { ...SHELL, 'bin/sh': '', ...shell } }), 'unknown');
  assert.equal(verdict(text, edit, {}, {}), 'unknown');
  const own = text.replace('RUN', 'COPY a /usr/local/bin/mkdir\nRUN');
  assert.equal(verdict(own, edit), 'unknown');
});
