// What a RUN can have written: which scripts are followed and which are not, and what a plan makes of it. Real shells
// confirm both directions in the engine tier (cacheScenarios/outputs.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryBuilder, planLines, type Project } from '../../test/support/cacheBuild';
import { shellParser } from '../../test/support/shell';
import { runOutput } from './runOutput';

const parser = shellParser();

/** `path` of an entry, `path/**` of a tree, in order; undefined: it may have written anything. */
function writes(script: string, environment: Record<string, string> = {}): string | undefined {
  const output = runOutput(
    { argv: ['/bin/sh', '-c', script], environment: new Map(Object.entries(environment)), workdir: '/w', user: '' },
    parser,
  );
  return output?.acts
    .flatMap((act) => act.writes.map(({ path, scope }) => (scope === 'tree' ? `${path}/**` : path)))
    .join(' ');
}

test('places that are written out', () => {
  for (const [script, expected] of [
    ['echo hi', ''],
    ['mkdir /out', '/out'],
    ['mkdir -p a/b /c', '/w /w/a /w/a/b /c'],
    ['echo x > /f && cat a b >> f', '/f /w/f'],
    ['echo x 2>&1 >/dev/null', ''],
    ['cd /x && touch y', '/x/y'],
    ['cp a /out', '/out/**'],
    ['cp a b /out', '/out/a/** /out/b/**'],
    ['cp a /out/', '/out/a/**'],
    ['cp a b /', '/a/** /b/**'],
    ['mv a b', '/w/a/** /w/b/**'],
    ['rm -rf /var/cache/*', '/var/cache/**'],
    ['chmod +x run.sh', '/w/run.sh'],
    ['chmod -R 755 /app', '/app/**'],
    ['set -eux; mkdir a; echo b > a/c', '/w/a /w/a/c'],
    ['test -f a || touch a', '/w/a'],
    ['if [ -d a ]; then rm -r a; fi', '/w/a/**'],
    ['cat a | sort -u | tee b', '/w/b'],
    ["sed -i 's/a/b/g' /conf", '/conf'],
    ['cat <<E > /f\nbody\nE\n', '/f'],
    ['(mkdir a && touch a/b) > log', '/w/log /w/a /w/log /w/a/b'],
  ] as const)
    assert.deepEqual(writes(script)?.split(' ').sort(), expected.split(' ').sort(), script);
});

test('variables of the environment are places, others are not', () => {
  assert.equal(writes('mkdir $A/b "${A}"', { A: '/a' }), '/a/b /a');
  for (const script of ['mkdir $B', 'A=/c; mkdir $A', 'mkdir ${A:-/b}', 'mkdir $(echo /a)'])
    assert.equal(writes(script, { A: '/a' }), undefined, script);
  assert.equal(writes('mkdir $A', { A: '/a /b' }), undefined);
  assert.equal(writes('mkdir $A', { A: '/*' }), undefined);
});

test('what may write anything, or something else each time', () => {
  for (const script of [
    ...['make', 'npm ci', './build.sh', 'sh -c "make"', '. ./env', 'eval x', 'sudo mkdir /a', 'xargs rm < list'],
    ...['mkdir /a & true', 'f() { rm -rf /; }; f', 'date > /f', 'echo $RANDOM > /f', 'echo $$ > /f', 'ls > /f'],
    ...['echo "$(date)" > /f', 'cat /proc/cpuinfo > /f', 'cp /etc/hosts /f', 'echo * > /f', 'head /dev/urandom > /f'],
    ...['echo x > /etc/conf', 'cp a /usr/bin/', 'rm -rf /*', 'mkdir ~/a', 'mkdir ../a', 'ln -s a b', 'cp -l a b'],
    ...['cp -u a b', 'touch -r a b', 'sed -i "w /x" f', "sed -i 's/a/b/w x' f", 'sort -o a b', 'grep -r x /src > /f'],
    ...['for A in /b; do mkdir $A; done', ': $((A=1)); mkdir $A', 'cd - && mkdir a', 'printf -v A x; mkdir $A'],
    ...['cat a | tee a', 'cat a | tee b | head -1', 'ls a || touch b', "printf '%(%s)T' > /f", 'ls | tee a'],
    ...['PATH=/x mkdir a', 'export PATH=/x; mkdir a', '[ a -nt b ] && touch c', 'echo "unterminated', ''],
  ])
    assert.equal(writes(script, { A: '/a' }), undefined, script);
});

