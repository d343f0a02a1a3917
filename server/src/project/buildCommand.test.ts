// What a build command asks for, from its argument array.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { BuildTarget, Settled } from './buildTarget';
import { parseBuildArgv } from './buildCommand';

const parse = (command: string, exists?: (path: string) => boolean): BuildTarget | undefined =>
  parseBuildArgv(command.split(' '), '/w', exists === undefined ? {} : { exists });

const short = <T>(value: Settled<T> | undefined): T | null | undefined =>
  value === undefined ? undefined : value.known ? value.value : null;

/** Dockerfile and context, as a line of a table. */
function paths(command: string, exists?: (path: string) => boolean): string {
  const target = parse(command, exists);
  if (target === undefined) return 'no build';
  const context = short(target.context);
  const where =
    context?.kind === 'folder' ? context.path : context?.kind === 'remote' ? context.url : (context?.kind ?? '?');
  return `${short(target.dockerfile) ?? '?'} in ${where}`;
}

suite('Dockerfile and context', () => {
  const table: readonly (readonly [string, string])[] = [
    ['docker build .', '/w/Dockerfile in /w'],
    ['docker build app/', '/w/app/Dockerfile in /w/app'],
    ['docker build /abs', '/abs/Dockerfile in /abs'],
    ['docker build -f a/b.Dockerfile ..', '/w/a/b.Dockerfile in /'],
    ['docker build -fa/b.Dockerfile .', '/w/a/b.Dockerfile in /w'],
    ['docker build -f=a .', '/w/a in /w'],
    ['docker build --file=a .', '/w/a in /w'],
    ['docker build . --file a', '/w/a in /w'],
    ['docker build -qf a .', '/w/a in /w'],
    ['docker build -q -t x -- app', '/w/app/Dockerfile in /w/app'],
    ['docker build -', '? in stdin'],
    ['docker build -f - .', '? in /w'],
    ['docker build https://github.com/o/r.git#main:sub', '? in https://github.com/o/r.git#main:sub'],
    ['docker build git@github.com:o/r.git', '? in git@github.com:o/r.git'],
    ['docker build', '? in ?'],
    ['docker build a b', '? in ?'],
    ['docker --context x --log-level debug build .', '/w/Dockerfile in /w'],
    ['docker -H tcp://h image build .', '/w/Dockerfile in /w'],
    ['docker builder build .', '/w/Dockerfile in /w'],
    ['docker buildx --builder b build --load .', '/w/Dockerfile in /w'],
    ['docker buildx b .', '/w/Dockerfile in /w'],
    ['docker-buildx build .', '/w/Dockerfile in /w'],
    ['/usr/bin/docker build .', '/w/Dockerfile in /w'],
    ['sudo -u me docker build .', '/w/Dockerfile in /w'],
    ['env -u A B=1 docker build .', '/w/Dockerfile in /w'],
    ['A=1 B=2 docker build .', '/w/Dockerfile in /w'],
    ['nerdctl -n k8s.io build app', '/w/app/Dockerfile in /w/app'],
    ['docker run build .', 'no build'],
    ['docker buildx bake', 'no build'],
    ['docker compose build', 'no build'],
    ['docker build --help', 'no build'],
    ['make build', 'no build'],
    ['podman build -f app/Containerfile', '/w/app/Containerfile in /w/app'],
    ['podman build', '? in /w'],
  ];
  for (const [command, expected] of table) test(command, () => assert.equal(paths(command), expected));
});

suite('podman and buildah look which file is there', () => {
  const table: readonly (readonly [string, readonly string[], string])[] = [
    ['podman build .', ['/w/Containerfile', '/w/Dockerfile'], '/w/Containerfile in /w'],
    ['buildah bud .', ['/w/Dockerfile'], '/w/Dockerfile in /w'],
    ['podman build -f x app', ['/w/app/x'], '/w/app/x in /w/app'],
    ['podman build -f x app', ['/w/x', '/w/app/x'], '/w/x in /w/app'],
    ['docker build .', ['/w/dockerfile'], '/w/dockerfile in /w'],
  ];
  for (const [command, there, expected] of table) {
    test(`${command} with ${there.join(', ')}`, () => {
      assert.equal(
        paths(command, (path) => there.includes(path)),
        expected,
      );
    });
  }
});

test('every value that reaches a build', () => {
  const target = parse(
    'docker buildx build --target run --build-arg A=1 --build-arg=B=x=y --build-arg HOME_ONLY --platform linux/amd64,linux/arm64 ' +
      '-t one -ttwo --build-context base=docker-image://alpine --build-context src=../src --no-cache-filter a,b --pull ' +
      '--cache-from type=gha --network host --secret id=s --ssh default --add-host h:1.2.3.4 --ulimit nofile=1 --allow network.host ' +
      '--shm-size 64m --cgroup-parent c --label k=v --provenance false --output type=docker --progress plain .',
  );
  assert.ok(target);
  assert.equal(short(target.target), 'run');
  assert.deepEqual(
    Object.entries(target.buildArgs).map(([name, value]) => [name, short(value)]),
    [
      ['A', '1'],
      ['B', 'x=y'],
      ['HOME_ONLY', null],
    ],
  );
  assert.deepEqual(short(target.platforms), ['linux/amd64', 'linux/arm64']);
  assert.deepEqual(target.tags.map(short), ['one', 'two']);
  assert.deepEqual(Object.values(target.namedContexts).map(short), ['docker-image://alpine', '/src']);
  assert.deepEqual([target.noCache, target.pull, target.cacheFrom], [['a', 'b'], true, ['type=gha']]);
  assert.deepEqual(
    { ...target.extras, labels: short(target.extras.labels['k']) },
    {
      secrets: ['id=s'],
      ssh: ['default'],
      addHosts: ['h:1.2.3.4'],
      ulimits: ['nofile=1'],
      entitlements: ['network.host'],
      labels: 'v',
      network: 'host',
      shmSize: '64m',
      cgroupParent: 'c',
    },
  );
  assert.deepEqual(target.problems, []);
});

