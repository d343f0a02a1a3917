// Edge cases of cache-mount-ineffective; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import cacheMountIneffective from './cache-mount-ineffective';

testRule(cacheMountIneffective, {
  finds: {
    'the home of a user, when root builds': `FROM node:20
RUN --mount=type=cache,target=/home/node/.npm npm ci
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The cache of root is in /root/.npm: this mount on /home/node/.npm is never used.
`,
    'yarn keeps the cache of root elsewhere': `FROM node:20
RUN --mount=type=cache,target=/root/.cache/yarn yarn install
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ The cache of root is in /usr/local/share/.cache/yarn
`,
    'a user whose number nobody knows': `FROM python:3.12
USER app
RUN --mount=type=cache,target=/home/app/.cache/pip pip install flask
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This mount belongs to root: app cannot write into it
`,
    'an unknown base may run as anybody': `FROM example.com/base
RUN --mount=type=cache,target=/home/app/.cache/pip pip install flask
`,
    'a mode lets everybody write; HOME moves the home': `FROM python:3.12
USER app
RUN --mount=type=cache,target=/home/app/.cache/pip,mode=0777 pip install flask
ENV HOME=/work
RUN --mount=type=cache,target=/work/.cache/pip,uid=1000 pip install flask
`,
    'another base than Docker’s own, or settings of its own': `FROM bitnami/minideb
RUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl
FROM debian:12
COPY apt.conf /etc/apt/apt.conf.d/
RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl
`,
    'a removal in a stage below': `FROM debian:12 AS base
RUN rm /etc/apt/apt.conf.d/docker-clean
FROM base
RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl
`,
    'a mount on what lies above': `FROM python:3.12
RUN --mount=type=cache,target=/root/.cache pip install flask && uv sync
`,
  },
});
