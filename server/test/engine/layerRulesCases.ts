// Knows: one row per proof of a layer or size rule: a Dockerfile with the fault on the base of layerRulesBase.ts. The rule
// gives the message and the fix; the built images must agree. A rule that claims something about bytes gets in here, or into
// layerRulesContext.ts (about the build context) or layerRulesMeasured.ts (about a built image).
import { gzipSync } from 'node:zlib';
import { writeTar } from '../../../scripts/rig/tar.mjs';
import type { ContextFiles } from './layerRulesBuild';

export interface LayerRuleCase {
  readonly rule: string;
  /** What stands apart, when a rule has several rows. */
  readonly name?: string;
  readonly bad: string;
  /** The build context. */
  readonly files?: ContextFiles;
  /** Options of the rule in effect. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** In place of the first fix, for a rule that has none here: what its page advises. */
  readonly fixed?: string;
  /**
   * The bytes of the message: those that later layers hide (the default), those of the last layer, those the fix frees, those
   * of one file of the finished image. `layers`: its words state how many layers there are.
   */
  readonly counts?: 'hidden' | 'layer' | 'freed' | 'layers' | { readonly file: string };
  /** Where the context comes to lie: files and folders that the message names with their bytes are there. */
  readonly contextAt?: string;
  /** Paths that the rule is about: there, and below, the finished images may differ. */
  readonly except?: readonly string[];
  /** Directories that the title of the fix says will differ; what is in them must not. */
  readonly exceptFolders?: readonly string[];
  /** True when the fix frees no byte: a layer less. */
  readonly onlyLayers?: boolean;
}

const ARCHIVE = gzipSync(
  writeTar([
    { path: 'app', kind: 'dir' },
    { path: 'app/main.js', body: 'run'.repeat(100_000) },
  ]),
);
const FROM = 'FROM debian:12\n';

