// Answers of real engines, pasted: Docker 28.5.2 (both stores) and Podman 4.3.1; and answers that are none.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { readContextMeta, readCurrentContext } from './context';
import { readError } from './error';
import { readEvent } from './event';
import { readApiHistory, readDockerCliHistory, readPodmanCliHistory } from './history';
import { readImageList } from './imageList';
import { readPodmanStore, readStore } from './info';
import { readInspect } from './inspect';
import { readDockerCliVersion, readPodmanCliVersion, readVersion } from './version';

const parse = (text: string): unknown => JSON.parse(text);
const ID = 'sha256:6f4c2bc2d8477fd008c47abd8eb6669f90ad0a286b9cfc0cce023b7aa3d5004d';

suite('version and info', () => {
  const docker =
    '{"Platform":{"Name":""},"Components":[{"Name":"Engine","Version":"28.5.2+dfsg4","Details":{"ApiVersion":"1.51","MinAPIVersion":"1.24"}},{"Name":"containerd","Version":"2.1.9"}],"Version":"28.5.2+dfsg4","ApiVersion":"1.51","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}';
  const podman =
    '{"Platform":{"Name":"linux/amd64/debian-12"},"Components":[{"Name":"Podman Engine","Version":"4.3.1","Details":{"APIVersion":"4.3.1","MinAPIVersion":"4.0.0"}},{"Name":"Conmon","Version":"conmon version 2.1.6, commit: unknown"}],"Version":"4.3.1","ApiVersion":"1.41","MinAPIVersion":"1.24"}';

  test('Docker and Podman are told apart by their components', () => {
    assert.deepEqual(readVersion(parse(docker)), {
      product: 'docker',
      version: '28.5.2+dfsg4',
      apiVersion: '1.51',
      minApiVersion: '1.24',
    });
    assert.deepEqual(readVersion(parse(podman)), {
      product: 'podman',
      version: '4.3.1',
      apiVersion: '1.41',
      minApiVersion: '1.24',
    });
    assert.equal(readVersion(parse('{"message":"page not found"}')), undefined);
  });

  test('the docker program answers with null when there is no engine', () => {
    assert.equal(
      readDockerCliVersion(
        parse('{"Client":{"Version":"28.5.2+dfsg4","ApiVersion":"1.51","Context":"default"},"Server":null}'),
      ),
      undefined,
    );
    assert.equal(
      readDockerCliVersion(parse(`{"Client":{"Version":"29.0.0"},"Server":${docker}}`))?.version,
      '28.5.2+dfsg4',
    );
  });

  test('podman is its own engine', () => {
    const local =
      '{"Client":{"APIVersion":"4.3.1","Version":"4.3.1","GoVersion":"go1.19.8","GitCommit":"","Built":0,"OsArch":"linux/amd64","Os":"linux"}}';
    assert.equal(readPodmanCliVersion(parse(local))?.version, '4.3.1');
    assert.equal(
      readPodmanCliVersion(parse('{"Client":{"Version":"5.8.6"},"Server":{"Version":"5.2.0"}}'))?.version,
      '5.2.0',
    );
  });

  test('stores', () => {
    assert.equal(
      readStore(
        parse('{"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"],["Supports d_type","true"]]}'),
      ),
      'overlay2',
    );
    assert.equal(
      readStore(parse('{"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}')),
      'containerd',
    );
    assert.equal(readPodmanStore(parse('{"host":{},"store":{"graphDriverName":"overlay"}}')), 'overlay');
    assert.equal(readStore(parse('{}')), '');
  });
});

