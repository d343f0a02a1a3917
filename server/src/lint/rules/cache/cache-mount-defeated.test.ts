// Edge cases of cache-mount-defeated; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import cacheMountDefeated from './cache-mount-defeated';

testRule(cacheMountDefeated, {
  finds: {
    'the mount that is emptied is the one that is named': `FROM ubuntu:24.04
RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt/lists apt-get update && rm -rf /var/lib/apt/lists/*
#                                                                                                                  ^^^^^^^^^^^^^^^^^^^^ This empties the cache mount on /var/lib/apt/lists
`,
    'each culprit by itself': `FROM debian:12
RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y curl && apt-get clean && rm -rf /var/lib/apt/lists/*
#                                                                                                                                ^^^^^^^^^^^^^ This empties the cache mount on /var/cache/apt
#                                                                                                                                                        ^^^^^^^^^^^^^^^^^^^^ This empties the cache mount
`,
    'the variable': `FROM python:3.12
ENV PIP_NO_CACHE_DIR=1
RUN --mount=type=cache,target=/root/.cache/pip pip install flask
#                                              ^^^^^^^^^^^ PIP_NO_CACHE_DIR keeps pip away from the cache mount on /root/.cache/pip
`,
    'one word of an rm': `FROM node:20
RUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /tmp/x /root/.npm
#                                                                ^^^^^^^^^^ This empties the cache mount
`,
    'some files of a mount are not all': `FROM debian:12
RUN --mount=type=cache,target=/src/.git rm -f /src/.git/*.lock && git -C /src fetch
`,
    'apt-get clean leaves the lists': `FROM debian:12
RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get clean
`,
    'a mount of something else': `FROM python:3.12
RUN --mount=type=cache,target=/models pip install --no-cache-dir flask
`,
  },
  fixes: {
    'the word alone goes': [
      'FROM node:20\nRUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /tmp/x /root/.npm\n',
      'FROM node:20\nRUN --mount=type=cache,target=/root/.npm npm ci && rm -rf /tmp/x\n',
    ],
  },
});
