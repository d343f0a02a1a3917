// Knows: base images: other tags, other layers, other configs, triggers.
import type { Scenario } from '../engine/cacheProject';

const files = { a: 'a', b: 'b' };
const Dockerfile = 'FROM node:22\nCOPY a /a\nRUN first\nWORKDIR app\nRUN last\n';
const PATH = 'PATH=/usr/local/bin:/usr/bin:/bin';

export const bases: readonly Scenario[] = [
  {
    name: 'base/pushed-again',
    why: 'a tag that comes to mean another image',
    files: { Dockerfile, ...files },
    start: { bases: { 'node:22': {} } },
    edits: [
      { name: 'nothing' },
      { name: 'other layers', bases: { 'node:22': { files: 'v2' } } },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'the first layers', bases: { 'node:22': {} } },
      { name: 'the first source', write: { a: 'a' } },
      { name: 'the newer layers', bases: { 'node:22': { files: 'v2' } } },
    ],
  },
  {
    name: 'base/config',
    why: 'the config of a base counts by what stages take over from it (6b.11)',
    files: { Dockerfile, ...files },
    start: { bases: { 'node:22': {} } },
    edits: [
      { name: 'a label', bases: { 'node:22': { config: { Labels: { a: 'b' } } } } },
      { name: 'a command', bases: { 'node:22': { config: { Cmd: ['x'] } } } },
      { name: 'a variable', bases: { 'node:22': { config: { Env: [PATH, 'NODE_VERSION=22'] } } } },
      { name: 'a user', bases: { 'node:22': { config: { User: 'node' } } } },
      { name: 'a folder', bases: { 'node:22': { config: { WorkingDir: '/srv' } } } },
      { name: 'a shell', bases: { 'node:22': { config: { Shell: ['/bin/bash', '-c'] } } } },
      { name: 'the first config', bases: { 'node:22': {} } },
    ],
  },
  {
    name: 'base/tags',
    why: 'two tags of one image, and of two',
    files: { Dockerfile, ...files },
    start: { bases: { 'node:22': {}, 'node:22-slim': { files: 'slim' } } },
    edits: [
      { name: 'the other tag', replace: [['node:22', 'node:22-slim']] },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'the first tag', replace: [['node:22-slim', 'node:22']] },
      { name: 'by an argument', replace: [['FROM node:22', 'ARG BASE=node:22\nFROM $BASE']] },
      { name: 'the other by the argument', args: { BASE: 'node:22-slim' } },
      { name: 'as it was', back: 0, args: { BASE: null } },
    ],
  },
  {
    name: 'base/triggers',
    why: 'a base with ONBUILD',
    files: { Dockerfile: 'FROM app:onbuild\nRUN last\n', ...files },
    start: { bases: { 'app:onbuild': { config: { OnBuild: ['COPY a /a', 'RUN triggered'] } } } },
    edits: [
      { name: 'the source of a trigger', write: { a: 'aa' } },
      { name: 'another file', write: { b: 'bb' } },
      {
        name: 'another trigger',
        bases: { 'app:onbuild': { config: { OnBuild: ['COPY a /a', 'RUN triggered twice'] } } },
      },
      { name: 'one less', bases: { 'app:onbuild': { config: { OnBuild: ['COPY a /a'] } } } },
      { name: 'a step in front of ours', replace: [['RUN last', 'COPY b /b\nRUN last']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'base/copied-from',
    why: 'an image that files are copied from',
    files: { Dockerfile: 'FROM debian:12\nCOPY --from=tool:1 /bin/sh /tool\nRUN last\n', ...files },
    start: { bases: { 'tool:1': {}, 'debian:12': {} } },
    edits: [
      { name: 'another config of the tool', bases: { 'tool:1': { config: { Env: [PATH, 'X=1'] } } } },
      { name: 'other layers of the base', bases: { 'debian:12': { files: 'v2' } } },
      { name: 'the first layers', bases: { 'debian:12': {} } },
      { name: 'a step behind', replace: [['RUN last', 'RUN last\nCOPY a /a']] },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'base/two-stages',
    why: 'each stage has its base, and one of them changes',
    files: {
      Dockerfile:
        'FROM node:22 AS build\nCOPY a /a\nRUN build\n\nFROM nginx:1\nCOPY b /b\nRUN between\nCOPY --from=build /a /a\nRUN last\n',
      ...files,
    },
    start: { bases: { 'node:22': {}, 'nginx:1': {} } },
    edits: [
      { name: 'that of the last stage', bases: { 'nginx:1': { files: 'v2' } } },
      { name: 'a source', write: { b: 'bb' } },
      { name: 'all as it was', back: 0 },
      {
        name: 'a variable of that of the first stage',
        unknowable: ['COPY --from=build /a /a', 'RUN last'],
        bases: { 'node:22': { config: { Env: [PATH, 'A=1'] } } },
      },
      { name: 'without it', bases: { 'node:22': {} } },
      { name: 'a source of the first', unknowable: ['COPY --from=build /a /a', 'RUN last'], write: { a: 'aa' } },
    ],
  },
  {
    name: 'base/real-shell',
    why: 'RUNs that really write: equal output re-converges, as far as one can know',
    files: {
      Dockerfile:
        'FROM busybox:1 AS build\nCOPY a /a\nRUN mkdir /out && echo made > /out/f\n\nFROM busybox:1\nCOPY --from=build /out /out\nRUN echo last > /l\n',
      ...files,
    },
    start: { bases: { 'busybox:1': { busybox: true } } },
    edits: [
      { name: 'nothing' },
      { name: 'the source, of which the output knows nothing', write: { a: 'aa' } },
      { name: 'as it was', back: 0 },
      { name: 'another output', replace: [['echo made', 'echo other']] },
      { name: 'a failing command', replace: [['echo last', 'false && echo last']] },
      { name: 'as it was', back: 0 },
    ],
  },
];
