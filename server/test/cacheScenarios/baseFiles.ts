// Knows: base images whose files the planner was told: what a COPY finds there, where a link of the image leads it, and
// when another image makes no difference. Each on a base that really runs, or on the stub.
import type { Scenario } from '../engine/cacheProject';

const files = { a: 'a', b: 'b', 'conf/x': 'x', 'conf/y': 'y' };
const two = (first: Readonly<Record<string, string>>, second: Readonly<Record<string, string>>) => ({
  bases: { 'one:1': { busybox: true, also: first }, 'two:1': { busybox: true, also: second } },
});
const other = { name: 'another base', replace: [['FROM one:1', 'FROM two:1']] } as const;

const listed: readonly Scenario[] = [
  {
    name: 'base-files/not-there',
    why: 'a folder that neither image has is what the COPY made of it',
    files: {
      Dockerfile: `FROM one:1 AS assets
WORKDIR /assets
COPY a ./
COPY conf ./conf

FROM alpine:3
COPY --from=assets /assets /assets
RUN --mount=from=assets,source=/assets/conf,target=/m use
RUN last
`,
      ...files,
    },
    start: two({}, { 'srv/x': 'x' }),
    edits: [
      other,
      { name: 'what is taken', write: { 'conf/x': 'xx' } },
      { name: 'an owner on the other base', replace: [['COPY a', 'COPY --chown=5 a']] },
      { name: 'back on the first', replace: [['FROM two:1', 'FROM one:1']] },
      { name: 'as it was', back: 0 },
      { name: 'a RUN that makes folders', replace: [['COPY a', 'RUN mkdir -p /srv/more\nCOPY a']] },
      { name: 'the same on the other', replace: [['FROM one:1', 'FROM two:1']] },
    ],
  },
  {
    name: 'base-files/there',
    why: 'a folder that an image has keeps its files and its header, and takes what is copied',
    files: {
      Dockerfile: `FROM one:1 AS build
COPY a /opt/app
COPY conf /data

FROM alpine:3
COPY --from=build /opt/app /app
COPY --from=build /data /data
COPY --from=build /data/x /x
RUN last
`,
      ...files,
    },
    start: two({ 'opt/app/': '', 'data/old': 'old' }, { 'data/old': 'old' }),
    edits: [
      { name: 'what is put into a folder', write: { a: 'aa' } },
      other,
      { name: 'as it was', back: 0 },
      { name: 'one of two files', write: { 'conf/y': 'yy' } },
      { name: 'on the other base', replace: [['FROM one:1', 'FROM two:1']] },
    ],
  },
  {
    name: 'base-files/links',
    why: 'a link of the image leads a COPY to another place',
    files: {
      Dockerfile: `FROM one:1 AS build
COPY a /srv/www/a
COPY b /data/b

FROM alpine:3
COPY --from=build /data /data
COPY --from=build /data/b /b
COPY --from=build /srv/www/b /c
RUN last
`,
      ...files,
    },
    start: two({ 'data/keep': 'k', 'srv/www': '-> /data' }, { 'data/keep': 'k', 'srv/www/': '' }),
    edits: [
      { name: 'what goes through the link', write: { a: 'aa' } },
      { name: 'what goes beside it', write: { b: 'bb' } },
      { name: 'only that', replace: [['COPY a /srv/www/a\n', '']] },
      { name: 'and changed', write: { b: 'bbb' } },
      { name: 'as it was', back: 0 },
      {
        name: 'no link, and nothing taken through it',
        replace: [
          ['FROM one:1', 'FROM two:1'],
          ['COPY --from=build /srv/www/b /c\n', ''],
        ],
      },
      { name: 'the way through the link', write: { a: 'aaa' } },
    ],
  },
  {
    name: 'base-files/link-of-a-program',
    why: 'a link that a program left leads a COPY below it elsewhere, on no image at all',
    files: {
      Dockerfile: `FROM one:1 AS made
RUN sleep 0; mkdir /out && ln -s /e /out/l
FROM scratch AS two
COPY --from=made /out /d
COPY a /d/l/a
COPY b /e/b

FROM alpine:3
COPY --from=two /e /e
COPY --from=two /e/b /b
RUN last
`,
      ...files,
    },
    start: two({}, {}),
    edits: [
      { name: 'what goes through the link', write: { a: 'aa' } },
      { name: 'what goes beside it', write: { b: 'bb' } },
      { name: 'as it was', back: 0 },
      { name: 'not through it', replace: [['/d/l/a', '/a']] },
      { name: 'and changed', write: { a: 'aaa' } },
    ],
  },
  {
    name: 'base-files/copied-from',
    why: 'files of two images, equal ones and others',
    files: {
      Dockerfile: `FROM alpine:3
COPY --from=one:1 /tool/bin /usr/local/bin/tool
COPY --from=one:1 /tool/lib /usr/local/lib/tool
RUN last
`,
      ...files,
    },
    start: two({ 'tool/bin': 'bin', 'tool/lib/a': '1' }, { 'tool/bin': 'bin', 'tool/lib/a': '2' }),
    edits: [
      { name: 'the program of another image', replace: [['one:1 /tool/bin', 'two:1 /tool/bin']] },
      { name: 'the folder of another image', replace: [['one:1 /tool/lib', 'two:1 /tool/lib']] },
      { name: 'as it was', back: 0 },
      {
        name: 'the image has other files',
        bases: { 'one:1': { busybox: true, also: { 'tool/bin': 'new', 'tool/lib/a': '1' } } },
      },
      {
        name: 'and an older one',
        bases: { 'one:1': { busybox: true, also: { 'tool/bin': 'bin', 'tool/lib/a': '1', more: 'x' } } },
      },
    ],
  },
  {
    name: 'base-files/mounted',
    why: 'images that are mounted, whole and in part',
    files: {
      Dockerfile: `FROM alpine:3
RUN --mount=from=one:1,source=/tool,target=/t use
COPY a /a
RUN last
`,
      ...files,
    },
    start: two({ 'tool/a': '1' }, { 'tool/a': '1', 'else/b': '2' }),
    edits: [
      { name: 'a part of another image', replace: [['from=one:1', 'from=two:1']] },
      { name: 'all of it', replace: [['source=/tool,', '']] },
      { name: 'all of the first', replace: [['from=two:1', 'from=one:1']] },
      { name: 'another part', replace: [['from=one:1,', 'from=two:1,source=/else,']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'base-files/run',
    why: 'RUNs that are followed on an image that is known: what they did not touch is as in the image',
    files: {
      Dockerfile: `FROM one:1 AS build
RUN mkdir -p /out && cp /opt/x /out/x
COPY a /out/a
RUN chmod 600 /opt/y

FROM alpine:3
COPY --from=build /opt/x /x
COPY --from=build /out/a /a
COPY --from=build /opt /opt
RUN last
`,
      ...files,
    },
    start: two({ 'opt/x': 'x', 'opt/y': 'y' }, { 'opt/x': 'x', 'opt/y': 'z' }),
    edits: [
      { name: 'a source', write: { a: 'aa' } },
      other,
      { name: 'a variable', replace: [['RUN mkdir', 'ENV X=1\nRUN mkdir']] },
      { name: 'a folder of the system', replace: [['--from=build /out/a /a', '--from=build /etc /a']] },
      {
        name: 'without any RUN',
        replace: [
          ['RUN mkdir -p /out && cp /opt/x /out/x\n', ''],
          ['RUN chmod 600 /opt/y\n', ''],
        ],
      },
      { name: 'the same on the first', replace: [['FROM two:1', 'FROM one:1']] },
    ],
  },
  {
    name: 'base-files/owners',
    why: 'a name of an owner is what the accounts of the image say',
    files: {
      Dockerfile: `FROM one:1 AS build
COPY --chown=node a /srv/a
COPY --chown=1000 b /srv/b

FROM alpine:3
COPY --from=build /srv/a /a
COPY --from=build /srv/b /b
RUN last
`,
      ...files,
    },
    start: two({}, { 'etc/passwd': 'root:x:0:0::/:/bin/sh\nnode:x:7:7::/:/bin/sh\n', 'etc/group': 'node:x:7:\n' }),
    edits: [other, { name: 'by number', replace: [['--chown=node', '--chown=1000']] }, { name: 'as it was', back: 0 }],
  },
];

export const baseFiles: readonly Scenario[] = listed.map((scenario) => ({
  ...scenario,
  only: 'buildkit',
  listsBases: true,
}));