test('a bare build argument is what the given environment says', () => {
  const target = parseBuildArgv(['docker', 'build', '--build-arg', 'A', '.'], '/w', {
    env: (name) => (name === 'A' ? 'x' : undefined),
  });
  assert.equal(short(target?.buildArgs['A']), 'x');
});

suite('builder', () => {
  const table: readonly (readonly [string, BuildTarget['builder']])[] = [
    ['docker build .', undefined],
    ['DOCKER_BUILDKIT=0 docker build .', 'classic'],
    ['DOCKER_BUILDKIT=1 docker build .', 'buildkit'],
    ['env DOCKER_BUILDKIT=0 docker image build .', 'classic'],
    ['DOCKER_BUILDKIT=0 docker buildx build .', 'buildkit'],
    ['podman build .', 'buildah'],
    ['buildah bud .', 'buildah'],
    ['nerdctl build .', 'buildkit'],
  ];
  for (const [command, builder] of table) test(command, () => assert.equal(parse(command)?.builder, builder));
});

suite('switches', () => {
  const table: readonly (readonly [string, boolean, boolean])[] = [
    ['docker build .', false, false],
    ['docker build --no-cache --pull .', true, true],
    ['docker build --no-cache=false --pull=0 .', false, false],
    ['podman build --pull=always --no-cache .', true, true],
    ['podman build --pull=never .', false, false],
    ['podman build --pull-always .', false, true],
  ];
  for (const [command, noCache, pull] of table) {
    test(command, () => assert.deepEqual([parse(command)?.noCache, parse(command)?.pull], [noCache, pull]));
  }
});

suite('flags that we do not know', () => {
  test('one that may take the next word makes the context unknown', () => {
    const target = parse('docker build --frobnicate x .');
    assert.ok(target);
    assert.equal(target.context.known, false);
    assert.deepEqual(target.problems, ['--frobnicate is not a flag we know; the word behind it may be its value.']);
  });
  test('one with its value behind = does not', () => {
    const target = parse('docker build --frobnicate=x .');
    assert.equal(paths('docker build --frobnicate=x .'), '/w/Dockerfile in /w');
    assert.deepEqual(target?.problems, ['--frobnicate is not a flag we know.']);
  });
  test('one before another flag does not', () => {
    assert.equal(paths('docker build --frobnicate -t x .'), '/w/Dockerfile in /w');
  });
  test('a short one', () => assert.equal(parse('docker build -Z x .')?.context.known, false));
});

suite('buildctl', () => {
  const plain = 'buildctl build --frontend dockerfile.v0 --local context=ctx --local dockerfile=files';
  test('folders of context and Dockerfile', () => assert.equal(paths(plain), '/w/files/Dockerfile in /w/ctx'));
  test('filename', () => assert.equal(paths(`${plain} --opt filename=x/D`), '/w/files/x/D in /w/ctx'));
  test('one dash and =', () =>
    assert.equal(
      paths('buildctl build -frontend=dockerfile.v0 -local=context=. -local dockerfile=.'),
      '/w/Dockerfile in /w',
    ));
  test('a remote context', () =>
    assert.equal(
      paths('buildctl build --frontend dockerfile.v0 --opt context=https://x/r.git'),
      '? in https://x/r.git',
    ));
  test('without a frontend it is no Dockerfile', () =>
    assert.equal(paths('buildctl build --local context=.'), 'no build'));
  test('options of the frontend', () => {
    const target = parse(
      `${plain} --opt target=t --opt build-arg:A=1 --opt platform=linux/arm64 --opt no-cache=a,b --opt context:src=local:context ` +
        '--opt image-resolve-mode=pull --opt label:k=v --import-cache type=local,src=c',
    );
    assert.ok(target);
    assert.deepEqual(
      [short(target.target), short(target.buildArgs['A']), short(target.platforms), target.noCache, target.pull],
      ['t', '1', ['linux/arm64'], ['a', 'b'], true],
    );
    assert.equal(short(target.namedContexts['src']), '/w/ctx');
    assert.deepEqual(target.cacheFrom, ['type=local,src=c']);
  });
  test('--no-cache is for all stages', () => assert.equal(parse(`${plain} --no-cache`)?.noCache, true));
});

test('no words at all, or only the beginning of a command', () => {
  for (const argv of [[], [''], ['docker'], ['docker', 'buildx'], ['sudo'], ['A=1'], ['docker', 'build', '-t']]) {
    assert.doesNotThrow(() => parseBuildArgv(argv, '/w'));
  }
});
