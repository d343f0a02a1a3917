// Knows: what RUN mounts: sources of the context and of stages, caches, secrets.
import type { Scenario } from '../engine/cacheProject';

const files = { 'package.json': '{}', 'src/a.js': 'a', 'src/b.js': 'b', 'docs/x.md': 'x', token: 'secret' };

export const mounts: readonly Scenario[] = [
  {
    name: 'mount/bind-context',
    why: 'only what the mount selects decides',
    only: 'buildkit',
    files: {
      Dockerfile: `FROM node:22
WORKDIR /app
RUN --mount=type=bind,source=package.json,target=package.json npm ci
RUN --mount=type=bind,source=src,target=/app/src npm run build
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'outside of both', write: { 'docs/x.md': 'y' } },
      { name: 'in the second', write: { 'src/a.js': 'aa' } },
      { name: 'in the first', write: { 'package.json': '{"a":1}' } },
      { name: 'as it was', back: 0 },
      { name: 'another target', replace: [['target=/app/src', 'target=/src']] },
      { name: '`src` for `source`', replace: [['source=src', 'src=src']] },
      { name: 'writable', replace: [['target=/src', 'target=/src,rw']] },
      { name: 'a source while it is writable', write: { 'src/b.js': 'bb' } },
      { name: 'read-only, spelled out', replace: [['target=/src,rw', 'target=/src,readonly']] },
    ],
  },
  {
    name: 'mount/written-context',
    why: 'a context that a RUN could write to is sent anew: the builder keeps no copy of it',
    only: 'buildkit',
    files: {
      Dockerfile:
        'FROM node:22\nCOPY src /s\nRUN --mount=type=bind,source=docs,target=/w,rw step\nCOPY docs /d\nRUN last\n',
      ...files,
      'src/lib/c.js': 'c',
    },
    edits: [
      { name: 'a mode of a folder', chmod: { 'src/lib': 0o700 } },
      { name: 'and another one', chmod: { 'src/lib': 0o711 } },
      { name: 'a time that is kept', keepTime: { 'src/a.js': 'x' } },
      { name: 'nothing' },
      { name: 'a mode after a build without that RUN', chmod: { 'src/lib': 0o755 }, replace: [[',rw', '']] },
      { name: 'a mode of a folder that is read only', chmod: { 'src/lib': 0o700 } },
    ],
  },
  {
    name: 'mount/bind-all',
    why: 'the whole context is mounted',
    only: 'buildkit',
    files: {
      Dockerfile: 'FROM node:22\nRUN --mount=target=/ctx build\nRUN last\n',
      '.dockerignore': 'docs\nDockerfile\n',
      ...files,
    },
    edits: [
      { name: 'what is ignored', write: { 'docs/x.md': 'y' } },
      { name: 'the Dockerfile, ignored', replace: [['RUN last', '# c\nRUN last']] },
      { name: 'the type spelled out', replace: [['--mount=target', '--mount=type=bind,target']] },
      { name: 'a source', write: { 'src/a.js': 'aa' } },
      { name: 'writable', replace: [['target=/ctx', 'target=/ctx,rw']] },
      { name: 'a source while it is writable', write: { 'src/a.js': 'a' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'mount/bind-stage',
    why: 'a stage of COPYs mounted into another',
    only: 'buildkit',
    files: {
      Dockerfile: `FROM debian:12 AS data
COPY src /data/src
COPY docs /data/docs

FROM alpine:3
RUN --mount=from=data,source=/data/src,target=/mnt use
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'what is not mounted', write: { 'docs/x.md': 'y' } },
      { name: 'what is mounted', write: { 'src/a.js': 'aa' } },
      { name: 'another base of the stage', replace: [['debian:12', 'debian:13']] },
      {
        name: 'the folder elsewhere, equal content',
        replace: [
          ['/data/src\n', '/other/src\n'],
          ['source=/data/src', 'source=/other/src'],
        ],
      },
      { name: 'all of the stage', replace: [['source=/other/src,', '']] },
      { name: 'any part of it', write: { 'docs/x.md': 'z' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'mount/bind-image',
    why: 'an image mounted, under one tag and another',
    only: 'buildkit',
    files: {
      Dockerfile: 'FROM debian:12\nRUN --mount=from=busybox:1,source=/bin,target=/b use\nCOPY src /src\nRUN last\n',
      ...files,
    },
    edits: [
      { name: 'nothing' },
      { name: 'a source', write: { 'src/a.js': 'aa' } },
      { name: 'a sub-folder', replace: [['source=/bin', 'source=/usr']] },
      { name: 'as it was', back: 0 },
      { name: 'all of the image', replace: [['source=/bin,', '']] },
      { name: 'no mount', replace: [['--mount=from=busybox:1,target=/b ', '']] },
      { name: 'a number is no stage here, but an image', replace: [['RUN use', 'RUN --mount=from=0,target=/b use']] },
    ],
  },
  {
    name: 'mount/cache-ids',
    why: 'the default id is in the key, all others are one class (6b.10)',
    only: 'buildkit',
    files: { Dockerfile: 'FROM node:22\nRUN --mount=type=cache,target=/c npm ci\nRUN last\n', ...files },
    edits: [
      { name: 'an id', replace: [['target=/c', 'target=/c,id=x']] },
      { name: 'another id', replace: [['id=x', 'id=y']] },
      { name: 'the id that is the target', replace: [['id=y', 'id=/c']] },
      { name: 'without its slash', replace: [['id=/c', 'id=c']] },
      { name: 'sharing locked', replace: [['id=c', 'sharing=locked']] },
      { name: 'sharing private', replace: [['locked', 'private']] },
      { name: 'sharing shared', replace: [['private', 'shared']] },
      { name: 'an owner', replace: [['sharing=shared', 'uid=1000,gid=1000']] },
      { name: 'another owner', replace: [['uid=1000,gid=1000', 'uid=1001,gid=1000']] },
      { name: 'a mode', replace: [['uid=1001,gid=1000', 'mode=0700']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'mount/cache-places',
    why: 'targets, their order, and what is beside them',
    only: 'buildkit',
    files: {
      Dockerfile: `FROM golang:1.23
WORKDIR /src
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build
RUN last
`,
      ...files,
    },
    edits: [
      {
        name: 'the other order',
        replace: [
          [
            'target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build',
            'target=/root/.cache/go-build --mount=type=cache,target=/go/pkg/mod',
          ],
        ],
      },
      { name: 'one less', replace: [['--mount=type=cache,target=/go/pkg/mod ', '']] },
      { name: 'another target', replace: [['/root/.cache/go-build', '/root/.cache']] },
      { name: '`dst` for `target`', replace: [['target=', 'dst=']] },
      { name: 'a relative target', replace: [['dst=/root/.cache', 'dst=cache']] },
      { name: 'written out', replace: [['dst=cache', 'dst=/src/cache']] },
      { name: 'as it was', back: 0 },
      { name: 'a namespace for all caches', args: { BUILDKIT_CACHE_MOUNT_NS: 'n' } },
      { name: 'another', args: { BUILDKIT_CACHE_MOUNT_NS: 'm' } },
    ],
  },
  {
    name: 'mount/cache-from',
    why: 'a cache that starts with files of a stage',
    only: 'buildkit',
    files: {
      Dockerfile: `FROM debian:12 AS seed
COPY src /seed

FROM alpine:3
RUN --mount=type=cache,from=seed,source=/seed,target=/c use
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'what is not in it', write: { 'docs/x.md': 'y' } },
      { name: 'another base of the seed', replace: [['debian:12', 'debian:13']] },
      { name: 'what is in it', write: { 'src/a.js': 'aa' } },
      { name: 'an id', replace: [['target=/c', 'target=/c,id=x']] },
      { name: 'another id', replace: [['id=x', 'id=y']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'mount/secrets',
    why: 'what is asked for is in the key, what is given is not',
    only: 'buildkit',
    files: {
      Dockerfile: 'FROM node:22\nRUN --mount=type=secret,id=token npm ci\nRUN last\n',
      '.dockerignore': 'token\n',
      ...files,
    },
    start: { words: ['--secret', 'id=token,src={project}/../secret'] },
    edits: [
      { name: 'another value', words: ['--secret', 'id=token,src={project}/../other-secret'] },
      { name: 'nothing given', words: [] },
      { name: 'another id', replace: [['id=token', 'id=other']] },
      { name: 'the default mode spelled out', replace: [['id=other', 'id=other,mode=0400']] },
      { name: 'another mode', replace: [['0400', '0440']] },
      { name: 'a target', replace: [['mode=0440', 'target=/s']] },
      { name: 'into the environment', replace: [[',target=/s', ',env=TOKEN']] },
      { name: 'required, and not given', replace: [[',env=TOKEN', ',required']] },
      { name: 'as it was', back: 0 },
      { name: 'two', replace: [['npm ci', '--mount=type=secret,id=second npm ci']] },
      {
        name: 'in the other order',
        replace: [['id=token --mount=type=secret,id=second', 'id=second --mount=type=secret,id=token']],
      },
    ],
  },
  {
    name: 'mount/ssh-and-tmpfs',
    why: 'sockets and folders in memory',
    only: 'buildkit',
    files: {
      Dockerfile: 'FROM node:22\nRUN --mount=type=ssh git clone\nRUN --mount=type=tmpfs,target=/t make\nRUN last\n',
      ...files,
    },
    edits: [
      { name: 'an id', replace: [['type=ssh', 'type=ssh,id=default']] },
      { name: 'another id', replace: [['id=default', 'id=github']] },
      { name: 'a size', replace: [['target=/t', 'target=/t,size=1m']] },
      { name: 'the size in bytes', replace: [['size=1m', 'size=1048576']] },
      { name: 'two sockets', replace: [['git clone', '--mount=type=ssh,id=b git clone']] },
      { name: 'as it was', back: 0 },
      { name: 'no socket', replace: [['--mount=type=ssh ', '']] },
      { name: 'another folder', replace: [['target=/t', 'target=/tt']] },
    ],
  },
  {
    name: 'mount/added-and-removed',
    why: 'any mount more or less is another step, below it all',
    only: 'buildkit',
    files: { Dockerfile: 'FROM python:3.12\nRUN pip install x\nCOPY src /src\nRUN last\n', ...files },
    edits: [
      { name: 'a cache', replace: [['RUN pip', 'RUN --mount=type=cache,target=/root/.cache/pip pip']] },
      { name: 'nothing' },
      { name: 'a source', write: { 'src/a.js': 'aa' } },
      { name: 'a secret too', replace: [['RUN --mount', 'RUN --mount=type=secret,id=a --mount']] },
      { name: 'none', back: 0 },
      { name: 'with a variable', replace: [['RUN pip', 'ARG P=/p\nRUN --mount=type=cache,target=$P pip']] },
      { name: 'the variable', args: { P: '/q' } },
    ],
  },
];
