// Knows: projects as people have them, one for each of the usual languages.
import type { Scenario } from '../engine/cacheProject';

export const languages: readonly Scenario[] = [
  {
    name: 'python/requirements',
    why: 'one stage, requirements first, a user of its own',
    files: {
      Dockerfile: `FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 \\
    PIP_NO_CACHE_DIR=1
WORKDIR /code
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN useradd -m app
USER app
COPY --chown=app:app . .
EXPOSE 8000
CMD ["gunicorn", "app:app"]
`,
      '.dockerignore': '__pycache__\n**/*.pyc\n.git\nDockerfile\n',
      'requirements.txt': 'flask',
      'app.py': 'import flask',
      'tests/test_app.py': 'def test(): pass',
      '__pycache__/app.pyc': 'x',
    },
    edits: [
      { name: 'a test', write: { 'tests/test_app.py': 'def test(): assert 1' } },
      {
        name: 'compiled files that are ignored',
        write: { '__pycache__/app.pyc': 'y', 'tests/__pycache__/t.pyc': 'z' },
      },
      { name: 'a package', write: { 'requirements.txt': 'flask\nrequests' } },
      { name: 'an ENV added to the list', replace: [['PIP_NO_CACHE_DIR=1', 'PIP_NO_CACHE_DIR=1 \\\n    TZ=UTC']] },
      {
        name: 'the order of ENV',
        replace: [['PYTHONUNBUFFERED=1 \\\n    PIP_NO_CACHE_DIR=1', 'PIP_NO_CACHE_DIR=1 \\\n    PYTHONUNBUFFERED=1']],
      },
      { name: 'all as it was', back: 0 },
      { name: 'another owner', replace: [['--chown=app:app', '--chown=app']] },
      { name: 'another user', replace: [['USER app', 'USER 1001']] },
    ],
  },
  {
    name: 'python/poetry',
    why: 'a builder stage makes an environment that the last stage copies',
    files: {
      Dockerfile: `FROM python:3.12 AS builder
ENV POETRY_VIRTUALENVS_IN_PROJECT=true
WORKDIR /app
RUN pip install poetry
COPY pyproject.toml poetry.lock ./
RUN poetry install --no-root

FROM python:3.12-slim AS runtime
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH
COPY --from=builder /app/.venv ./.venv
COPY src ./src
ENTRYPOINT ["python", "-m", "src"]
`,
      'pyproject.toml': '[tool.poetry]',
      'poetry.lock': '[]',
      'src/__main__.py': 'print(1)',
      'README.md': 'poetry',
    },
    edits: [
      { name: 'a source', write: { 'src/__main__.py': 'print(2)' } },
      { name: 'ENTRYPOINT', replace: [['"src"]', '"src", "-v"]']] },
      { name: 'what nobody copies', write: { 'README.md': 'mine' } },
      { name: 'the sources as they were', back: 0 },
      { name: 'a new module', write: { 'src/db/__init__.py': 'x' } },
      { name: 'the builder alone', target: 'builder' },
      { name: 'all again', target: '' },
      {
        name: 'a variable of the builder that no later stage has',
        unknowable: ['COPY --from=builder /app/.venv', 'COPY src ./src'],
        replace: [['IN_PROJECT=true', 'IN_PROJECT=1']],
      },
    ],
  },
  {
    name: 'go/static-binary',
    why: 'a binary into scratch, certificates from the builder',
    files: {
      Dockerfile: `FROM golang:1.23 AS build
WORKDIR /go/src/app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -ldflags "-X main.version=$VERSION" -o /bin/app-{salt} .

FROM scratch
COPY --from=build /bin/app-{salt} /app-{salt}
ENTRYPOINT ["/app-{salt}"]
`,
      '.dockerignore': 'Dockerfile\n*.md\n',
      'go.mod': 'module app',
      'go.sum': 'x',
      'main.go': 'package main',
      'internal/db/db.go': 'package db',
      'README.md': 'app',
    },
    edits: [
      { name: 'ENTRYPOINT', replace: [['["/app-{salt}"]', '["/app-{salt}", "serve"]']] },
      { name: 'an ignored text', write: { 'README.md': 'more' } },
      { name: 'an ignored new text', write: { 'CHANGES.md': 'more' } },
      { name: 'a touch', touch: ['main.go', 'go.mod'] },
      {
        name: 'the build stage renamed',
        replace: [
          ['AS build', 'AS compile'],
          ['--from=build', '--from=compile'],
        ],
      },
      {
        name: 'an argument in front of all stages that nobody reads',
        replace: [['FROM golang', 'ARG UNUSED=1\nFROM golang']],
      },
      { name: 'that argument given', args: { UNUSED: '2' } },
      { name: 'a version', unknowable: ['COPY --from=compile /bin/app-'], args: { VERSION: '1.0' } },
    ],
  },
  {
    name: 'go/test-stage',
    why: 'a stage beside the way to the target is built only when asked for',
    files: {
      Dockerfile: `FROM golang:1.23-alpine AS base
WORKDIR /src
COPY go.mod .
RUN go mod download

FROM base AS test
COPY . .
RUN go vet ./...
RUN go test ./...

FROM base AS build
COPY cmd ./cmd
RUN go build ./cmd/...

FROM alpine:3.20
COPY etc/app.yaml /etc/app.yaml
COPY --from=build /out/app /usr/local/bin/app
`,
      'go.mod': 'module x',
      'cmd/main.go': 'package main',
      'cmd/main_test.go': 'package main',
      'etc/app.yaml': 'port: 1',
    },
    edits: [
      { name: 'the tests', target: 'test' },
      { name: 'a test', write: { 'cmd/main_test.go': 'package main // t' } },
      { name: 'the image', unknowable: ['COPY --from=build /out/app'], target: '' },
      { name: 'the configuration', write: { 'etc/app.yaml': 'port: 2' } },
      { name: 'a step of the test stage', replace: [['go vet ./...', 'go vet -v ./...']] },
      { name: 'the tests again', target: 'test' },
      { name: 'everything as it was', back: 0 },
      { name: 'the base stage alone', target: 'base' },
    ],
  },
  {
    name: 'java/maven',
    why: 'a long stage of one tool, and a jar by wildcard',
    files: {
      Dockerfile: `FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /build
COPY pom.xml .
RUN mvn -B dependency:go-offline
COPY src src
RUN mvn -B package

FROM eclipse-temurin:21-jre
VOLUME /tmp
WORKDIR /opt/app
COPY config/*.yml config/
COPY --from=build /build/target/app.jar app.jar
HEALTHCHECK --interval=30s CMD curl -f localhost
ENTRYPOINT ["java", "-jar", "app.jar"]
`,
      'pom.xml': '<project/>',
      'src/main/java/App.java': 'class App {}',
      'src/main/resources/app.properties': 'a=b',
      'config/application.yml': 'a: 1',
      'config/logging.yml': 'b: 2',
      'config/readme.txt': 'x',
    },
    edits: [
      { name: 'a configuration', write: { 'config/logging.yml': 'b: 3' } },
      { name: 'a file beside the wildcard', write: { 'config/readme.txt': 'y' } },
      { name: 'one more that the wildcard takes', write: { 'config/z.yml': 'z: 1' } },
      { name: 'it goes', remove: ['config/z.yml'] },
      { name: 'one renamed', rename: [['config/logging.yml', 'config/log.yml']] },
      { name: 'HEALTHCHECK', replace: [['30s', '60s']] },
      { name: 'VOLUME', replace: [['VOLUME /tmp', 'VOLUME /tmp /data']] },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'php/composer',
    why: 'tools come from another image by COPY --from',
    files: {
      Dockerfile: `FROM php:8.3-fpm
COPY --from=composer:2 /usr/bin/composer /usr/local/bin/composer
RUN docker-php-ext-install pdo_mysql
WORKDIR /var/www
COPY composer.json composer.lock ./
RUN composer install --no-scripts
COPY . .
RUN chown -R www-data:www-data storage
USER www-data
`,
      '.dockerignore': 'vendor\nDockerfile*\n.env*\n!.env.example\n',
      'composer.json': '{}',
      'composer.lock': '{}',
      'public/index.php': '<?php',
      'storage/logs/.gitkeep': '',
      '.env': 'SECRET=1',
      '.env.example': 'SECRET=',
    },
    edits: [
      { name: 'a secret that is ignored', write: { '.env': 'SECRET=2' } },
      { name: 'its example, which is not', write: { '.env.example': 'SECRET=?' } },
      { name: 'an ignored Dockerfile', write: { 'Dockerfile.dev': 'FROM x' } },
      { name: 'another tag of the tool', replace: [['composer:2 ', 'composer:2.8 ']] },
      { name: 'the first tag', replace: [['composer:2.8 ', 'composer:2 ']] },
      { name: 'USER at the end', replace: [['USER www-data', 'USER root']] },
      { name: 'an extension', replace: [['pdo_mysql', 'pdo_mysql gd']] },
    ],
  },
  {
    name: 'rust/cargo-chef',
    why: 'stages that stand on each other, and one that feeds another',
    files: {
      Dockerfile: `FROM rust:1.80 AS chef
RUN cargo install cargo-chef
WORKDIR /app

FROM chef AS planner
COPY . .
RUN cargo chef prepare --recipe-path recipe.json

FROM chef AS builder
COPY --from=planner /app/recipe.json recipe.json
RUN cargo chef cook --release
COPY . .
RUN cargo build --release

FROM debian:bookworm-slim
COPY --from=builder /app/target/release/app /usr/local/bin
CMD ["app"]
`,
      '.dockerignore': 'target\nDockerfile\n',
      'Cargo.toml': '[package]',
      'Cargo.lock': '',
      'src/main.rs': 'fn main() {}',
      'target/debug/app': 'x',
    },
    edits: [
      { name: 'nothing' },
      { name: 'what cargo left', write: { 'target/debug/app': 'y' } },
      { name: 'CMD', replace: [['["app"]', '["app", "-v"]']] },
      { name: 'the planner alone', target: 'planner' },
      { name: 'the builder alone', target: 'builder' },
      { name: 'the image', target: '' },
      { name: 'nothing again' },
    ],
  },
  {
    name: 'ruby/rails',
    why: 'many metadata instructions between the steps',
    files: {
      Dockerfile: `ARG RUBY_VERSION=3.3
FROM ruby:\${RUBY_VERSION}-slim AS base
LABEL org.opencontainers.image.title="shop"
WORKDIR /rails
ENV RAILS_ENV=production BUNDLE_PATH=/usr/local/bundle

FROM base AS build
RUN apt-get update && apt-get install -y build-essential
COPY Gemfile Gemfile.lock ./
RUN bundle install
COPY . .
RUN SECRET_KEY_BASE_DUMMY=1 ./bin/rails assets:precompile

FROM base
COPY --from=build /usr/local/bundle /usr/local/bundle
COPY --from=build /rails /rails
RUN useradd rails
USER rails:rails
ENTRYPOINT ["/rails/bin/docker-entrypoint"]
EXPOSE 3000
CMD ["./bin/rails", "server"]
`,
      Gemfile: 'source',
      'Gemfile.lock': 'GEM',
      'bin/rails': '#!/usr/bin/env ruby',
      'app/models/user.rb': 'class User; end',
      '.dockerignore': '/.git\n/log/*\n!/log/.keep\nDockerfile\n',
      'log/.keep': 'k',
      'log/test.log': '1',
    },
    edits: [
      { name: 'a log', write: { 'log/test.log': '2', 'log/other.log': '3' } },
      { name: 'a label', replace: [['"shop"', '"the shop"']] },
      { name: 'another ruby by argument', args: { RUBY_VERSION: '3.4' } },
      { name: 'the first ruby', args: { RUBY_VERSION: null } },
      { name: 'the first ruby, by argument', args: { RUBY_VERSION: '3.3' } },
      { name: 'EXPOSE, CMD', replace: [['EXPOSE 3000\nCMD', 'EXPOSE 80\nCMD']] },
      { name: 'the label again, at another place', replace: [['LABEL org', '# moved\nLABEL org']] },
    ],
  },
  {
    name: 'dotnet/solution',
    why: 'several projects, each with its manifest at its own place',
    files: {
      Dockerfile: `FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build
WORKDIR /source
COPY *.sln .
COPY api/*.csproj ./api/
COPY lib/*.csproj ./lib/
RUN dotnet restore
COPY api/. ./api/
COPY lib/. ./lib/
WORKDIR /source/api
RUN dotnet publish -c release -o /app --no-restore

FROM mcr.microsoft.com/dotnet/aspnet:8.0
WORKDIR /app
COPY --from=build /app ./
ENTRYPOINT ["dotnet", "api.dll"]
`,
      'shop.sln': 'Microsoft Visual Studio',
      'api/api.csproj': '<Project/>',
      'api/Program.cs': 'class P {}',
      'lib/lib.csproj': '<Project/>',
      'lib/Class1.cs': 'class C {}',
    },
    edits: [
      { name: 'a manifest touched', touch: ['api/api.csproj'] },
      { name: 'a second solution file', unknowable: ['COPY --from=build /app'], write: { 'other.sln': 'x' } },
      { name: 'the second solution file goes', remove: ['other.sln'] },
      { name: 'ENTRYPOINT', replace: [['"api.dll"', '"api.dll", "x"']] },
      { name: 'the folder written another way', replace: [['COPY lib/. ./lib/', 'COPY lib/ ./lib/']] },
      {
        name: 'a source of the second project',
        unknowable: ['COPY --from=build /app'],
        write: { 'lib/Class1.cs': 'class D {}' },
      },
      { name: 'as it was', back: 0 },
    ],
  },
  {
    name: 'static/site',
    why: 'files alone, no RUN',
    files: {
      Dockerfile: `FROM nginx:alpine
COPY nginx.conf /etc/nginx/conf.d/default.conf
COPY --chown=101:101 public /usr/share/nginx/html
EXPOSE 80
`,
      'nginx.conf': 'server {}',
      'public/index.html': '<h1>',
      'public/css/a.css': 'a {}',
    },
    edits: [
      { name: 'a page', write: { 'public/index.html': '<h2>' } },
      { name: 'the page as it was', back: 0 },
      { name: 'a page moved', rename: [['public/css/a.css', 'public/css/b.css']] },
      { name: 'a folder moved', rename: [['public/css', 'public/styles']] },
      { name: 'a page can be executed', chmod: { 'public/index.html': 0o755 } },
      { name: 'an empty folder', folders: ['public/img'] },
      { name: 'the folder goes', remove: ['public/img'] },
      { name: 'the configuration', write: { 'nginx.conf': 'server { listen 81; }' } },
    ],
  },
];
