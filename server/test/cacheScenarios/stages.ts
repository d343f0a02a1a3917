// Knows: stages: how they are named, what they share, and what a rebuilt one means for others.
import type { Scenario } from '../engine/cacheProject';

const files = { 'a.txt': 'a', 'b.txt': 'b', 'c/d.txt': 'd', 'c/e.txt': 'e' };

export const stages: readonly Scenario[] = [
  {
    name: 'stages/copied-only',
    why: 'a stage of only COPYs re-converges: what it holds is known beforehand (6b.17)',
    files: {
      Dockerfile: `FROM debian:12 AS assets
COPY a.txt /assets/
COPY c /assets/c

FROM alpine:3
COPY --from=assets /assets/c /c
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'what is not taken', write: { 'a.txt': 'aa' } },
      { name: 'another base for the assets', replace: [['debian:12', 'debian:13']] },
      { name: 'what is taken', write: { 'c/d.txt': 'dd' } },
      { name: 'as it was', back: 0 },
      {
        name: 'a RUN in front',
        unknowable: ['COPY --from=assets /assets/c', 'RUN last'],
        replace: [['COPY a.txt', 'RUN before\nCOPY a.txt']],
      },
      {
        name: 'another RUN in front',
        unknowable: ['COPY --from=assets /assets/c', 'RUN last'],
        replace: [['RUN before', 'RUN earlier']],
      },
      { name: 'taken from elsewhere, equal files', replace: [['/assets/c /c', '/assets/c/ /c']] },
    ],
  },
  {
    name: 'stages/two-into-one',
    why: 'folders of two stages under one name: the later one does not undo the earlier one',
    files: {
      Dockerfile: `FROM debian:12 AS one
COPY a.txt /d/

FROM debian:12 AS two
COPY b.txt /d/

FROM alpine:3 AS both
COPY --from=one /d /all
COPY --from=two /d /all

FROM alpine:3
COPY --from=both /all /all
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'what the first one brings', write: { 'a.txt': 'aa' } },
      { name: 'what the second one brings', write: { 'b.txt': 'bb' } },
      { name: 'as it was', back: 0 },
      { name: 'the other order', replace: [['=one /d /all\nCOPY --from=two', '=two /d /all\nCOPY --from=one']] },
    ],
  },
  {
    name: 'stages/scratch-assets',
    why: 'stages that start from nothing and meet in one',
    files: {
      Dockerfile: `FROM scratch AS one
COPY a.txt /one/{salt}/

FROM scratch AS two
COPY c /two/{salt}/

FROM debian:12
COPY --from=one / /
COPY --from=two / /
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'the first', write: { 'a.txt': 'aa' } },
      { name: 'the second', write: { 'c/d.txt': 'dd' } },
      { name: 'both as they were', back: 0 },
      { name: 'a folder in between', replace: [['COPY a.txt', 'WORKDIR /one/{salt}\nCOPY a.txt']] },
      {
        name: 'the other order',
        replace: [['COPY --from=one / /\nCOPY --from=two / /', 'COPY --from=two / /\nCOPY --from=one / /']],
      },
      { name: 'the second alone', target: 'two' },
    ],
  },
  {
    name: 'stages/equal-steps',
    why: 'equal steps of two stages are one step of the build, under the name of the later stage',
    files: {
      Dockerfile: `FROM debian:12 AS one
RUN common
COPY a.txt /a
RUN only one

FROM debian:12 AS two
RUN common
COPY a.txt /a
RUN only two

FROM debian:12
COPY --from=one /etc/one /one
COPY --from=two /etc/two /two
`,
      ...files,
    },
    edits: [
      {
        name: 'the common file',
        unknowable: ['COPY --from=one /etc/one', 'COPY --from=two /etc/two'],
        write: { 'a.txt': 'aa' },
      },
      {
        name: 'they part',
        unknowable: ['COPY --from=two /etc/two'],
        replace: [['RUN common\nCOPY a.txt /a\nRUN only two', 'RUN common two\nCOPY a.txt /a\nRUN only two']],
      },
      { name: 'they meet', replace: [['RUN common two', 'RUN common']] },
      { name: 'one of them alone', target: 'one' },
      { name: 'the other alone', target: 'two' },
      {
        name: 'both, by other ENV of no step',
        unknowable: ['COPY --from=two /etc/two'],
        target: '',
        replace: [['RUN only two', 'ENV X=1\nLABEL y=z\nRUN only two']],
      },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'stages/inherited',
    why: 'ARG, ENV, USER, WORKDIR and SHELL of a stage hold in its children',
    files: {
      Dockerfile: `FROM debian:12 AS base
ARG A=1
ENV E=1
WORKDIR /w
SHELL ["/bin/bash", "-c"]

FROM base AS child
RUN in child
COPY a.txt .

FROM child
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'ARG of the base', replace: [['A=1', 'A=2']] },
      { name: 'ENV of the base', replace: [['E=1', 'E=2']] },
      { name: 'SHELL of the base', replace: [['bash', 'sh']] },
      { name: 'WORKDIR of the base', replace: [['/w', '/v']] },
      { name: 'as it was', back: 0 },
      { name: 'ARG once more in the child', replace: [['RUN in child', 'ARG A=1\nRUN in child']] },
      { name: 'USER', replace: [['SHELL', 'USER node\nSHELL']] },
      { name: 'a label', replace: [['SHELL', 'LABEL a=b\nSHELL']] },
    ],
  },
  {
    name: 'stages/names',
    why: 'by name, by index, in other case; a stage is found before an image',
    files: {
      Dockerfile: `FROM debian:12 AS build
COPY a.txt /a

FROM alpine:3
COPY --from=build /a /x
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'by index', replace: [['=build', '=0']] },
      { name: 'in capitals', replace: [['=0', '=BUILD']] },
      {
        name: 'another name',
        replace: [
          ['AS build', 'AS make'],
          ['=BUILD', '=make'],
        ],
      },
      {
        name: 'a stage in front',
        replace: [['FROM debian:12', 'FROM busybox AS unused\nRUN nobody needs this\n\nFROM debian:12']],
      },
      { name: '`as` in small letters', replace: [['AS make', 'as make']] },
      { name: 'the target by another case', target: 'MAKE' },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'stages/unreachable',
    why: 'BuildKit builds only what the target needs, the classic builder all stages in front of it',
    files: {
      Dockerfile: `FROM debian:12 AS lint
COPY c /c
RUN lint

FROM debian:12 AS docs
COPY b.txt /b
RUN docs

FROM debian:12
COPY a.txt /a
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'what only lint sees', write: { 'c/d.txt': 'dd' } },
      { name: 'the docs', target: 'docs' },
      { name: 'what only docs see', write: { 'b.txt': 'bb' } },
      { name: 'lint', target: 'lint' },
      { name: 'the image', target: '' },
      { name: 'as it was', back: 0 },
      { name: 'a stage that would fail', replace: [['RUN docs', 'COPY missing /m']] },
    ],
  },
  {
    name: 'stages/moved-unseen',
    why: 'a builder that lists names only does not see a move, and what it kept is what is taken from the stage',
    only: 'buildkit',
    since: 7,
    files: {
      Dockerfile: `FROM debian:12 AS assets
COPY --exclude=*.md conf /conf

FROM alpine:3
COPY --from=assets /conf /conf
RUN last
`,
      'conf/d/a': 'a',
      'conf/d/f': 'f',
    },
    edits: [
      { name: 'a file moves up', rename: [['conf/d/f', 'conf/f']] },
      { name: 'the copy runs again', replace: [['COPY --exclude', 'WORKDIR /w\nCOPY --exclude']] },
      { name: 'it moves back', rename: [['conf/f', 'conf/d/f']] },
      { name: 'as it was', back: 0 },
      { name: 'a file', write: { 'conf/d/a': 'aa' } },
      {
        name: 'it moves, and the copy runs again',
        back: 1,
        replace: [['COPY --exclude', 'WORKDIR /v\nCOPY --exclude']],
      },
    ],
  },
  {
    name: 'stages/chain-of-copies',
    why: 'from stage to stage to stage',
    files: {
      Dockerfile: `FROM debian:12 AS one
COPY a.txt /one

FROM debian:13 AS two
COPY --from=one /one /two
COPY b.txt /b

FROM alpine:3 AS three
COPY --from=two /two /three
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'what goes all the way', write: { 'a.txt': 'aa' } },
      { name: 'what stops half way', write: { 'b.txt': 'bb' } },
      { name: 'the base of the middle', replace: [['debian:13', 'debian:14']] },
      { name: 'the owner of the first', replace: [['COPY a.txt', 'COPY --chown=1000 a.txt']] },
      { name: 'as it was', back: 0 },
      { name: 'the middle is left out', replace: [['--from=two /two', '--from=one /one']] },
      { name: 'by way of a folder', replace: [['COPY a.txt /one', 'COPY a.txt /one/']] },
    ],
  },
  {
    name: 'stages/onbuild-in-file',
    why: 'triggers of a stage run in its children, from dockerfile 1.12 on',
    only: 'buildkit',
    since: 12,
    files: {
      Dockerfile: `FROM debian:12 AS base
ONBUILD COPY a.txt /triggered
ONBUILD RUN triggered

FROM base AS child
RUN in child

FROM child
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'the triggered file', write: { 'a.txt': 'aa' } },
      { name: 'another trigger', replace: [['ONBUILD RUN triggered', 'ONBUILD RUN triggered twice']] },
      { name: 'one trigger more', replace: [['ONBUILD COPY', 'ONBUILD ENV T=1\nONBUILD COPY']] },
      { name: 'as it was', back: 0 },
      { name: 'the child has a step in front', replace: [['RUN in child', 'COPY b.txt /b\nRUN in child']] },
      { name: 'the base alone', target: 'base' },
    ],
  },
  {
    name: 'stages/monorepo',
    why: 'several services in one file, each a target',
    files: {
      Dockerfile: `ARG NODE=22
FROM node:\${NODE} AS deps
WORKDIR /repo
COPY package.json ./
COPY packages/api/package.json packages/api/
COPY packages/web/package.json packages/web/
RUN npm ci

FROM deps AS shared
COPY packages/shared packages/shared
RUN npm run build -w shared

FROM shared AS api
COPY packages/api packages/api
RUN npm run build -w api
CMD ["node", "packages/api"]

FROM shared AS web-build
COPY packages/web packages/web
ARG API_URL=/api
RUN npm run build -w web

FROM nginx:1.27 AS web
COPY packages/web/nginx.conf /etc/nginx/nginx.conf
COPY --from=web-build /repo/packages/web/dist /usr/share/nginx/html
`,
      'package.json': '{}',
      'packages/api/package.json': '{"a":1}',
      'packages/api/index.js': 'api',
      'packages/web/package.json': '{"w":1}',
      'packages/web/nginx.conf': 'server {}',
      'packages/web/index.js': 'web',
      'packages/shared/index.js': 'shared',
    },
    start: { target: 'api' },
    edits: [
      { name: 'the other service', target: 'web' },
      { name: 'a file of the other service', write: { 'packages/web/nginx.conf': 'server { }' } },
      { name: 'the first service', target: 'api' },
      { name: 'a file of the first service', write: { 'packages/api/index.js': 'api 2' } },
      { name: 'an argument of the other', args: { API_URL: '/v2' } },
      { name: 'the other service', target: 'web', args: { API_URL: null } },
      { name: 'the shared one', target: 'shared' },
      { name: 'a shared file', write: { 'packages/shared/index.js': 'shared 2' } },
      { name: 'the first service after it', target: 'api' },
      { name: 'all as it was', back: 0 },
      { name: 'another node', args: { NODE: '20' } },
    ],
  },
  {
    name: 'stages/development',
    why: 'stages for development and production on common ground, built in turns',
    files: {
      Dockerfile: `FROM python:3.12 AS base
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM base AS development
COPY requirements-dev.txt .
RUN pip install -r requirements-dev.txt
ENV DEBUG=1
CMD ["flask", "run"]

FROM base AS production
COPY app app
USER nobody
CMD ["gunicorn"]
`,
      'requirements.txt': 'flask',
      'requirements-dev.txt': 'pytest',
      'app/main.py': 'x',
    },
    start: { target: 'development' },
    edits: [
      { name: 'production', target: 'production' },
      { name: 'a source', write: { 'app/main.py': 'y' } },
      { name: 'development', target: 'development' },
      { name: 'a tool', write: { 'requirements-dev.txt': 'pytest\nblack' } },
      { name: 'production', target: 'production' },
      { name: 'a package', write: { 'requirements.txt': 'flask\njinja2' } },
      { name: 'development', target: 'development' },
      { name: 'all as at first', back: 0 },
    ],
  },
];
