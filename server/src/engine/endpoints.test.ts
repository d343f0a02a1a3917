// Which engine the user means: the order of the docker program, and never another one in silence.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import { chooseEndpoints, wayTo } from './endpoints';
import type { EndpointFacts } from './endpoints';

const hex = (name: string): string => createHash('sha256').update(name).digest('hex');
const metaPath = (name: string, base = '/home/me/.docker'): string => `${base}/contexts/meta/${hex(name)}/meta.json`;
const tlsPath = (name: string, file: string): string => `/home/me/.docker/contexts/tls/${hex(name)}/docker/${file}`;
const meta = (host: string, more: object = {}): string =>
  JSON.stringify({ Name: 'x', Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false, ...more } } });

const facts = (more: Partial<EndpointFacts> = {}, files: Readonly<Record<string, string>> = {}): EndpointFacts => ({
  host: '',
  env: {},
  home: '/home/me',
  os: 'linux',
  uid: 1000,
  readText: (path) => Promise.resolve(files[path]),
  ...more,
});

suite('who is meant', () => {
  const remote = {
    '/home/me/.docker/config.json': '{"currentContext":"remote"}',
    [metaPath('remote')]: meta('tcp://remote:2375'),
  };
  const other = { [metaPath('other')]: meta('unix:///other.sock') };

  for (const [what, given, from, address] of [
    [
      'the setting wins over everything',
      facts(
        { host: 'unix:///set.sock', env: { DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'other' } },
        { ...remote, ...other },
      ),
      'setting layerlens.engine.host',
      'unix:///set.sock',
    ],
    [
      'DOCKER_HOST wins over DOCKER_CONTEXT',
      facts({ env: { DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'other' } }, { ...remote, ...other }),
      'DOCKER_HOST',
      'unix:///env.sock',
    ],
    [
      'DOCKER_CONTEXT wins over the current context',
      facts({ env: { DOCKER_HOST: '', DOCKER_CONTEXT: 'other' } }, { ...remote, ...other }),
      'context other',
      'unix:///other.sock',
    ],
    ['the current context wins over the usual sockets', facts({}, remote), 'context remote', 'tcp://remote:2375'],
    [
      'DOCKER_CONFIG moves the contexts',
      facts(
        { env: { DOCKER_CONFIG: '/cfg' } },
        { '/cfg/config.json': '{"currentContext":"x"}', [metaPath('x', '/cfg')]: meta('unix:///x.sock') },
      ),
      'context x',
      'unix:///x.sock',
    ],
  ] as const) {
    test(what, async () => {
      const choice = await chooseEndpoints(given);
      assert.equal(choice.configured, true);
      assert.deepEqual(
        choice.targets.map(({ endpoint }) => endpoint),
        [{ address, from }],
      );
    });
  }

  test('DOCKER_CONTEXT=default, and a damaged config.json, mean the usual sockets', async () => {
    for (const given of [
      facts({ env: { DOCKER_CONTEXT: 'default' } }, remote),
      facts({}, { '/home/me/.docker/config.json': '{' }),
    ]) {
      const choice = await chooseEndpoints(given);
      assert.equal(choice.configured, false);
      assert.equal(choice.targets[0]?.endpoint.address, 'unix:///var/run/docker.sock');
    }
  });

  test('a named engine that cannot be tried is said to be so, and no other is taken', async () => {
    const missing = await chooseEndpoints(facts({ env: { DOCKER_CONTEXT: 'gone' } }));
    assert.deepEqual([missing.configured, missing.targets.length], [true, 0]);
    assert.match(missing.broken?.detail ?? '', /context gone is not there/);
    const odd = await chooseEndpoints(facts({ env: { DOCKER_HOST: 'fd://x' } }));
    assert.deepEqual([odd.configured, odd.targets.length, odd.broken?.endpoint.from], [true, 0, 'DOCKER_HOST']);
  });

  test('the docker program is told of the same engine', async () => {
    const options = async (given: EndpointFacts) => (await chooseEndpoints(given)).cliOptions;
    assert.deepEqual(await options(facts({ host: 'unix:///set.sock' })), ['--host', 'unix:///set.sock']);
    assert.deepEqual(await options(facts({ env: { DOCKER_HOST: 'unix:///env.sock' } })), []);
    assert.deepEqual(await options(facts({}, remote)), ['--context', 'remote']);
    assert.deepEqual(await options(facts()), []);
  });
});

