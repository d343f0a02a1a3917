// Knows: how a build is asked for: without cache, another target, options, contexts, and builds that fail.
import type { Scenario } from '../engine/cacheProject';

const files = { a: 'a', b: 'b', 'd/c': 'c' };
const twoStages = `FROM debian:12 AS build
WORKDIR /src
COPY a .
RUN build

FROM alpine:3 AS final
COPY b /b
COPY --from=build /src/a /a
RUN last
`;

export const requests: readonly Scenario[] = [
  {
    name: 'request/no-cache',
    why: 'everything runs, and what it leaves is found afterwards',
    files: { Dockerfile: twoStages, ...files },
    edits: [
      { name: 'without cache', noCache: true },
      { name: 'with it' },
      { name: 'a source', unknowable: ['COPY --from=build /src/a', 'RUN last'], write: { a: 'aa' } },
      { name: 'without cache', noCache: true },
      { name: 'a file of the last stage', write: { b: 'bb' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/no-cache-filter',
    why: 'one stage is built anew, what only copies from it may still hit',
    only: 'buildkit',
    since: 4,
    files: { Dockerfile: twoStages, ...files },
    edits: [
      { name: 'the first stage', unknowable: ['COPY --from=build /src/a', 'RUN last'], noCache: ['build'] },
      { name: 'with cache' },
      { name: 'the last stage', noCache: ['final'] },
      { name: 'in capitals', unknowable: ['COPY --from=build /src/a', 'RUN last'], noCache: ['BUILD'] },
      { name: 'both', noCache: ['build', 'final'] },
      { name: 'one that is not there', noCache: ['other'] },
      { name: 'a source and the last', write: { a: 'aa' }, noCache: ['final'] },
      { name: 'with cache' },
    ],
  },
  {
    name: 'request/no-cache-below',
    why: 'only the first step behind a forced one runs again: what it stands on was asked for no key (a seed of the random tier)',
    only: 'buildkit',
    since: 4,
    files: {
      Dockerfile:
        'FROM debian:12 AS base\nRUN base\n\nFROM base AS child\nRUN one\nRUN two\nCOPY a /a\nRUN three\n\nFROM alpine:3\nWORKDIR /one\nCOPY --from=child /a /a\nWORKDIR /two\nWORKDIR /three\nRUN last\n',
      ...files,
    },
    edits: [
      {
        name: 'the stage below',
        unknowable: ['COPY --from=child /a /a', 'WORKDIR /two', 'WORKDIR /three', 'RUN last'],
        noCache: ['base'],
      },
      { name: 'with cache' },
      {
        name: 'a source and the stage below',
        unknowable: ['COPY --from=child /a /a', 'WORKDIR /two', 'WORKDIR /three', 'RUN last'],
        write: { a: 'aa' },
        noCache: ['base'],
      },
      { name: 'all', noCache: true },
      { name: 'with cache' },
      {
        name: 'the child',
        unknowable: ['COPY --from=child /a /a', 'WORKDIR /two', 'WORKDIR /three', 'RUN last'],
        noCache: ['child'],
      },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/no-cache-and-mounts',
    why: 'a forced RUN empties its cache mounts; keys do not know',
    only: 'buildkit',
    files: {
      Dockerfile:
        'FROM node:22\nWORKDIR /app\nRUN --mount=type=cache,target=/c npm ci\nCOPY a .\nRUN --mount=type=cache,target=/c build\n',
      ...files,
    },
    edits: [
      { name: 'without cache', noCache: true },
      { name: 'with it' },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'without cache', noCache: true },
      { name: 'with it' },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/targets',
    why: 'one target after the other',
    files: { Dockerfile: `${twoStages}\nFROM final AS debug\nRUN debug\n`, ...files },
    start: { target: 'build' },
    edits: [
      { name: 'the next', target: 'final' },
      { name: 'the last', target: 'debug' },
      { name: 'no name', target: '' },
      { name: 'a source', write: { b: 'bb' }, target: 'final' },
      { name: 'the last', target: 'debug' },
      { name: 'one that is not there', target: 'nothing' },
      { name: 'the first', target: 'build' },
    ],
  },
  {
    name: 'request/missing-source',
    why: 'a COPY of nothing fails; what stands above it keeps its cache',
    files: { Dockerfile: 'FROM debian:12\nRUN first\nCOPY a /a\nRUN second\nCOPY b /b\nRUN last\n', ...files },
    edits: [
      { name: 'the second goes', remove: ['b'] },
      { name: 'the first changes meanwhile', write: { a: 'aa' } },
      { name: 'the second is back', write: { b: 'b' } },
      { name: 'the first goes', remove: ['a'] },
      { name: 'all as it was', back: 0 },
      { name: 'one more that is missing', replace: [['RUN last', 'COPY nothing /n\nRUN last']] },
      { name: 'and is there', write: { nothing: 'n' } },
    ],
  },
  {
    name: 'request/failing-run',
    why: 'a RUN that fails leaves what stands above it',
    files: { Dockerfile: 'FROM debian:12\nRUN first\nCOPY a /a\nRUN ["/no/such/program"]\nRUN last\n', ...files },
    edits: [
      { name: 'once more' },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'it works now', replace: [['["/no/such/program"]', 'works']] },
      { name: 'a step in front', replace: [['COPY a', 'RUN between\nCOPY a']] },
      { name: 'fails again', replace: [['RUN works', 'RUN ["/no/such/program"]']] },
      { name: 'works again', replace: [['["/no/such/program"]', 'works']] },
      { name: 'a fault of grammar', replace: [['RUN last', 'RUNN last']] },
      { name: 'none', replace: [['RUNN last', 'RUN last']] },
    ],
  },
  {
    name: 'request/failing-stage',
    why: 'one of two stages fails while the other is built',
    files: {
      Dockerfile:
        'FROM debian:12 AS one\nRUN one\nCOPY a /a\n\nFROM debian:12 AS two\nCOPY b /b\nRUN ["/no/such/program"]\n\nFROM alpine:3\nCOPY --from=one /a /a\nCOPY --from=two /b /b\nRUN last\n',
      ...files,
    },
    edits: [
      { name: 'once more' },
      { name: 'it works', replace: [['["/no/such/program"]', 'works']] },
      { name: 'a source of the other', write: { a: 'aa' } },
      { name: 'it fails', replace: [['RUN works', 'RUN ["/no/such/program"]']] },
      { name: 'the other alone', target: 'one' },
      { name: 'it works', target: '', replace: [['["/no/such/program"]', 'works']] },
    ],
  },
  {
    name: 'request/epoch',
    why: 'SOURCE_DATE_EPOCH is in the key of folders, from dockerfile 1.16 on',
    only: 'buildkit',
    files: { Dockerfile: 'FROM debian:12\nRUN first\nWORKDIR /app\nCOPY a .\nRUN last\n', ...files },
    edits: [
      { name: 'a time', args: { SOURCE_DATE_EPOCH: '1700000000' } },
      { name: 'nothing' },
      { name: 'another time', args: { SOURCE_DATE_EPOCH: '1700000001' } },
      { name: 'the first', args: { SOURCE_DATE_EPOCH: '1700000000' } },
      { name: 'declared', replace: [['RUN first', 'ARG SOURCE_DATE_EPOCH\nRUN first']] },
      { name: 'none', args: { SOURCE_DATE_EPOCH: null } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/options',
    why: 'what a container of a RUN is given',
    files: { Dockerfile: 'FROM debian:12\nCOPY a /a\nRUN first\nWORKDIR /w\nRUN last\n', ...files },
    edits: [
      { name: 'shared memory', runOptions: { 'shm-size': '64m' } },
      { name: 'a limit', runOptions: { ulimit: 'nofile=1024:1024' } },
      { name: 'a host', runOptions: { 'add-host': 'somewhere:127.0.0.1' } },
      { name: 'that host elsewhere', runOptions: { 'add-host': 'somewhere:127.0.0.2' } },
      { name: 'none', runOptions: {} },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/network',
    why: 'the network of a single RUN',
    only: 'buildkit',
    since: 3,
    files: { Dockerfile: 'FROM debian:12\nRUN first\nRUN second\nCOPY a /a\n', ...files },
    edits: [
      { name: 'the default, spelled out', replace: [['RUN second', 'RUN --network=default second']] },
      { name: 'none, which the whole build has', replace: [['--network=default', '--network=none']] },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'as it was', back: 0 },
      { name: 'both', replace: [['RUN first', 'RUN --network=none first']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/named-folder',
    why: 'a second folder beside the context',
    only: 'buildkit',
    since: 4,
    files: {
      Dockerfile: 'FROM debian:12\nCOPY --from=lib . /lib\nCOPY a /a\nRUN --mount=from=lib,target=/l use\nRUN last\n',
      '@lib/x': 'x',
      '@lib/y/z': 'z',
      '@lib/.dockerignore': 'ignored\n',
      ...files,
    },
    start: { contexts: { lib: 'folder' } },
    edits: [
      { name: 'a file there', write: { '@lib/x': 'xx' } },
      { name: 'what is ignored there', write: { '@lib/ignored': 'i' } },
      { name: 'a file here', write: { a: 'aa' } },
      { name: 'a new file there', write: { '@lib/y/new': 'n' } },
      { name: 'it goes', remove: ['@lib/y/new'] },
      { name: 'one path of it', replace: [['--from=lib . /lib', '--from=lib x /lib/']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/named-stage',
    why: 'a named context stands for a stage or an image',
    only: 'buildkit',
    since: 4,
    files: { Dockerfile: 'FROM debian:12 AS base\nRUN base\n\nFROM base\nCOPY a /a\nRUN last\n', ...files },
    edits: [
      { name: 'an image for the stage', contexts: { base: 'docker-image://alpine:3' } },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'a step of the stage that is not there', replace: [['RUN base', 'RUN base more']] },
      { name: 'as it was', back: 0 },
      { name: 'an image for the image', contexts: { 'debian:12': 'docker-image://debian:13' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'request/two-dockerfiles',
    why: 'two Dockerfiles share what they have in common',
    files: {
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY a .\nRUN install\nCOPY b .\nRUN build\n',
      'Dockerfile.dev': 'FROM node:22\nWORKDIR /app\nCOPY a .\nRUN install\nRUN dev\n',
      ...files,
    },
    edits: [
      { name: 'the second', dockerfile: 'Dockerfile.dev' },
      { name: 'a source of both', write: { a: 'aa' } },
      { name: 'the first', dockerfile: 'Dockerfile' },
      { name: 'a source of the first', write: { b: 'bb' } },
      { name: 'the second', dockerfile: 'Dockerfile.dev' },
      { name: 'the first again', dockerfile: 'Dockerfile' },
      { name: 'as it was', back: 0 },
    ],
  },
];
