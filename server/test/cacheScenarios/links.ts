// Knows: COPY --link, where layers can be merged and where they cannot.
import type { Scenario } from '../engine/cacheProject';

const files = { 'a.txt': 'a', 'd/e.txt': 'e', 'f.txt': 'f' };

export const links: readonly Scenario[] = [
  {
    name: 'link/base-changes',
    why: 'a linked COPY stands on nothing; what stands on it does',
    only: 'buildkit',
    since: 4,
    files: {
      Dockerfile: 'FROM debian:12\nCOPY --link a.txt /{salt}/\nCOPY --link d /{salt}/d\nRUN last\n',
      ...files,
    },
    edits: [
      { name: 'another base', replace: [['debian:12', 'debian:13']] },
      { name: 'a step in front', replace: [['COPY --link a', 'RUN first\nCOPY --link a']] },
      { name: 'the first source', write: { 'a.txt': 'aa' } },
      { name: 'the second source', write: { 'd/e.txt': 'ee' } },
      { name: 'as it was', back: 0 },
      {
        name: 'swapped',
        replace: [
          [
            'COPY --link a.txt /{salt}/\nCOPY --link d /{salt}/d',
            'COPY --link d /{salt}/d\nCOPY --link a.txt /{salt}/',
          ],
        ],
      },
      { name: 'one without', replace: [['COPY --link a', 'COPY a']] },
      { name: 'none', replace: [['COPY --link d', 'COPY d']] },
    ],
  },
  {
    name: 'link/toggled',
    why: 'on a graph driver the flag means nothing (6b.4)',
    only: 'buildkit',
    since: 4,
    files: { Dockerfile: 'FROM debian:12\nRUN first\nCOPY a.txt /{salt}/\nRUN last\n', ...files },
    edits: [
      { name: 'linked', replace: [['COPY a', 'COPY --link a']] },
      { name: 'spelled out', replace: [['--link a', '--link=true a']] },
      { name: 'not linked', replace: [['--link=true', '--link=false']] },
      { name: 'linked again', replace: [['--link=false', '--link']] },
      { name: 'the source', write: { 'a.txt': 'aa' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'link/with-mode',
    why: 'with --chmod there is no link (6, row 8)',
    only: 'buildkit',
    since: 4,
    files: { Dockerfile: 'FROM debian:12\nCOPY --link --chmod=755 a.txt /{salt}/\nRUN last\n', ...files },
    edits: [
      { name: 'another base', replace: [['debian:12', 'debian:13']] },
      { name: 'no link', replace: [['--link ', '']] },
      { name: 'no mode either', replace: [['--chmod=755 ', '']] },
      { name: 'a link', replace: [['COPY a', 'COPY --link a']] },
      { name: 'an owner', replace: [['--link a', '--link --chown=1000:1000 a']] },
      { name: 'another base', replace: [['debian:13', 'debian:12']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'link/from-stage',
    why: 'linked copies of what a stage of COPYs holds',
    only: 'buildkit',
    since: 4,
    files: {
      Dockerfile: `FROM debian:12 AS assets
COPY d /assets/{salt}/

FROM alpine:3
RUN apk add x
COPY --link --from=assets /assets/{salt}/ /www/{salt}/
COPY --link f.txt /{salt}/
`,
      ...files,
    },
    edits: [
      { name: 'the base of the last stage', replace: [['alpine:3', 'alpine:4']] },
      { name: 'the base of the assets', replace: [['debian:12', 'debian:13']] },
      { name: 'the RUN', replace: [['apk add x', 'apk add y']] },
      { name: 'an asset', write: { 'd/e.txt': 'ee' } },
      { name: 'the last file', write: { 'f.txt': 'ff' } },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'link/first-on-scratch',
    why: 'on scratch the merge falls together with the copy',
    only: 'buildkit',
    since: 4,
    files: {
      Dockerfile: 'FROM scratch\nCOPY --link a.txt /{salt}/\nCOPY --link d /{salt}/d/\nCOPY f.txt /{salt}/\n',
      ...files,
    },
    edits: [
      { name: 'the first', write: { 'a.txt': 'aa' } },
      { name: 'the second', write: { 'd/e.txt': 'ee' } },
      { name: 'the first not linked', replace: [['--link a', 'a']] },
      { name: 'as it was', back: 0 },
      { name: 'the last linked', replace: [['COPY f', 'COPY --link f']] },
      { name: 'metadata in between', replace: [['COPY --link d', 'LABEL a=b\nCOPY --link d']] },
    ],
  },
  {
    name: 'link/heredoc',
    why: 'a text of the Dockerfile, linked',
    only: 'buildkit',
    since: 4,
    files: {
      Dockerfile: 'FROM debian:12\nARG V=1\nCOPY --link <<EOF /{salt}/conf\nversion $V {salt}\nEOF\nRUN last\n',
      ...files,
    },
    edits: [
      { name: 'the value', args: { V: '2' } },
      { name: 'no value', args: { V: null } },
      { name: 'another base', replace: [['debian:12', 'debian:13']] },
      {
        name: 'another delimiter',
        replace: [
          ['<<EOF', '<<END'],
          ['\nEOF', '\nEND'],
        ],
      },
      { name: 'the body', replace: [['version', 'Version']] },
      { name: 'as it was', back: 0 },
    ],
  },
];