suite('ways', () => {
  test('addresses as docker --host takes them', () => {
    for (const [address, way] of [
      ['unix:///var/run/docker.sock', { kind: 'socket', path: '/var/run/docker.sock' }],
      ['/run/podman/podman.sock', { kind: 'socket', path: '/run/podman/podman.sock' }],
      ['npipe:////./pipe/docker_engine', { kind: 'socket', path: '\\\\.\\pipe\\docker_engine' }],
      ['tcp://10.0.0.1:2375', { kind: 'tcp', host: '10.0.0.1', port: 2375 }],
      ['tcp://10.0.0.1', { kind: 'tcp', host: '10.0.0.1', port: 2375 }],
      ['tcp://[::1]:2375/', { kind: 'tcp', host: '::1', port: 2375 }],
      ['localhost:2375', { kind: 'tcp', host: 'localhost', port: 2375 }],
      ['https://build.example', { kind: 'tcp', host: 'build.example', port: 2376, tls: { verify: true } }],
      [
        'ssh://me@host:22/run/docker.sock',
        { kind: 'program', program: 'docker', args: ['--host', 'ssh', 'system', 'dial-stdio'] },
      ],
    ] as const) {
      assert.deepEqual(wayTo(address, undefined, ['--host', 'ssh']), way, address);
    }
    for (const address of [
      'fd://',
      'unix://',
      'tcp://',
      'ssh://-oProxyCommand=x',
      'ssh://me@-x',
      'nonsense',
      'tcp://h:99999',
      '',
    ]) {
      assert.equal(wayTo(address, undefined, []), undefined, address);
    }
  });

  test('TLS from the environment: not empty means on', async () => {
    const files = {
      '/certs/ca.pem': 'CA',
      '/certs/cert.pem': 'CERT',
      '/certs/key.pem': 'KEY',
      '/home/me/.docker/ca.pem': 'HOME',
    };
    const wayOf = async (env: Record<string, string>) =>
      (await chooseEndpoints(facts({ env: { DOCKER_HOST: 'tcp://h', ...env } }, files))).targets[0]?.way;
    assert.deepEqual(await wayOf({ DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' }), {
      kind: 'tcp',
      host: 'h',
      port: 2376,
      tls: { verify: true, ca: 'CA', cert: 'CERT', key: 'KEY' },
    });
    assert.deepEqual(await wayOf({ DOCKER_TLS: '1' }), {
      kind: 'tcp',
      host: 'h',
      port: 2376,
      tls: { verify: false, ca: 'HOME' },
    });
    assert.deepEqual(await wayOf({ DOCKER_TLS_VERIFY: '', DOCKER_CERT_PATH: '/certs' }), {
      kind: 'tcp',
      host: 'h',
      port: 2375,
    });
  });

  test('TLS from a context: by its files, or when it says not to check', async () => {
    const wayOf = async (files: Record<string, string>, more: object) =>
      (
        await chooseEndpoints(
          facts({ env: { DOCKER_CONTEXT: 'c' } }, { ...files, [metaPath('c')]: meta('tcp://h:1', more) }),
        )
      ).targets[0]?.way;
    assert.deepEqual(await wayOf({ [tlsPath('c', 'ca.pem')]: 'CA' }, {}), {
      kind: 'tcp',
      host: 'h',
      port: 1,
      tls: { verify: true, ca: 'CA' },
    });
    assert.deepEqual(await wayOf({}, { SkipTLSVerify: true }), {
      kind: 'tcp',
      host: 'h',
      port: 1,
      tls: { verify: false },
    });
    assert.deepEqual(await wayOf({}, {}), { kind: 'tcp', host: 'h', port: 1 });
  });

  test('an ssh context goes through the docker program, by its name', async () => {
    const choice = await chooseEndpoints(
      facts({ env: { DOCKER_CONTEXT: 'far' } }, { [metaPath('far')]: meta('ssh://me@far') }),
    );
    assert.deepEqual(choice.targets[0]?.way, {
      kind: 'program',
      program: 'docker',
      args: ['--context', 'far', 'system', 'dial-stdio'],
    });
  });
});

suite('the usual places', () => {
  const addresses = async (more: Partial<EndpointFacts>) =>
    (await chooseEndpoints(facts(more))).targets.map(({ endpoint }) => endpoint.address);

  test('Linux: Docker first, Podman last', async () => {
    const found = await addresses({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } });
    assert.deepEqual(found.slice(0, 4), [
      'unix:///var/run/docker.sock',
      'unix:///run/user/1000/docker.sock',
      'unix:///home/me/.docker/run/docker.sock',
      'unix:///home/me/.docker/desktop/docker.sock',
    ]);
    assert.deepEqual(found.slice(-2), ['unix:///run/user/1000/podman/podman.sock', 'unix:///run/podman/podman.sock']);
    assert.equal(new Set(found).size, found.length);
  });

  test('macOS: OrbStack, Rancher Desktop, Colima and a Podman machine too', async () => {
    const found = await addresses({ os: 'darwin', home: '/Users/me', env: { TMPDIR: '/tmp/x/', COLIMA_HOME: '/col' } });
    for (const address of [
      'unix:///Users/me/.orbstack/run/docker.sock',
      'unix:///Users/me/.rd/docker.sock',
      'unix:///col/default/docker.sock',
      'unix:///tmp/x/podman/podman-machine-default-api.sock',
    ]) {
      assert.ok(found.includes(address), address);
    }
    assert.ok(!found.some((address) => address.includes('/run/user/')));
  });

  test('Windows: named pipes, and paths of Windows', async () => {
    const found = await addresses({ os: 'win32', home: 'C:\\Users\\me', uid: undefined });
    assert.equal(found[0], 'npipe:////./pipe/docker_engine');
    const asked: string[] = [];
    const readText = (path: string) => {
      asked.push(path);
      return Promise.resolve(undefined);
    };
    await chooseEndpoints(facts({ os: 'win32', home: 'C:\\Users\\me', readText }));
    assert.deepEqual(asked, ['C:\\Users\\me\\.docker\\config.json']);
  });
});
