// False positives that people complain about in linters (lint-demand.md §5, lint-rules.md §4.2): each text must be silent
// for the rules that would be wrong there. With them, rules that must not go blind: what is nearly a trap is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '../../src/build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../src/build/options';
import type { LintFacts } from '../../src/lint/context';
import { RULES } from '../../src/lint/registry.generated';
import { DEFAULT_LINT_OPTIONS, lint } from '../../src/lint/run';
import { createParser } from '../../src/shell/parser';
import { parseDockerfile } from '../../src/syntax/parse';
import { contextOf } from '../support/contextFact';

const shell = createParser();

interface Trap {
  readonly text: string;
  /** Rules that would be wrong here. */
  readonly silent: readonly string[];
  /** Rules that are right here. */
  readonly found?: readonly string[];
  readonly facts?: LintFacts;
}

const D = 'FROM debian:12\n';
const A = 'FROM alpine:3.20\n';
const TRAPS: Readonly<Record<string, Trap>> = {
  // Package managers.
  'the value of an option is no package': {
    text: `${D}RUN apt-get update && apt-get install -y -t bookworm-backports git=1:2.39\n`,
    silent: ['pin-apt-packages'],
  },
  'an index address is no package': {
    text: 'FROM python:3.12\nRUN pip install --no-cache-dir -i https://pypi.example.org/simple -r r.txt\n',
    silent: ['pin-pip-packages', 'plain-http'],
  },
  'a virtual group is no package': {
    text: `${A}RUN apk add --no-cache -t .deps gcc=13.2.1-r0\n`,
    silent: ['pin-apk-packages'],
  },
  'a local archive is pinned by its path': {
    text: `${D}COPY tool.deb /\nRUN apt-get install -y ./tool.deb\n`,
    silent: ['pin-apt-packages', 'install-without-update'],
  },
  'a release is a pin': { text: `${D}RUN apt-get install -y git/stable\n`, silent: ['pin-apt-packages'] },
  'a wheel and a tag of git are pins': {
    text: 'FROM python:3.12\nRUN pip install --no-cache-dir ./x.whl git+https://github.com/a/b@v1\n',
    silent: ['pin-pip-packages'],
  },
  'an rpm file is a pin': { text: 'FROM fedora:41\nRUN dnf install -y foo.rpm\n', silent: ['pin-dnf-packages'] },
  'what a variable holds nobody knows': {
    text: `${D}ARG PKGS\nRUN apt-get update && apt-get install -y --no-install-recommends $PKGS\n`,
    silent: ['pin-apt-packages'],
  },
  'extras and ranges are versions': {
    text: 'FROM python:3.12\nRUN pip install --no-cache-dir "uvicorn[standard]==0.30" "a>=1,<2" "b; python_version<\'3\'"\n',
    silent: [],
    found: ['pin-pip-packages'],
  },
  'official Debian images empty the archive folder themselves': {
    text: `${D}RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n`,
    silent: ['apt-archives-not-cleaned', 'apt-lists-not-cleaned'],
  },
  'rm -rf of something else is no cleaning of lists': {
    text: `${D}RUN apt-get update && apt-get install -y curl && rm -rf /tmp/x\n`,
    silent: [],
    found: ['apt-lists-not-cleaned'],
  },
  'rm of the whole apt folder cleans the lists': {
    text: `${D}RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt\n`,
    silent: ['apt-lists-not-cleaned'],
  },
  'lists in a cache mount are in no layer': {
    text: `${D}RUN --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y curl\n`,
    silent: ['apt-lists-not-cleaned', 'apt-archives-not-cleaned', 'update-alone'],
  },
  'lists in a tmpfs are in no layer': {
    text: `${D}RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y curl\n`,
    silent: ['apt-lists-not-cleaned'],
  },
  'PIP_NO_CACHE_DIR from the stage below': {
    text: 'FROM python:3.12 AS base\nENV PIP_NO_CACHE_DIR=1\nFROM base\nRUN pip install flask==3.0\n',
    silent: ['pip-cache-left'],
  },
  'a cache that an option moves away': {
    text: 'FROM node:22\nRUN npm ci --cache /tmp/npm && rm -rf /tmp/npm\n',
    silent: ['npm-cache-left'],
  },
  'a cache in a mount': {
    text: 'FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    silent: ['npm-cache-left', 'missing-cache-mount'],
  },
  'a mount in the home of root, another user': {
    text: 'FROM python:3.12\nUSER app\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask==3\n',
    silent: ['pip-cache-left', 'missing-cache-mount'],
    found: ['cache-mount-ineffective'],
  },
  'a mount in the home of another user': {
    text: 'FROM python:3.12\nRUN --mount=type=cache,target=/home/app/.cache/pip pip install --no-cache-dir a==1 && pip install b==1\n',
    silent: ['pip-cache-left', 'missing-cache-mount'],
    found: ['cache-mount-ineffective'],
  },
  'a mount in the home of another user, npm': {
    text: 'FROM node:22\nRUN --mount=type=cache,target=/home/node/.npm npm ci\n',
    silent: ['npm-cache-left', 'missing-cache-mount'],
    found: ['cache-mount-ineffective'],
  },
  'a mount in another home is no excuse for what else the RUN leaves': {
    text: 'FROM node:22\nRUN --mount=type=cache,target=/home/node/.npm npm ci && pip install flask==3\n',
    silent: ['npm-cache-left'],
    found: ['cache-mount-ineffective', 'pip-cache-left'],
  },
  'pipenv and pipx are not pip': {
    text: 'FROM python:3.12\nRUN pipenv install --deploy && pipx install black\n',
    silent: ['pip-cache-left', 'pin-pip-packages'],
  },
  'nobody ships the caches of a build stage': {
    text: 'FROM golang:1.23 AS build\nRUN go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n',
    silent: ['go-cache-left', 'build-tools-in-final-stage', 'shell-run-in-scratch'],
  },
  'apk with its own index': {
    text: `${A}RUN apk add --no-cache curl\n`,
    silent: ['apk-cache-left', 'install-without-update', 'update-alone'],
  },
  'dnf update upgrades, it is no index update': {
    text: 'FROM fedora:41\nRUN dnf -y update && dnf clean all\n',
    silent: ['update-alone', 'dnf-cache-left'],
  },
  'quiet twice means yes': { text: `${D}RUN apt-get -qq install git\n`, silent: ['apt-yes'] },
  'yes on a pipe': { text: `${D}RUN yes | apt-get install git\n`, silent: ['apt-yes'] },

  // Shell.
  'operators inside quotes': {
    text: `${D}RUN echo "a | b; c && d" > /x && awk '{ print $1 | "sort" }' /x\n`,
    silent: ['pipefail', 'semicolon-masks-failure'],
  },
  'a bar in case and in [[ ]]': {
    text: `${D}SHELL ["/bin/bash", "-c"]\nRUN case "$(uname -m)" in x86_64|amd64) A=1 ;; *) A=2 ;; esac; [[ $A == 1 || $A == 2 ]]\n`,
    silent: ['pipefail'],
  },
  'pipefail set in the script': {
    text: `${D}SHELL ["/bin/bash", "-c"]\nRUN set -euxo pipefail; curl -fsSL https://e.org/x | tar -xz\n`,
    silent: ['pipefail', 'semicolon-masks-failure'],
  },
  'pipefail in SHELL of the stage below': {
    text: 'FROM debian:12 AS base\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM base\nRUN curl -fsSL https://e.org/x | tar -xz\n',
    silent: ['pipefail'],
  },
  'pipefail in a heredoc of bash': {
    text: `${D}RUN <<EOF\n#!/bin/bash -eo pipefail\ncurl -fsSL https://e.org/x | tar -xz\nEOF\n`,
    silent: ['pipefail', 'heredoc-without-errexit'],
  },
  'PowerShell pipes': {
    text: 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN Get-ChildItem | Remove-Item\n',
    silent: ['pipefail', 'useless-command'],
  },
  'exec form has no shell': {
    text: `${D}RUN ["apt-get", "update"]\nRUN ["sh", "-c", "a | b"]\n`,
    silent: ['pipefail', 'update-alone', 'cd-instead-of-workdir'],
  },
  'cd in a subshell': {
    text: `${D}RUN make && (cd /src && make install)\n`,
    silent: ['cd-instead-of-workdir', 'run-effect-lost'],
  },
  'cd into what the RUN made': {
    text: `${D}RUN mkdir /src && cd /src && make\n`,
    silent: ['cd-instead-of-workdir'],
  },
  'a comment line in a continued RUN': {
    text: `${D}RUN make \\\n# why\n  && make install\n`,
    silent: ['comment-swallows-continuation', 'trailing-comment', 'empty-continuation'],
  },
  'a # inside a word': {
    text: `${D}RUN sed -i s#a#b# /etc/x && echo a#b\n`,
    silent: ['comment-swallows-continuation'],
  },
  'sudo and ssh as words': {
    text: `${D}RUN apt-get update && apt-get install -y sudo openssh-client && rm -rf /var/lib/apt/lists/*\nRUN echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/app\n`,
    silent: ['sudo', 'useless-command'],
  },
  'mount as an option': {
    text: `${D}RUN --mount=type=cache,target=/c make\n`,
    silent: ['useless-command'],
  },
  'a failure that is accepted': { text: `${D}RUN rm /x || true\n`, silent: ['semicolon-masks-failure', 'pipefail'] },
  'a script that does not parse is left alone': {
    text: `${D}RUN if then && apt-get install curl\n`,
    silent: ['parse-error', 'semicolon-masks-failure'],
  },
  'a bash heredoc under sh': {
    text: `${D}RUN bash <<EOF\n[[ -f /x ]] && source /y\nEOF\n`,
    silent: ['bash-syntax-in-sh'],
  },

  // Stages, names, variables.
  'an image in --from': {
    text: 'FROM debian:12\nCOPY --from=docker.io/library/nginx:1.27 /etc/nginx /etc/nginx\n',
    silent: ['copy-from-unknown-stage', 'pin-base-tag'],
  },
  'a variable in --from': {
    text: 'ARG SRC=a\nFROM debian:12 AS a\nFROM debian:12\nARG SRC\nCOPY --from=${SRC} /x /x\n',
    silent: ['copy-from-unknown-stage', 'unused-stage'],
  },
  'a named context in --from': {
    text: 'FROM debian:12\nCOPY --from=assets /x /x\n',
    silent: ['copy-from-unknown-stage', 'pin-base-tag'],
    facts: { project: { targets: [], namedContexts: ['assets'], platforms: [] } },
  },
  'stage names ignore case': {
    text: 'FROM debian:12 AS Build\nFROM debian:12\nCOPY --from=build /x /x\n',
    silent: ['copy-from-unknown-stage', 'unused-stage'],
  },
  'a stage that the project builds': {
    text: 'FROM debian:12 AS tools\nRUN make tools\nFROM debian:12\nRUN make\n',
    silent: ['unused-stage'],
    facts: { project: { targets: ['tools'], namedContexts: [], platforms: [] } },
  },
  'one CMD in each stage': {
    text: 'FROM debian:12 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]\nONBUILD CMD ["c"]\n',
    silent: ['multiple-cmd'],
  },
  'WORKDIR of a variable, a quote, a drive': {
    text: 'FROM debian:12\nENV HOME=/root\nWORKDIR $HOME/app\nWORKDIR "/a b"\n',
    silent: ['workdir-relative', 'workdir-unquoted-space'],
  },
  'a drive is absolute': {
    text: '# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nWORKDIR C:\\app\n',
    silent: ['workdir-relative'],
  },
  'an ARG that is declared again': {
    text: 'ARG V=1\nFROM debian:12\nARG V\nRUN echo $V\nLABEL v=$V\n',
    silent: ['undefined-var', 'arg-out-of-scope', 'unused-arg'],
  },
  'an ARG of the stage below': {
    text: 'FROM debian:12 AS a\nARG V=1\nRUN echo $V\nFROM a\nLABEL v=$V\n',
    silent: ['undefined-var', 'unused-arg'],
  },
  'PATH refers to the PATH before': {
    text: `${D}ENV PATH=$PATH:/opt/bin\n`,
    silent: ['env-self-reference', 'undefined-var', 'env-path-overwrite'],
  },
  'a default is a definition': { text: `${D}LABEL v=\${V:-1}\n`, silent: ['undefined-var'] },
  'an ARG in FROM on purpose': {
    text: 'ARG TAG=12\nFROM debian:${TAG}\n',
    silent: ['undefined-arg-in-from', 'base-latest'],
  },

  // Secrets.
  'names that only sound secret': {
    text: `${D}ARG PUBLIC_KEY GPG_KEY DB_PASSWORD_FILE TOKEN_URL SECRET_NAME KEY_VERSION\nENV PASSWORD_MIN_LENGTH=8 AUTHOR=me KEYCLOAK_VERSION=25 MONKEY=1\n`,
    silent: ['secret-in-arg-env'],
  },
  'names that are secret': {
    text: `${D}ARG NPM_TOKEN\nENV DB_PASSWORD=x\n`,
    silent: [],
    found: ['secret-in-arg-env'],
  },
  'an example is no secret': {
    text: `${D}ENV URL=postgres://user:password@localhost/db EXAMPLE=AKIAIOSFODNN7EXAMPLE\n`,
    silent: ['secret-literal'],
  },
  'a secret mount keeps it out': {
    text: 'FROM node:22\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n',
    silent: ['secret-in-run', 'secret-file-copied'],
  },

  // Context.
  'a file that an exception lets in': {
    text: `${D}COPY build.log /x/\n`,
    silent: ['copy-ignored-file', 'copy-source-missing'],
    facts: { context: contextOf({ '.dockerignore': '*.log\n!build.log\n', 'build.log': 'x' }) },
  },
  'everything but what is let in': {
    text: `${D}COPY src /src\n`,
    silent: ['copy-ignored-file'],
    facts: { context: contextOf({ '.dockerignore': '*\n!src\n', 'src/a': 'x' }) },
  },
  'a source of another stage is not in the context': {
    text: 'FROM debian:12 AS a\nRUN make\nFROM debian:12\nCOPY --from=a /nowhere /x\n',
    silent: ['copy-source-missing'],
    facts: { context: contextOf({ 'a.txt': 'x' }) },
  },

  // Layers and cache.
  'chown of an empty folder costs nothing': {
    text: `${D}RUN useradd -u 1000 app\nWORKDIR /app\nRUN chown -R app /app\nUSER app\n`,
    silent: ['recursive-chown-layer'],
  },
  'chown in the RUN that wrote': {
    text: `${D}RUN mkdir -p /app && curl -fsSL https://e.org/x -o /app/x && chown -R 1000 /app\n`,
    silent: ['recursive-chown-layer'],
  },
  'chown before the files come': {
    text: `${D}RUN mkdir /app && chown -R 1000 /app\nCOPY --chown=1000 . /app/\n`,
    silent: ['recursive-chown-layer', 'copy-then-chown'],
  },
  'directories only': {
    text: `${D}COPY src /app/\nRUN find /app -type d -exec chmod 755 {} +\n`,
    silent: ['recursive-chmod-layer'],
  },
  'deleting in a cache mount': {
    text: `${D}COPY x /c/x\nRUN --mount=type=cache,target=/c rm -rf /c/x\n`,
    silent: ['late-delete'],
  },
  'deleted and made again': {
    text: `${D}RUN curl -fsSL https://e.org/x -o /x\nRUN rm /x && curl -fsSL https://e.org/y -o /x\n`,
    silent: ['late-delete'],
  },
  'a path that a variable makes': {
    text: `${D}COPY a /x/a\nARG P\nRUN rm -rf $P\n`,
    silent: ['late-delete'],
  },
  'the cleaned tree is copied out': {
    text: 'FROM debian:12 AS b\nCOPY src /src\nRUN make && rm -rf /src\nFROM scratch\nCOPY --from=b / /\n',
    silent: ['copy-whole-filesystem'],
  },
  'labels early do not hurt BuildKit': {
    text: `${D}ARG COMMIT\nLABEL revision=$COMMIT\nRUN make\n`,
    silent: ['volatile-env-early', 'arg-too-early'],
  },
  'separate RUNs of a build stage': {
    text: 'FROM golang:1.23 AS b\nRUN go mod download\nRUN go build -o /a .\nFROM scratch\nCOPY --from=b /a /a\n',
    silent: ['consecutive-run'],
  },
  'an assertion is no empty layer': {
    text: `${D}RUN test -f /etc/passwd\nRUN git --version\nARG CACHE_DATE\nRUN echo "$CACHE_DATE"\n`,
    silent: ['no-op-layer'],
  },
  'a RUN that needs what the one before made': {
    text: `${D}RUN --mount=type=cache,target=/a make a\nRUN --mount=type=cache,target=/b make b\n`,
    silent: ['consecutive-run'],
  },
  'a USER of the base': {
    text: 'FROM gcr.io/distroless/static:nonroot\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    silent: ['missing-user'],
  },
  'root only where it builds': {
    text: 'FROM debian:12 AS b\nUSER root\nRUN make\nFROM debian:12\nUSER 1000\nCOPY --from=b /a /a\n',
    silent: ['last-user-root', 'missing-user'],
  },
  'ADD of an archive unpacks it': { text: `${D}ADD rootfs.tar.gz /\n`, silent: ['add-instead-of-copy'] },
  'ADD with a checksum': {
    text: `${D}ADD --checksum=sha256:0000000000000000000000000000000000000000000000000000000000000000 https://e.org/x /x\n`,
    silent: ['add-instead-of-copy', 'add-remote-without-checksum'],
  },
};

/** Off rules too: a rule that is off must not be wrong either. `missing…` rules that every short text wakes are named. */
for (const [name, { text, silent, found = [], facts }] of Object.entries(TRAPS)) {
  test(`trap: ${name}`, () => {
    const ids = lint(
      buildGraph(parseDockerfile(text), DEFAULT_BUILD_OPTIONS),
      shell,
      { ...DEFAULT_LINT_OPTIONS, rules: 'all', ...(facts && { facts }) },
      RULES.filter(({ id }) => silent.includes(id) || found.includes(id)),
    ).map(({ rule }) => rule.id);
    assert.deepEqual(
      ids.filter((id) => silent.includes(id) && !found.includes(id)),
      [],
    );
    for (const id of found) assert.ok(ids.includes(id), `${id} is blind`);
  });
}

test('the traps are many, and their rules exist', () => {
  assert.ok(Object.keys(TRAPS).length >= 60);
  const known = new Set(RULES.map(({ id }) => id));
  const unknown = Object.values(TRAPS).flatMap(({ silent, found = [] }) =>
    [...silent, ...found].filter((id) => !known.has(id)),
  );
  assert.deepEqual(unknown, []);
});
