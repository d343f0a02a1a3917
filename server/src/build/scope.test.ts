// What a step sees: variables, working directory, user, shell, in the builder's order of precedence.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '../syntax/parse';
import { DEFAULT_BUILD_OPTIONS, type BaseImage, type BuildOptions } from './options';
import { Scope } from './scope';

const EMPTY: BaseImage = { env: [], workingDir: '', user: '', onBuild: [] };

/** The scope after all instructions of `text`. */
function after(
  text: string,
  options: Partial<BuildOptions> = {},
  base: BaseImage | undefined = EMPTY,
  globals: Record<string, string> = {},
): Scope {
  const model = parseDockerfile(text);
  const scope = Scope.onImage(
    { ...DEFAULT_BUILD_OPTIONS, ...options },
    model.escape,
    new Map(Object.entries(globals)),
    base,
  );
  for (const instruction of model.instructions) scope.apply(instruction);
  return scope;
}
const unknown = (text: string): Scope => {
  const model = parseDockerfile(text);
  const scope = Scope.onImage(DEFAULT_BUILD_OPTIONS, model.escape, new Map(), undefined);
  for (const instruction of model.instructions) scope.apply(instruction);
  return scope;
};

test('ENV pairs of one instruction see the values before it', () => {
  const scope = after('ENV A=1\nENV A=2 B=$A C=${A}x\nENV D $B $C\n');
  assert.deepEqual(
    ['A', 'B', 'C', 'D'].map((name) => scope.get(name)),
    ['2', '1', '1x', '1 1x'],
  );
});

test('the later of ENV and ARG counts in BuildKit, ENV always in the classic builder', () => {
  for (const [text, buildkit, classic] of [
    ['ARG A=arg\nENV A=env\n', 'env', 'env'],
    ['ENV A=env\nARG A=arg\n', 'arg', 'env'],
  ] as const) {
    assert.equal(after(text).get('A'), buildkit, text);
    assert.equal(after(text, { builder: 'classic' }).get('A'), classic, text);
  }
});

test('ARG: what was given, else its default, else the global one', () => {
  const text = 'ARG A\nARG B=own\nARG C\n';
  const scope = after(text, { buildArgs: { C: 'given' } }, EMPTY, { A: 'global', B: 'global', C: 'global' });
  assert.deepEqual(
    ['A', 'B', 'C'].map((name) => scope.get(name)),
    ['global', 'own', 'given'],
  );
  assert.deepEqual(
    scope.args.map(({ name }) => name),
    ['A', 'B', 'C'],
  );
});

test('arguments of a proxy need no declaration in the classic builder, and are told', () => {
  const given = { buildArgs: { http_proxy: 'p' } };
  assert.equal(after('', { ...given, builder: 'classic' }).get('http_proxy'), 'p');
  assert.equal(after('', given).get('http_proxy'), undefined);
  assert.deepEqual(
    [
      after('', given).hasUndeclaredProxy,
      after('ARG http_proxy\n', given).hasUndeclaredProxy,
      after('').hasUndeclaredProxy,
    ],
    [true, false, false],
  );
});

test('variables of the base are there, PATH at least, and WORKDIR and USER go on from it', () => {
  const scope = after('WORKDIR sub\n', {}, { ...EMPTY, env: ['A=1=2', 'B='], workingDir: '/srv', user: 'app' });
  assert.deepEqual([scope.get('A'), scope.get('B'), scope.workdir, scope.user], ['1=2', '', '/srv/sub', 'app']);
  assert.match(scope.get('PATH') ?? '', /^\/usr\/local\/sbin:/);
});

test('a name that an unknown base may set makes the text unsure; one of an ARG does not', () => {
  assert.equal(unknown('').expand('$HOME_OF').sure, false);
  assert.equal(unknown('ARG HOME_OF\n').expand('$HOME_OF').sure, true);
  assert.equal(unknown('ENV HOME_OF=x\n').expand('$HOME_OF').sure, true);
  assert.equal(unknown('').expand('$PATH').sure, false, 'only assumed');
  assert.equal(after('').expand('$HOME_OF').sure, true, 'the base is known not to have it');
});

test('what the builder refuses stays as written and is not sure', () => {
  const expanded = after('').expand('${A');
  assert.deepEqual([expanded.text, expanded.sure, typeof expanded.error], ['${A', false, 'string']);
});

test('WORKDIR: relative to the one before; BuildKit keeps an absolute path as written', () => {
  for (const [text, buildkit, classic] of [
    ['WORKDIR /a\nWORKDIR b\n', '/a/b', '/a/b'],
    ['WORKDIR /a/../b/\n', '/a/../b/', '/b'],
    ['WORKDIR a\n', '/a', '/a'],
    ['WORKDIR /a\nWORKDIR ../../..\n', '/', '/'],
    ['WORKDIR /a\nWORKDIR $EMPTY\n', '/a', '/a'],
    ['ENV P=/p\nWORKDIR $P/q\n', '/p/q', '/p/q'],
  ] as const) {
    assert.equal(after(text).workdir, buildkit, text);
    assert.equal(after(text, { builder: 'classic' }).workdir, classic, text);
  }
});

test('a relative WORKDIR on an unknown base is unsure until an absolute one comes', () => {
  assert.deepEqual([unknown('WORKDIR a\n').workdirSure, unknown('WORKDIR /a\nWORKDIR b\n').workdirSure], [false, true]);
});

test('SHELL counts in JSON form only; the default is that of the platform', () => {
  assert.deepEqual(after('SHELL ["/bin/bash", "-c"]\n').shell, ['/bin/bash', '-c']);
  assert.deepEqual(after('SHELL bash -c\n').shell, ['/bin/sh', '-c']);
  const windows = { platform: { os: 'windows', architecture: 'amd64', variant: '' } };
  assert.deepEqual(after('', windows).shell, ['cmd', '/S', '/C']);
  assert.equal(after('', windows).get('PATH'), undefined);
});

test('a stage on top: ENV goes on, ARGs do in BuildKit from frontend 1.9 on', () => {
  const text = 'ARG A=arg\nENV E=env\nARG E=hidden\nWORKDIR /w\nUSER u\n';
  const child = after(text).child();
  assert.deepEqual(
    [child.get('A'), child.get('E'), child.workdir, child.user, child.args.length],
    ['arg', 'env', '/w', 'u', 2],
  );
  assert.equal(after(text, { frontend: 8 }).child().args.length, 0);
  const classic = after(text, { builder: 'classic' }).child();
  assert.deepEqual([classic.get('A'), classic.get('E')], [undefined, 'env']);
});

test('a child does not change what it stands on', () => {
  const below = after('ENV A=1\n');
  const child = below.child();
  for (const instruction of parseDockerfile('ENV A=2\nWORKDIR /x\n').instructions) child.apply(instruction);
  assert.deepEqual([below.get('A'), below.workdir], ['1', '']);
});

test('an ARG called like a member of JavaScript’s objects has no value of its own', () => {
  const scope = after('ARG constructor\nARG toString=x\nENV __proto__=y\n');
  assert.deepEqual(
    [scope.get('constructor'), scope.get('toString'), scope.get('__proto__'), scope.get('hasOwnProperty')],
    [undefined, 'x', 'y', undefined],
  );
});