test('whatever the text, places are absolute and clean', () => {
  const pieces = fc.constantFrom(
    ...[
      'cp ',
      'mv ',
      'mkdir -p ',
      'rm -rf ',
      'echo ',
      'cd ',
      'a ',
      '/b/c ',
      '../',
      './ ',
      '$A ',
      '"',
      "'",
      '\\',
      '> ',
      '>> ',
    ],
    ...[
      '&& ',
      '|| ',
      '; ',
      '| ',
      '(',
      ')',
      '$(',
      '`',
      '<<E ',
      '\nE\n',
      'if ',
      'then ',
      'fi ',
      '* ',
      '// ',
      '\t',
      '-- ',
      '{',
      '}',
    ],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 25 }), (parts) => {
      const start = {
        argv: ['sh', '-c', parts.join('')],
        environment: new Map([['A', '/a//b/']]),
        workdir: '',
        user: '',
      };
      for (const { writes, reads } of runOutput(start, parser)?.acts ?? [])
        for (const path of [...reads, ...writes.map((write) => write.path)])
          assert.ok(path.startsWith('/') && !/\/\/|\/\.\.?(?:\/|$)/.test(path), parts.join(''));
    }),
    { numRuns: 500 },
  );
});

test('a shell that reads more than its script, or is none', () => {
  const output = (...argv: string[]): unknown =>
    runOutput({ argv: [...argv, 'mkdir /a'], environment: new Map(), workdir: '/', user: '' }, parser);
  assert.ok(output('/bin/bash', '-eo', 'pipefail', '-c'));
  for (const argv of [
    ['/bin/bash', '-lc'],
    ['/bin/bash', '--login', '-c'],
    ['/bin/bash', '-ic'],
    ['zsh', '-c'],
    ['python', '-c'],
    ['sh'],
  ])
    assert.equal(output(...argv), undefined, argv.join(' '));
  for (const name of ['BASH_ENV', 'LD_PRELOAD', 'BASH_FUNC_mkdir%%'])
    assert.equal(writes('mkdir /a', { [name]: '/x' }), undefined, name);
});

/** Its files are known, so that no link leads a write elsewhere. */
const LISTED = { x: { 'bin/sh': '1' } };

function after(
  text: string,
  from: string,
  to: string,
  files: Record<string, string> = {},
  baseFiles: NonNullable<Project['baseFiles']> = LISTED,
): string {
  const first: Project = { dockerfile: text, files: { a: '1', b: '1', 'd/e': '1' }, baseFiles };
  const builder = new MemoryBuilder(parser);
  builder.build(first);
  assert.ok(from === '' || text.includes(from), from);
  const now = { ...first, dockerfile: text.replace(from, to), files: { ...first.files, ...files } };
  const lines = planLines(builder.plan(now));
  return lines.find((line) => line.includes('COPY --from'))?.split(' ')[0] ?? '';
}

const stage = (...lines: string[]): string => `FROM x AS s\n${lines.join('\n')}\n`;
const taken = (path: string): string => `FROM y\nCOPY --from=s ${path} /t\n`;

