// Edge cases of missing-cache-mount; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import missingCacheMount from './missing-cache-mount';

testRule(missingCacheMount, {
  finds: {
    'behind files of a stage below': `FROM node:20 AS base
COPY package.json ./
FROM base
RUN npm ci
#   ^^^^^^ When this step is built again, npm downloads everything again
`,
    'files of another stage are not the context': `FROM node:20 AS a
FROM node:20
COPY --from=a /x /x
RUN npm ci
`,
    'one finding for each manager': `FROM node:20 AS build
RUN apt-get update && apt-get install -y g++ && apt-get install -y make && npm ci
#                     ^^^^^^^^^^^^^^^ When this step is built again, apt-get downloads
#                                                                          ^^^^^^ When this step is built again, npm downloads
FROM scratch
COPY --from=build /app /app
`,
    'what a step above has fetched is not fetched again, and Go compiles it again': `FROM golang:1.23 AS build
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go mod download
RUN go build -o /app .
#   ^^^^^^^^ When this step is built again, go compiles everything again
FROM mcr.microsoft.com/dotnet/sdk:8.0 AS net
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages dotnet restore
RUN dotnet publish -o /out
FROM scratch
COPY --from=build /app /app
COPY --from=net /out /out
`,
    'a home that is not known': `FROM example.com/base
COPY . .
RUN --mount=type=cache,target=/home/me/.npm npm ci
`,
  },
  fixes: {
    'steps that share what lies in the cache get the mount together': [
      'FROM maven:3 AS build\nCOPY pom.xml .\nRUN mvn dependency:go-offline\nCOPY src src\nRUN --mount=type=cache,target=/root/.m2 mvn -o package\nFROM scratch\nCOPY --from=build /a /a\n',
      'FROM maven:3 AS build\nCOPY pom.xml .\nRUN --mount=type=cache,target=/root/.m2 mvn dependency:go-offline\nCOPY src src\nRUN --mount=type=cache,target=/root/.m2 mvn -o package\nFROM scratch\nCOPY --from=build /a /a\n',
    ],
    'both of them, when neither has it': [
      'FROM rust:1 AS build\nCOPY . .\nRUN cargo fetch\nRUN cargo build --offline\nFROM scratch\nCOPY --from=build /a /a\n',
      'FROM rust:1 AS build\nCOPY . .\nRUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/usr/local/cargo/git/db cargo fetch\nRUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/usr/local/cargo/git/db cargo build --offline\nFROM scratch\nCOPY --from=build /a /a\n',
    ],
    'a heredoc keeps its body': [
      'FROM debian:12 AS build\nRUN <<EOF\nset -e\napt-get update\napt-get install -y gcc\nEOF\nFROM scratch\nCOPY --from=build /a /a\n',
      'FROM debian:12 AS build\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked <<EOF\nset -e\nrm -f /etc/apt/apt.conf.d/docker-clean\napt-get update\napt-get install -y gcc\nEOF\nFROM scratch\nCOPY --from=build /a /a\n',
    ],
    'the owner of the mount': [
      'FROM node:20\nCOPY . .\nUSER node\nRUN npm ci\n',
      'FROM node:20\nCOPY . .\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n',
    ],
  },
  offersNoFix: {
    'Yarn 4 keeps its cache elsewhere':
      'FROM node:24\nCOPY package.json yarn.lock .yarnrc.yml ./\nRUN yarn install --immutable\n',
    'a user whose number nobody knows': 'FROM python:3.12\nCOPY . .\nUSER app\nRUN pip install -r r.txt\n',
  },
});

testRule(missingCacheMount, {
  options: { prefer: 'mount' },
  fixes: {
    'what empties the mount goes': [
      'FROM debian:12\nCOPY . .\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/* /tmp/x\n',
      'FROM debian:12\nCOPY . .\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y gcc && rm -rf /tmp/x\n',
    ],
    'and what bypasses it': [
      'FROM python:3.12\nCOPY . .\nRUN pip install --no-cache-dir -r r.txt\n',
      'FROM python:3.12\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r r.txt\n',
    ],
  },
});