suite('history', () => {
  const expected = [
    {
      id: '',
      createdBy: 'COPY busybox /bin/busybox # buildkit',
      comment: 'buildkit.dockerfile.v0',
      bytes: 1_982_256,
      createdAt: '2026-11-21T11:32:23Z',
    },
    {
      id: '',
      createdBy: 'WORKDIR /app',
      comment: 'buildkit.dockerfile.v0',
      bytes: 0,
      createdAt: '2026-11-21T11:32:23Z',
    },
    { id: ID, createdBy: 'LABEL a=b', comment: 'buildkit.dockerfile.v0', bytes: 0, createdAt: '2026-11-21T11:32:23Z' },
  ];

  test('the API: seconds, newest first', () => {
    const answer = `[{"Comment":"buildkit.dockerfile.v0","Created":1795260743,"CreatedBy":"LABEL a=b","Id":"${ID}","Size":0,"Tags":["s:1"]},{"Comment":"buildkit.dockerfile.v0","Created":1795260743,"CreatedBy":"WORKDIR /app","Id":"<missing>","Size":0,"Tags":null},{"Comment":"buildkit.dockerfile.v0","Created":1795260743,"CreatedBy":"COPY busybox /bin/busybox # buildkit","Id":"<missing>","Size":1982256,"Tags":null}]`;
    assert.deepEqual(readApiHistory(parse(answer)), expected);
  });

  test('the docker program: a line for each, sizes as text', () => {
    const stdout = `{"Comment":"buildkit.dockerfile.v0","CreatedAt":"2026-11-21T11:32:23Z","CreatedBy":"LABEL a=b","CreatedSince":"2026-11-21T11:32:23Z","ID":"${ID}","Size":"0"}
{"Comment":"buildkit.dockerfile.v0","CreatedAt":"2026-11-21T11:32:23Z","CreatedBy":"WORKDIR /app","CreatedSince":"2026-11-21T11:32:23Z","ID":"\\u003cmissing\\u003e","Size":"0"}
{"Comment":"buildkit.dockerfile.v0","CreatedAt":"2026-11-21T11:32:23Z","CreatedBy":"COPY busybox /bin/busybox # buildkit","CreatedSince":"2026-11-21T11:32:23Z","ID":"\\u003cmissing\\u003e","Size":"1982256"}
`;
    assert.deepEqual(readDockerCliHistory(stdout), expected);
    assert.equal(readDockerCliHistory('{"Size":"1.98MB"}')?.[0]?.bytes, null);
    assert.equal(readDockerCliHistory('IMAGE  CREATED\n'), undefined);
  });

  test('the podman program: one list, keys that differ only by case', () => {
    const stdout =
      '[{"id":"6b77241e87d9368b38a5244eb1a99febdd2832a42f6e4182b49ecdbc2a1e9469","created":"2026-11-21T11:33:07.172056618Z","CreatedBy":"/bin/sh -c #(nop) CMD [\\"sh\\"]","size":0,"comment":"FROM 91f0f954bc74","Created":"2026-11-21T11:33:07Z"},{"id":"\\u003cmissing\\u003e","created":"0001-01-01T00:00:00Z","CreatedBy":"/bin/sh -c x","size":-1,"Created":""}]';
    assert.deepEqual(readPodmanCliHistory(parse(stdout)), [
      { id: '', createdBy: '/bin/sh -c x', comment: '', bytes: null },
      {
        id: 'sha256:6b77241e87d9368b38a5244eb1a99febdd2832a42f6e4182b49ecdbc2a1e9469',
        createdBy: '/bin/sh -c #(nop) CMD ["sh"]',
        comment: 'FROM 91f0f954bc74',
        bytes: 0,
        createdAt: '2026-11-21T11:33:07.172056618Z',
      },
    ]);
  });

  test('Go’s zero time is no time; 1970 is one', () => {
    const times = readApiHistory([{ Created: -62_135_596_800 }, { Created: 0 }])?.map(({ createdAt }) => createdAt);
    assert.deepEqual(times, ['1970-01-01T00:00:00Z', undefined]);
  });
});