test('what a RUN did not write is as it was', () => {
  const text = stage('COPY a /in/a', 'RUN mkdir /out', 'COPY d /out/d') + taken('/out/d/e');
  assert.equal(after(text, 'mkdir', 'mkdir -p'), 'hit');
  assert.equal(after(text, '', '', { a: '2' }), 'hit');
  assert.equal(after(text, '', '', { a: '2' }, {}), 'unknown');
  assert.equal(after(text, '', '', { 'd/e': '2' }), 'miss');
  assert.equal(after(text, 'RUN mkdir /out', 'RUN make'), 'hit');
  assert.equal(after(text.replace('/out/d/e /t', '/out/d /t'), 'mkdir', 'mkdir -p'), 'hit');
  assert.equal(after(text.replace('/out/d/e /t', '/out/d /t'), 'RUN mkdir /out', 'RUN make'), 'unknown');
  assert.equal(after(text.replace('/out/d/e /t', '/in/a /t'), 'RUN mkdir /out', 'RUN make'), 'unknown');
});

test('equal commands on equal files leave equal files; of others nothing is said', () => {
  const text =
    stage('COPY a /in/a', 'COPY b /in/b', 'RUN mkdir /o && cp /in/a /o/a && echo one > /o/b') + taken('/o/a');
  assert.equal(after(text, '', '', { b: '2' }), 'hit');
  assert.equal(after(text, '', '', { a: '2' }), 'unknown');
  assert.equal(after(text, 'echo one', 'echo two'), 'hit');
  assert.equal(after(text, 'mkdir /o', 'mkdir -m 700 /o'), 'unknown');
  const whole = text.replace('/o/a /t', '/o /t');
  assert.equal(after(whole, 'echo one', 'echo two'), 'unknown');
  assert.equal(after(whole, '', '', { b: '2' }), 'hit');
  assert.equal(after(text.replace('/o/a /t', '/ /t'), 'echo one', 'echo  one'), 'unknown');
});

test('the user, the environment and the base count', () => {
  const text = stage('ENV V=1', 'USER 1', 'RUN echo $V > /o') + taken('/o');
  assert.equal(after(text, 'V=1', 'W=1\nENV V=1'), 'hit');
  assert.equal(after(text, 'V=1', 'V=2'), 'unknown');
  assert.equal(after(text, 'USER 1', 'USER 2'), 'unknown');
  assert.equal(after(text, 'FROM x', 'FROM z'), 'unknown');
});

test('a stand-in for a command, and a RUN that may have made one', () => {
  const text = stage('COPY a /opt/a', 'RUN cp /opt/a /o', 'ENV X=1') + taken('/o');
  const edit = ['RUN cp', 'ENV Y=1\nRUN cp'] as const;
  assert.equal(after(text, ...edit), 'hit');
  assert.equal(after(text.replace('COPY a /opt/a', 'COPY a /opt/a\nCOPY b /usr/local/bin/cp'), ...edit), 'unknown');
  assert.equal(after(text.replace('COPY a /opt/a', 'COPY a /opt/a\nCOPY b /usr/local/bin/'), ...edit), 'hit');
  assert.equal(after(text.replace('RUN cp', 'RUN make\nRUN cp'), 'RUN make', 'RUN make all'), 'unknown');
});

test('one place under two names', () => {
  const text = stage('COPY a /bin/tool', 'RUN echo x > /f') + taken('/usr/bin/tool');
  assert.equal(after(text, '', '', { a: '2' }), 'unknown');
  assert.equal(after(text, '', '', { b: '2' }), 'hit');
});

test('no-cache of a stage whose RUNs are followed', () => {
  const builder = new MemoryBuilder(parser);
  const dockerfile = stage('COPY a /a', 'RUN mkdir /o && echo x > /o/f') + taken('/o') + 'RUN last\n';
  builder.build({ dockerfile, files: { a: '1' } });
  const plan = builder.plan({ dockerfile, files: { a: '1' }, flags: { noCache: ['s'] } });
  assert.deepEqual(
    plan.steps.map(({ verdict }) => verdict),
    ['miss', 'miss', 'hit', 'hit'],
  );
});