export const LAYER_RULE_CASES: readonly LayerRuleCase[] = [
  {
    rule: 'late-delete',
    name: 'a download',
    bad: `${FROM}RUN curl -fsSLo /tmp/a.bin https://example.com/5000000.bin && cp /tmp/a.bin /opt/a\nRUN rm /tmp/a.bin\n`,
  },
  {
    rule: 'late-delete',
    name: 'folders and files that were copied',
    files: { 'data.csv': 2_000_000, 'more/a.csv': 700_000, 'more/deep/b.csv': 300_001, 'app.js': 'run' },
    bad: `${FROM}COPY data.csv /data/\nCOPY more /data/more\nCOPY app.js /app.js\nRUN wc -c /data/data.csv > /count && rm -rf /data\n`,
    fixed: `${FROM}COPY app.js /app.js\nRUN --mount=type=bind,target=/data wc -c /data/data.csv > /count\n`,
    except: ['/data'],
  },
  {
    rule: 'late-delete',
    name: 'a part of a folder, by a pattern',
    files: { 'app/a.map': 900_000, 'app/b.map': 100_000, 'app/a.js': 5_000 },
    bad: `${FROM}COPY app /srv\nRUN rm /srv/*.map\n`,
    fixed: `${FROM}COPY --exclude=*.map app /srv\n`,
  },
  {
    rule: 'late-delete',
    name: 'lists of packages',
    bad: `${FROM}RUN apt-get update && apt-get install -y curl\nRUN rm -rf /var/lib/apt/lists/*\n`,
  },
  {
    rule: 'late-delete',
    name: 'of the stage below',
    files: { 'data.csv': 1_500_000 },
    bad: `${FROM.trimEnd()} AS base\nWORKDIR /srv\nCOPY data.csv .\nFROM base\nRUN rm data.csv\n`,
    fixed: `${FROM.trimEnd()} AS base\nWORKDIR /srv\nFROM base\nRUN true\n`,
  },
  {
    rule: 'download-extract-delete-across-layers',
    bad: `${FROM}RUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && tar -xzf /tmp/a.tgz -C /opt && rm /opt/pack/bin/tool\nRUN rm /tmp/a.tgz\n`,
  },
  {
    rule: 'archive-kept-after-extract',
    bad: `${FROM}RUN curl -fsSLo /tmp/a.tgz https://example.com/a.tgz && tar -xzf /tmp/a.tgz -C /opt && rm /opt/pack/bin/tool\n`,
    except: ['/tmp/a.tgz'],
  },
  {
    rule: 'temp-dir-not-removed',
    bad: `${FROM}RUN mkdir /tmp/work && curl -fsSLo /tmp/work/2000000.bin https://example.com/2000000.bin && cp /tmp/work/2000000.bin /opt/a\n`,
    except: ['/tmp/work'],
  },
  {
    rule: 'source-tree-not-removed',
    bad: `${FROM}RUN git clone --depth 1 https://example.com/tool.git /usr/src/tool && cd /usr/src/tool && make install\n`,
    except: ['/usr/src/tool'],
  },
  {
    rule: 'signature-file-left',
    bad: `${FROM}RUN curl -fsSLo /tmp/a.asc https://example.com/a.asc && gpg --batch --verify /tmp/a.asc /bin/busybox\n`,
    except: ['/tmp/a.asc'],
  },
  {
    rule: 'git-dir-left',
    bad: `${FROM}RUN git clone --depth 1 https://example.com/tool.git /opt/tool\n`,
    except: ['/opt/tool/.git'],
  },
  { rule: 'gem-root-left', bad: `${FROM}RUN gem update --system\n`, except: ['/root/.gem'] },
  {
    rule: 'recursive-chown-layer',
    name: 'two COPYs',
    files: { 'app/main.js': 3_000_000, 'app/lib/a.js': 1_000_000, 'package.json': '{}' },
    bad: `${FROM}WORKDIR /app\nCOPY package.json ./\nCOPY app ./app\nRUN chown -R 1000:1000 /app\n`,
    // The directory itself.
    exceptFolders: ['/app'],
  },
  {
    rule: 'recursive-chown-layer',
    name: 'the owner that they have already',
    files: { 'app/main.js': 3_000_000 },
    bad: `${FROM}WORKDIR /srv\nCOPY app /srv/app\nCOPY app /srv/more/app\nRUN chown -R 0:0 /srv\n`,
  },
  {
    rule: 'recursive-chown-layer',
    name: 'what a COPY replaced before counts once',
    files: { 'app/main.js': 3_000_000, 'app/lib/a.js': 1_000_000 },
    bad: `${FROM}RUN mkdir /srv/x\nCOPY app /srv/x\nCOPY app/lib/a.js /srv/x/lib/a.js\nRUN chown -R 1000:1000 /srv/x\n`,
    counts: 'layer',
    // It was there before.
    exceptFolders: ['/srv/x'],
  },
  {
    rule: 'recursive-chmod-layer',
    files: { 'app/main.js': 3_000_000, 'app/lib/a.js': 1_000_000 },
    bad: `${FROM}COPY app /srv/app\nRUN chmod -R 755 /srv\n`,
  },
  {
    rule: 'copy-then-chmod',
    files: { 'tool.bin': 4_000_000, 'other.sh': 'exit' },
    bad: `${FROM}WORKDIR /app\nCOPY tool.bin other.sh ./\nRUN chmod +x tool.bin other.sh\n`,
  },
  {
    rule: 'copy-then-chmod',
    name: 'an inline file',
    bad: `${FROM}COPY <<EOF /start.sh\nexec app\nEOF\nRUN chmod 0755 /start.sh && echo a > /a\n`,
  },
  {
    rule: 'copy-then-chown',
    files: { 'app.jar': 4_000_000 },
    bad: `${FROM}COPY app.jar /srv/app.jar\nRUN chown 1000:1000 /srv/app.jar\n`,
  },
  {
    rule: 'copy-then-chown',
    name: 'a user alone, whose group stays root',
    files: { 'app.jar': 4_000_000 },
    bad: `${FROM}RUN adduser -D web\nWORKDIR /data\nCOPY app.jar .\nRUN chown web /data/app.jar && mkdir /data/log\n`,
  },
  {
    rule: 'copy-then-move',
    files: { 'tool.bin': 4_000_000 },
    bad: `${FROM}COPY tool.bin /tmp/\nRUN mv /tmp/tool.bin /usr/local/bin/tool\n`,
  },
  {
    rule: 'copy-then-move',
    name: 'into a directory, one command of several',
    files: { 'tool.bin': 4_000_000 },
    bad: `${FROM}WORKDIR /srv\nCOPY tool.bin .\nRUN mv tool.bin /usr/local/bin/ && mkdir logs\n`,
  },
  {
    rule: 'copy-then-move',
    name: 'a copy',
    files: { 'tool.bin': 4_000_000 },
    bad: `${FROM}COPY tool.bin /opt/tool.bin\nRUN cp /opt/tool.bin /usr/local/bin/tool\n`,
    fixed: `${FROM}COPY tool.bin /usr/local/bin/tool\n`,
    counts: 'layer',
    except: ['/opt/tool.bin'],
  },
  {
    rule: 'touch-existing-file',
    files: { 'data.db': 4_000_000 },
    bad: `${FROM}COPY data.db /opt/\nRUN touch /opt/data.db\n`,
    fixed: `${FROM}COPY data.db /opt/\n`,
  },
  {
    rule: 'overwritten-copy',
    files: { 'a.conf': 1_000_000, 'b.conf': 'b' },
    bad: `${FROM}COPY a.conf /etc/app.conf\nENV A=1\nCOPY b.conf /etc/app.conf\n`,
  },
  {
    rule: 'overwritten-copy',
    name: 'folders',
    files: { 'one/a.html': 500_000, 'two/a.html': 400_000, 'two/b.css': 100 },
    bad: `${FROM}COPY one /www\nCOPY two /www\n`,
  },
  {
    rule: 'duplicate-copy',
    files: { 'app.js': 1_000_000, 'lib/a.js': 500_000 },
    bad: `${FROM}WORKDIR /app\nCOPY app.js ./\nCOPY lib ./lib\nCOPY app.js /app/\n`,
  },
  {
    rule: 'no-op-layer',
    files: { 'a.txt': 'a' },
    bad: `${FROM}WORKDIR /app\nCOPY a.txt .\nWORKDIR /app\nRUN echo b > b\n`,
    onlyLayers: true,
  },
  { rule: 'consecutive-run', bad: `${FROM}RUN echo a > /a\nRUN echo b > /b\n`, onlyLayers: true },
  {
    rule: 'consecutive-copy',
    files: { 'a.js': 'a', 'b.js': 'b' },
    bad: `${FROM}COPY a.js /app/\nCOPY b.js /app/\n`,
    onlyLayers: true,
  },
  {
    rule: 'archive-copied-then-extracted',
    files: { 'app.tar.gz': ARCHIVE },
    bad: `${FROM}COPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\n`,
    counts: 'freed',
    except: ['/tmp/app.tar.gz'],
  },
  // What package managers leave: no message states bytes, the fix frees some, and nothing else changes.
  {
    rule: 'apt-lists-not-cleaned',
    bad: `${FROM}RUN apt-get update && apt-get install -y curl\n`,
    except: ['/var/lib/apt/lists'],
  },
  { rule: 'apk-cache-left', bad: 'FROM alpine:3.22\nRUN apk add curl\n', except: ['/var/cache/apk'] },
  { rule: 'yum-cache-left', bad: 'FROM centos:7\nRUN yum install -y curl\n', except: ['/var/cache/yum'] },
  { rule: 'dnf-cache-left', bad: 'FROM fedora:42\nRUN dnf install -y curl\n', except: ['/var/cache/dnf'] },
  {
    rule: 'microdnf-cache-left',
    bad: 'FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6\nRUN microdnf install -y curl\n',
    except: ['/var/cache/yum', '/var/cache/dnf'],
  },
  { rule: 'tdnf-cache-left', bad: 'FROM photon:5.0\nRUN tdnf install -y curl\n', except: ['/var/cache/tdnf'] },
  {
    rule: 'zypper-cache-left',
    bad: 'FROM opensuse/leap:15.6\nRUN zypper install -y curl\n',
    except: ['/var/cache/zypp'],
  },
  { rule: 'pip-cache-left', bad: 'FROM python:3.13\nRUN pip install requests\n', except: ['/root/.cache'] },
  { rule: 'npm-cache-left', bad: 'FROM node:22\nWORKDIR /app\nRUN npm ci\n', except: ['/root/.npm'] },
  {
    rule: 'apt-archives-not-cleaned',
    bad: `${FROM}RUN rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n`,
    except: ['/var/cache/apt'],
  },
  { rule: 'bun-cache-left', bad: 'FROM oven/bun:1\nWORKDIR /app\nRUN bun install\n', except: ['/root/.bun'] },
  {
    rule: 'bundler-cache-left',
    bad: 'FROM ruby:3.3\nRUN bundle install\n',
    except: ['/root/.bundle', '/usr/local/bundle/cache'],
  },
  {
    rule: 'cargo-cache-left',
    bad: 'FROM rust:1.80.1\nRUN cargo install --locked ripgrep\n',
    except: ['/usr/local/cargo/registry', '/usr/local/cargo/git'],
  },
  {
    rule: 'composer-cache-left',
    bad: 'FROM php:8.3-cli\nWORKDIR /app\nRUN composer install --no-dev\n',
    except: ['/root/.composer'],
  },
  {
    rule: 'conda-cache-left',
    bad: 'FROM continuumio/miniconda3\nRUN conda install -y numpy\n',
    except: ['/opt/conda/pkgs'],
  },
  {
    rule: 'gem-cache-left',
    bad: 'FROM ruby:3.3\nRUN gem install --no-document rails\n',
    except: ['/usr/local/bundle/cache'],
  },
  {
    rule: 'go-cache-left',
    bad: 'FROM golang:1.23.9\nRUN go install github.com/a/b@v1.2.3\n',
    except: ['/root/.cache', '/go/pkg'],
  },
  {
    rule: 'gradle-cache-left',
    bad: 'FROM gradle:8-jdk21\nWORKDIR /app\nRUN gradle --no-daemon build\n',
    except: ['/root/.gradle', '/home/gradle'],
  },
  {
    rule: 'maven-cache-left',
    bad: 'FROM maven:3-eclipse-temurin-21\nWORKDIR /app\nRUN mvn -B package\n',
    except: ['/root/.m2'],
  },
  {
    rule: 'nuget-cache-left',
    bad: 'FROM mcr.microsoft.com/dotnet/sdk:8.0.404\nRUN dotnet publish -c Release -o /app\n',
    except: ['/root/.nuget'],
  },
  {
    rule: 'pacman-cache-left',
    bad: 'FROM archlinux\nRUN pacman -Syu --noconfirm git\n',
    except: ['/var/cache/pacman'],
  },
  { rule: 'pecl-cache-left', bad: 'FROM php:8.3-cli\nRUN pecl install redis\n', except: ['/tmp/pear'] },
  { rule: 'pipenv-cache-left', bad: 'FROM python:3.13\nRUN pipenv install --system\n', except: ['/root/.cache'] },
  { rule: 'pnpm-cache-left', bad: 'FROM node:22\nWORKDIR /app\nRUN pnpm install\n', except: ['/root/.local'] },
  { rule: 'poetry-cache-left', bad: 'FROM python:3.13\nRUN poetry install --no-root\n', except: ['/root/.cache'] },
  { rule: 'rvm-cache-left', bad: 'FROM ubuntu:24.10\nRUN rvm install 3.3\n', except: ['/usr/local/rvm/archives'] },
  { rule: 'uv-cache-left', bad: 'FROM python:3.13\nRUN uv pip install --system flask\n', except: ['/root/.cache'] },
  {
    rule: 'yarn-cache-left',
    bad: 'FROM node:22\nWORKDIR /app\nRUN yarn install\n',
    except: ['/usr/local/share/.cache'],
  },
  // What was installed and nobody needs.
  {
    rule: 'apt-recommends',
    bad: `${FROM}RUN apt-get update && apt-get install -y curl\n`,
    except: ['/usr/share/recommended'],
  },
  {
    rule: 'composer-no-dev',
    bad: 'FROM php:8.3-cli\nWORKDIR /app\nRUN composer install --no-cache\n',
    except: ['/app/vendor/lint'],
  },
  {
    rule: 'npm-dev-dependencies',
    files: { 'package.json': '{}', 'package-lock.json': '{}' },
    bad: 'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCMD ["node", "app.js"]\n',
    except: ['/app/node_modules/lint'],
  },
  {
    rule: 'gem-no-document',
    bad: `${FROM}RUN gem install rake -v 13.2.1\n`,
    except: ['/usr/local/bundle/doc'],
  },
  { rule: 'useradd-log-init', bad: `${FROM}RUN useradd -u 1000000 app\n`, except: ['/var/log/faillog'] },
  {
    rule: 'late-package-removal',
    bad: `${FROM}RUN apt-get update && apt-get install -y gcc\nRUN echo built > /built\nRUN apt-get purge -y gcc\n`,
    fixed: `${FROM}RUN apt-get update && apt-get install -y gcc && echo built > /built && apt-get purge -y gcc\n`,
  },
  {
    rule: 'build-tools-in-final-stage',
    files: { tool: 200_000 },
    bad: `${FROM}RUN apt-get update && apt-get install -y build-essential\nWORKDIR /src\nCOPY tool .\nRUN make install\n`,
    fixed: `${FROM.trimEnd()} AS build\nRUN apt-get update && apt-get install -y build-essential\nWORKDIR /src\nCOPY tool .\nRUN make install\n${FROM}COPY --from=build /usr/local/bin/tool /usr/local/bin/tool\n`,
    except: ['/src', '/usr/bin/installed', '/usr/share/recommended', '/var'],
  },
  {
    rule: 'split-package-installs',
    bad: `${FROM}RUN apt-get update && apt-get install -y curl\nENV A=b\nRUN apt-get update && apt-get install -y jq\n`,
    fixed: `${FROM}RUN apt-get update && apt-get install -y curl jq\nENV A=b\n`,
  },
  { rule: 'update-alone', bad: `${FROM}RUN apt-get update\nRUN apt-get install -y curl\n`, onlyLayers: true },
  {
    rule: 'workdir-created-then-removed',
    files: { tool: 200_000 },
    bad: `${FROM}WORKDIR /tmp/build\nCOPY . .\nRUN make install && cd / && rm -rf /tmp/build\nWORKDIR /\n`,
    fixed: `${FROM}WORKDIR /\nRUN --mount=type=bind,target=/tmp/build cd /tmp/build && make install\n`,
    except: ['/tmp/build'],
  },
  {
    rule: 'wget-and-curl',
    bad: `${FROM}RUN apt-get update && apt-get install -y curl wget && curl -fsSLo /opt/a https://example.com/1000.bin\nRUN /bin/wget -qO /opt/b https://example.com/2000.bin\n`,
    fixed: `${FROM}RUN apt-get update && apt-get install -y curl && curl -fsSLo /opt/a https://example.com/1000.bin\nRUN /bin/curl -fsSLo /opt/b https://example.com/2000.bin\n`,
    except: ['/usr/lib/packages/wget'],
  },
  // How many layers there are.
  {
    rule: 'too-many-layers',
    files: { 'a.txt': 'a', 'b/c.txt': 'c' },
    options: { max: 6 },
    bad: `${FROM}ENV A=1\nWORKDIR /srv\nWORKDIR /srv\nCOPY a.txt .\nADD b ./b\nCOPY <<EOF d.txt\nd\nEOF\nRUN true\nRUN echo e > e.txt\nWORKDIR /\nLABEL f=g\nUSER 1\nEXPOSE 80\nVOLUME /h\nCMD ["sh"]\n`,
    fixed: `${FROM}ENV A=1\nWORKDIR /srv\nCOPY a.txt .\nADD b ./b\nCOPY <<EOF d.txt\nd\nEOF\nRUN echo e > e.txt\nWORKDIR /\n`,
    counts: 'layers',
    onlyLayers: true,
  },
  {
    rule: 'too-many-layers',
    name: 'of all stages that the target stands on, with their triggers',
    files: { 'a.txt': 'a' },
    options: { max: 3 },
    bad: `${FROM.trimEnd()} AS below\nRUN echo a > /a\nONBUILD RUN echo b > /b\nONBUILD COPY a.txt /c\n${FROM.trimEnd()} AS beside\nRUN true\nRUN echo d > /d\nFROM below\nCOPY --from=beside /d /d\n`,
    fixed: `${FROM.trimEnd()} AS below\nRUN echo a > /a && echo b > /b\nONBUILD COPY a.txt /c\n${FROM.trimEnd()} AS beside\nRUN true\nRUN echo d > /d\nFROM below\nCOPY --from=beside /d /d\n`,
    counts: 'layers',
    onlyLayers: true,
  },
  {
    rule: 'too-many-layers',
    name: 'a directory that the base image may name',
    options: { max: 2 },
    bad: `${FROM}RUN echo a > /a\nWORKDIR $HOME\nRUN echo b > /b\nRUN echo c > /c\n`,
    fixed: `${FROM}WORKDIR $HOME\nRUN echo a > /a && echo b > /b && echo c > /c\n`,
    counts: 'layers',
    onlyLayers: true,
  },
];
