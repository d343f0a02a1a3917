// Knows: modes and owners of folders that a COPY makes, meets or goes through. All on scratch, where every file is known
// beforehand, so that the next stage's COPY says whether the headers are as we think.
import type { Scenario } from '../engine/cacheProject';

const files = { a: 'a', b: 'b', 'd/sub/one': '1', 'e/sub/two': '2' };

export const headers: readonly Scenario[] = [
  {
    name: 'header/of-the-source',
    why: 'a folder that a COPY makes is 0755 and root’s, whatever the folder was whose files it takes',
    files: {
      Dockerfile: `FROM scratch AS one
WORKDIR /w{salt}
COPY a .

FROM scratch AS two
COPY --from=one /w{salt} /v{salt}

FROM debian:12
COPY --from=two /v{salt} /v
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'an owner of the folder', replace: [['WORKDIR', 'USER 1000\nWORKDIR']] },
      { name: 'an owner of the file', replace: [['COPY a', 'COPY --chown=1000 a']] },
      { name: 'as it was', back: 0 },
      { name: 'an owner of what is made', replace: [['--from=one', '--from=one --chown=1000']] },
    ],
  },
  {
    name: 'header/of-what-is-there',
    why: 'folders below the one that is copied take their headers with them, over those that are there',
    files: {
      Dockerfile: `FROM scratch AS one
COPY d /x{salt}
COPY e /x{salt}

FROM debian:12
COPY --from=one /x{salt} /x
RUN last
`,
      ...files,
    },
    start: { chmod: { 'e/sub': 0o700 } },
    edits: [
      {
        name: 'another mode of the upper one',
        rename: [['e', 'f']],
        chmod: { 'f/sub': 0o755 },
        replace: [['COPY e', 'COPY f']],
      },
      { name: 'as it was', back: 0 },
      {
        name: 'another mode of the lower one',
        rename: [['d', 'g']],
        chmod: { 'g/sub': 0o711 },
        replace: [['COPY d', 'COPY g']],
      },
      {
        name: 'another mode of the folder itself',
        rename: [['e', 'h']],
        chmod: { h: 0o711 },
        replace: [['COPY e', 'COPY h']],
      },
      {
        name: 'the other order',
        replace: [['COPY g /x{salt}\nCOPY h /x{salt}', 'COPY h /x{salt}\nCOPY g /x{salt}']],
      },
    ],
  },
  {
    name: 'header/of-the-way',
    why: 'folders on the way to a destination are made for the owner, and with the mode, of what is copied',
    only: 'buildkit',
    since: 16,
    files: {
      Dockerfile: `FROM scratch AS one
WORKDIR /p{salt}/q
COPY --chown=1000 a /p{salt}/q/a

FROM debian:12
COPY --from=one /p{salt} /p
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'made by the COPY', replace: [['WORKDIR /p{salt}/q\n', '']] },
      { name: 'by a WORKDIR with an owner', back: 0, replace: [['WORKDIR', 'USER 1000\nWORKDIR']] },
      {
        name: 'by two',
        replace: [['USER 1000\nWORKDIR /p{salt}/q', 'WORKDIR /p{salt}\nUSER 1000\nWORKDIR /p{salt}/q']],
      },
      {
        name: 'with a mode',
        back: 0,
        replace: [
          ['WORKDIR /p{salt}/q\n', ''],
          ['--chown=1000', '--chmod=700'],
        ],
      },
      { name: 'the mode on a folder that is there', back: 0, replace: [['--chown=1000', '--chmod=700']] },
      { name: 'a folder with a mode', replace: [['--chmod=700 a /p{salt}/q/a', '--chmod=700 d /p{salt}/q/d']] },
    ],
  },
  {
    name: 'header/linked',
    why: 'a linked COPY brings the folders on its way along, root’s and 0755',
    only: 'buildkit',
    since: 4,
    merges: true,
    files: {
      Dockerfile: `FROM scratch AS one
WORKDIR /p{salt}/q
COPY --link a /p{salt}/q/a

FROM debian:12
COPY --from=one /p{salt} /p
RUN last
`,
      ...files,
    },
    edits: [
      { name: 'another owner below', replace: [['WORKDIR', 'USER 1000\nWORKDIR']] },
      { name: 'the folder of the owner stays', replace: [['/p{salt}/q/a', '/p{salt}/a']] },
      { name: 'not linked', replace: [['--link ', '']] },
      { name: 'as it was', back: 0 },
      { name: 'an owner of the copy', replace: [['--link', '--link --chown=1000']] },
      { name: 'above an owner below', replace: [['WORKDIR', 'USER 1000\nWORKDIR']] },
    ],
  },
];