suite('images', () => {
  test('inspect', () => {
    const answer = `{"Id":"${ID}","RepoTags":["docker.io/library/s:1","<none>:<none>"],"RepoDigests":[],"Parent":"","Created":"2026-11-21T11:32:23.659819222Z","Architecture":"amd64","Os":"linux","Size":1982256,"RootFS":{"Type":"layers","Layers":["sha256:6d540f37d1f9dd2f0369e297ad3fc293a67c721403e7a9a0f39c151fd665f16f"]},"Config":{"Cmd":null,"Entrypoint":null,"Env":["PATH=/bin"],"Labels":{"a":"b"},"OnBuild":null,"User":"","WorkingDir":"/app"}}`;
    assert.deepEqual(readInspect(parse(answer)), {
      id: ID,
      names: ['s:1'],
      config: {
        os: 'linux',
        architecture: 'amd64',
        env: ['PATH=/bin'],
        workingDir: '/app',
        user: '',
        onBuild: [],
        labels: { a: 'b' },
        diffIds: ['sha256:6d540f37d1f9dd2f0369e297ad3fc293a67c721403e7a9a0f39c151fd665f16f'],
      },
      history: [],
      createdAt: '2026-11-21T11:32:23.659819222Z',
    });
  });

  test('Podman’s own inspect: an id without sha256, and the history of the config', () => {
    const answer = `{"Id":"${ID.slice(7)}","RepoTags":["localhost/base:1"],"History":[{"created":"2026-11-21T11:32:44.716318261Z","created_by":"/bin/sh -c #(nop) COPY file:e44e in /bin/busybox "},{"created":"2026-11-21T11:33:00.206893754Z","created_by":"/bin/sh -c #(nop) WORKDIR /app","comment":"FROM 8a982bf7b3fc","empty_layer":true}]}`;
    const record = readInspect(parse(answer));
    assert.deepEqual([record?.id, record?.names], [ID, ['localhost/base:1']]);
    assert.deepEqual(
      record?.history.map(({ emptyLayer }) => emptyLayer),
      [false, true],
    );
  });

  test('the list', () => {
    const answer = `[{"Containers":-1,"Created":1795260743,"Id":"${ID}","Labels":null,"ParentId":"","RepoDigests":[],"RepoTags":["s:1"],"SharedSize":-1,"Size":1982256},{"Id":7}]`;
    assert.deepEqual(readImageList(parse(answer)), [
      { id: ID, names: ['s:1'], createdAt: '2026-11-21T11:32:23Z', labels: {} },
    ]);
  });
});

suite('events, errors, contexts', () => {
  test('events of images', () => {
    const docker = `{"status":"tag","id":"${ID}","Type":"image","Action":"tag","Actor":{"ID":"${ID}","Attributes":{"a":"b","name":"s:1"}},"scope":"local","time":1795260743}`;
    assert.deepEqual(readEvent(parse(docker)), { action: 'tag', image: ID });
    const podman = `{"status":"tag","id":"${ID.slice(7)}","from":"","Type":"image","Action":"tag","Actor":{"ID":"${ID.slice(7)}","Attributes":{"name":"localhost/x:1"}}}`;
    assert.deepEqual(readEvent(parse(podman)), { action: 'tag', image: ID });
    assert.deepEqual(readEvent(parse('{"status":"untag","id":"app:dev","time":1}')), {
      action: 'untag',
      image: 'app:dev',
    });
    assert.equal(readEvent(parse('{"Type":"container","Action":"start"}')), undefined);
  });

  test('errors in JSON, in plain text, and with what would act on a terminal', () => {
    assert.equal(readError('{"message":"No such image: x:1"}\n'), 'No such image: x:1');
    assert.equal(
      readError('{"cause":"image not known","message":"failed to find image nope","response":404}'),
      'failed to find image nope',
    );
    assert.equal(readError('client version 1.12 is too old.\n'), 'client version 1.12 is too old.');
    assert.equal(readError('a\u001b[31mb'), 'a [31mb');
  });

  test('contexts', () => {
    assert.equal(readCurrentContext('{"auths":{},"currentContext":"remote"}'), 'remote');
    assert.equal(readCurrentContext(undefined), '');
    const meta =
      '{"Name":"remote","Metadata":{"Description":"x"},"Endpoints":{"docker":{"Host":"tcp://h:2376","SkipTLSVerify":true}}}';
    assert.deepEqual(readContextMeta(meta), { host: 'tcp://h:2376', skipTlsVerify: true });
    assert.equal(readContextMeta('{"Endpoints":{"kubernetes":{}}}'), undefined);
  });
});

test('any JSON at all is read or refused, never thrown at', () => {
  const readers = [
    readVersion,
    readDockerCliVersion,
    readPodmanCliVersion,
    readStore,
    readPodmanStore,
    readApiHistory,
    readPodmanCliHistory,
    readInspect,
    readImageList,
    readEvent,
  ];
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const read of readers) read(value);
      readDockerCliHistory(JSON.stringify(value));
      readContextMeta(JSON.stringify(value));
    }),
  );
});
