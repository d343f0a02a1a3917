// Knows: what RUNs leave whose scripts say all that they write, on a base that really runs: what they did not write is as
// it was, equal commands on equal files leave equal files, and all else cannot be known.
import type { Scenario } from '../engine/cacheProject';

const files = { a: 'a', b: 'b', 'conf/x': 'x', 'conf/y': 'y', 'run.sh': '#!/bin/sh\necho run\n' };
const busybox = { bases: { 'busybox:1': { busybox: true } } } as const;

const onReal: readonly Scenario[] = [
  {
    name: 'output/prepared-folder',
    why: 'a folder that a RUN made is filled by a COPY',
    files: {
      Dockerfile: `FROM busybox:1 AS build
RUN mkdir -p /out/logs
COPY conf /out/conf
COPY a /out/a

FROM busybox:1
COPY --from=build /out/conf /conf
RUN echo last > /l
`,
      ...files,
    },
    start: busybox,
    edits: [
      { name: 'one folder more', replace: [['mkdir -p /out/logs', 'mkdir -p /out/logs /out/data']] },
      { name: 'what is not taken', write: { a: 'aa' } },
      { name: 'what is taken', write: { 'conf/y': 'yy' } },
      { name: 'a variable in front', replace: [['RUN mkdir', 'ENV X=1\nRUN mkdir']] },
      { name: 'as it was', back: 0 },
      { name: 'all of it is taken', replace: [['/out/conf /conf', '/out /conf']] },
      { name: 'what was not taken', write: { a: 'aa' } },
      { name: 'a command that nobody knows', replace: [['mkdir -p', 'busybox mkdir -p']] },
    ],
  },
  {
    name: 'output/copied-by-commands',
    why: 'files made of files: of those that did not change, and of those that did',
    files: {
      Dockerfile: `FROM busybox:1 AS build
COPY a b /in/
RUN mkdir /out && cp /in/a /out/a && cat /in/a /in/b > /out/both && echo made > /out/made

FROM busybox:1
COPY --from=build /out/a /a
COPY --from=build /out/made /made
RUN echo last > /l
`,
      ...files,
    },
    start: busybox,
    edits: [
      { name: 'the other file', write: { b: 'bb' } },
      { name: 'the file', write: { a: 'aa' } },
      { name: 'as it was', back: 0 },
      { name: 'a command more at the end', replace: [['/out/made\n', '/out/made && rm /out/both\n']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'output/variables',
    why: 'a variable counts where it is mentioned, and nowhere else',
    files: {
      Dockerfile: `FROM busybox:1 AS build
ARG VERSION=1
ARG OTHER=1
ENV DIR=/out
WORKDIR /w
RUN mkdir $DIR && echo "$VERSION" > $DIR/version

FROM busybox:1
COPY --from=build /out/version /version
RUN echo last > /l
`,
      ...files,
    },
    start: busybox,
    edits: [
      { name: 'one that is not mentioned', args: { OTHER: '2' } },
      { name: 'one that is', args: { VERSION: '2' } },
      { name: 'as it was', args: { VERSION: null, OTHER: null } },
      { name: 'one more', replace: [['ENV DIR', 'ENV X=1 DIR']] },
      { name: 'a user of its own', replace: [['WORKDIR /w', 'WORKDIR /w\nUSER 1000']] },
      { name: 'as it was', back: 0 },
      { name: 'another place', replace: [['DIR=/out', 'DIR=/else']] },
    ],
  },
  {
    name: 'output/order',
    why: 'who wrote last',
    files: {
      Dockerfile: `FROM busybox:1 AS build
COPY conf /out/conf
COPY a /out/conf/x
RUN echo second >> /out/conf/x && rm /out/conf/y

FROM busybox:1
COPY --from=build /out/conf /conf
RUN echo last > /l
`,
      ...files,
    },
    start: busybox,
    edits: [
      { name: 'a file that is kept', write: { a: 'aa' } },
      {
        name: 'the other order',
        replace: [['COPY conf /out/conf\nCOPY a /out/conf/x\n', 'COPY a /out/conf/x\nCOPY conf /out/conf\n']],
      },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'output/stand-in',
    why: 'a file that an earlier step put into the way of a command',
    files: {
      Dockerfile: `FROM busybox:1 AS build
COPY --chmod=755 run.sh /usr/local/bin/cp
COPY a b /in/
RUN cp /in/a /out

FROM busybox:1
COPY --from=build /in/b /b
RUN echo last > /l
`,
      ...files,
      'run.sh': '#!/bin/sh\necho stand-in > /out; /bin/cp /usr/local/bin/cp /in/b\n',
    },
    start: busybox,
    edits: [
      {
        name: 'a variable',
        unknowable: ['COPY --from=build /in/b', 'RUN echo last'],
        replace: [['RUN cp', 'ENV X=1\nRUN cp']],
      },
      { name: 'none', replace: [['/usr/local/bin/cp', '/usr/local/bin/other']] },
      { name: 'a variable', replace: [['ENV X=1', 'ENV X=2']] },
    ],
  },
  {
    name: 'output/links',
    why: 'a link of the context leads a command to another place',
    files: {
      Dockerfile: `FROM busybox:1 AS build
COPY . /in/
RUN echo one > /in/link

FROM busybox:1
COPY --from=build /in/a /a
RUN echo last > /l
`,
      '.dockerignore': 'Dockerfile\n',
      ...files,
    },
    start: { ...busybox, links: { link: 'a' } },
    edits: [
      { name: 'another word', replace: [['echo one', 'echo two']] },
      { name: 'no link', remove: ['link'] },
      { name: 'another word', replace: [['echo two', 'echo three']] },
    ],
  },
  {
    name: 'output/mounted',
    why: 'a stage of folders and copies, mounted',
    files: {
      Dockerfile: `FROM busybox:1 AS data
WORKDIR /data
RUN set -e; mkdir sub; if [ -d /data ]; then touch sub/empty; fi
COPY a sub/a
COPY b b

FROM busybox:1
RUN --mount=from=data,source=/data/sub,target=/m cat /m/a > /a
RUN echo last > /l
`,
      ...files,
    },
    start: busybox,
    edits: [
      { name: 'what is not mounted', write: { b: 'bb' } },
      { name: 'a variable in front', replace: [['RUN set', 'ENV X=1\nRUN set']] },
      { name: 'what is mounted', write: { a: 'aa' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'output/no-cache',
    why: 'what is built anew leaves what it left',
    since: 4,
    files: {
      Dockerfile: `FROM busybox:1 AS build
COPY a /in/a
RUN mkdir /out && mv /in/a /out/b && touch /out/c

FROM busybox:1 AS final
COPY --from=build /out /out
RUN echo last > /l
`,
      ...files,
    },
    start: busybox,
    edits: [
      { name: 'the first stage', noCache: ['build'] },
      { name: 'with cache' },
      { name: 'a source and the first stage', write: { a: 'aa' }, noCache: ['build'] },
      { name: 'everything', noCache: true },
      { name: 'with cache' },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'output/other-base',
    why: 'commands of another image may do other things',
    files: {
      Dockerfile: `FROM busybox:1 AS build
RUN mkdir /out && echo x > /out/x
COPY a /out/a

FROM busybox:1
COPY --from=build /out /out
COPY --from=build /out/a /a
`,
      ...files,
    },
    start: { bases: { 'busybox:1': { busybox: true }, 'busybox:2': { busybox: true } } },
    edits: [
      { name: 'another base of the first stage', replace: [['FROM busybox:1 AS', 'FROM busybox:2 AS']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'output/told-exactly',
    why: 'commands whose files can be told byte by byte: what is equal hits whatever made it, and what is not misses',
    listsBases: true,
    files: {
      Dockerfile: `FROM busybox:1 AS build
COPY a b /in/
COPY conf /out/conf
RUN mkdir -p /out/sub && echo one > /out/f && cp /in/a /out/sub/a && chmod 600 /out/sub/a /out/conf/x

FROM busybox:1
COPY --from=build /out/f /f
COPY --from=build /out /out
RUN echo last > /l
`,
      ...files,
    },
    start: { bases: { 'busybox:1': { busybox: true }, 'busybox:2': { busybox: true, also: { 'opt/x': 'x' } } } },
    edits: [
      { name: 'another text', replace: [['echo one', 'echo two']] },
      { name: 'the same by another command', back: 0, replace: [['echo one', "printf '%s\\n' one"]] },
      { name: 'the same in two parts', back: 0, replace: [['echo one >', 'printf on > /out/f && echo e >>']] },
      { name: 'another base', back: 0, replace: [['FROM busybox:1 AS', 'FROM busybox:2 AS']] },
      { name: 'what is copied', back: 0, write: { a: 'aa' } },
      { name: 'what is not', back: 0, write: { b: 'bb' } },
      { name: 'a mode', back: 0, replace: [['600', '640']] },
      { name: 'a folder more', back: 0, replace: [['/out/sub &&', '/out/sub /out/more &&']] },
      {
        name: 'a folder that is gone again',
        back: 0,
        replace: [['/out/sub &&', '/out/sub /out/more && rm -r /out/more &&']],
      },
      { name: 'moved away and back', back: 0, replace: [['/conf/x\n', '/conf/x && mv /out/f /g && mv /g /out/f\n']] },
      { name: 'a COPY over it', back: 0, replace: [['/conf/x\n', '/conf/x\nCOPY b /out/f\n']] },
      { name: 'and another one', write: { b: 'bb' } },
      { name: 'a user of its own', back: 0, replace: [['RUN mkdir', 'USER root\nRUN mkdir']] },
      {
        name: 'the same by a WORKDIR and a COPY',
        back: 0,
        replace: [
          ['RUN mkdir -p /out/sub && ', 'WORKDIR /out/sub\nCOPY a ./\nRUN '],
          ['cp /in/a /out/sub/a && ', ''],
        ],
      },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'output/missing-workdir',
    why: 'a RUN makes the folder that it starts in, where the image names one and has it not',
    listsBases: true,
    files: {
      Dockerfile:
        'FROM busybox:1 AS build\nRUN echo one > /f\n\nFROM busybox:2\nCOPY --from=build /made /made\nRUN echo last > /l\n',
      ...files,
    },
    start: {
      bases: { 'busybox:1': { busybox: true, config: { WorkingDir: '/made/app' } }, 'busybox:2': { busybox: true } },
    },
    edits: [
      { name: 'another text', replace: [['echo one', 'echo two']] },
      { name: 'a WORKDIR', replace: [['RUN echo two', 'WORKDIR /made/app\nRUN echo two']] },
      { name: 'a file in it', replace: [['> /f', '> f']] },
    ],
  },
  {
    name: 'output/stub',
    why: 'where the shell is no shell, what is known beforehand holds as well',
    files: {
      Dockerfile: `FROM debian:12 AS build
WORKDIR /app
RUN mkdir -p /out && cp /etc/os-release /out/release
COPY a b ./
RUN cat a b > /out/both && chmod 644 a
COPY conf /out/conf

FROM alpine:3
COPY --from=build /out/both /both
COPY --from=build /out/conf /conf
COPY --from=build /app/b /b
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'a variable', replace: [['RUN mkdir', 'ENV X=1\nRUN mkdir']] },
      { name: 'another folder', replace: [['mkdir -p /out ', 'mkdir -p /out /more ']] },
      { name: 'a source', write: { a: 'aa' } },
      { name: 'what is taken as it was copied', write: { b: 'bb' } },
      { name: 'a folder that is taken', write: { 'conf/x': 'xx' } },
      { name: 'another text of a script', replace: [['cat a b > /out/both', 'cat b > /out/both']] },
      { name: 'as it was', back: 0 },
    ],
  },
];

/** Where no RUN has to be followed, every builder is asked. */
const ofAny: readonly Scenario[] = [
  {
    name: 'output/not-known',
    why: 'what a RUN wrote is not known before it runs: the one honest unknown',
    files: {
      Dockerfile: `FROM debian:12 AS build
COPY a /src/
RUN make

FROM alpine:3
COPY b /b
COPY --from=build /out/bin /bin/tool
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'the stage of the RUN is as it was', write: { b: 'bb' } },
      { name: 'its source', unknowable: ['COPY --from=build /out/bin', 'RUN last'], write: { a: 'aa' } },
      { name: 'nothing' },
      { name: 'as it was', back: 0 },
      { name: 'the second time around', back: 2 },
      { name: 'metadata', replace: [['RUN last', 'LABEL a=b\nRUN last']] },
    ],
  },
  {
    name: 'output/copied-over',
    why: 'a COPY over the output of a RUN: what was copied is known, what lies below is not',
    files: {
      Dockerfile: `FROM debian:12 AS build
RUN mkdir /made
COPY a.txt /made/a.txt
COPY c /made/c

FROM alpine:3
COPY --from=build /made/a.txt /a
COPY --from=build /made/c/d.txt /d
RUN last
`,
      'a.txt': 'a',
      'c/d.txt': 'd',
      'c/e.txt': 'e',
    },
    edits: [
      { name: 'a file that is taken', write: { 'a.txt': 'aa' } },
      { name: 'a file that is not taken', write: { 'c/e.txt': 'ee' } },
      { name: 'the RUN, the taken files as they are', replace: [['RUN mkdir /made', 'RUN mkdir -p /made']] },
      { name: 'as it was', back: 0 },
      { name: 'another taken file', write: { 'c/d.txt': 'dd' } },
      { name: 'the folder is taken', replace: [['/made/c/d.txt /d', '/made/c /d']] },
      { name: 'nothing' },
    ],
  },
];

/** The classic builder's RUNs are not followed: what they write into a volume is lost, and not every volume is known. */
export const outputs: readonly Scenario[] = [
  ...onReal.map((scenario): Scenario => ({ ...scenario, only: 'buildkit' })),
  ...ofAny,
];
