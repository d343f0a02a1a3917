// Knows: one row per proof of a layer or size rule: a Dockerfile with the fault on the base of layerRulesBase.ts. The rule
// gives the message and the fix; the built images must agree. A rule that claims something about bytes gets in here.
import { gzipSync } from 'node:zlib';
import { writeTar } from '../../../scripts/rig/tar.mjs';

export interface LayerRuleCase {
  readonly rule: string;
  /** What stands apart, when a rule has several rows. */
  readonly name?: string;
  readonly bad: string;
  /** The build context: path → content, or how many bytes. */
  readonly files?: Readonly<Record<string, string | number | Uint8Array>>;
  /** In place of the first fix, for a rule that has none here: what its page advises. */
  readonly fixed?: string;
  /** The bytes of the message: those that later layers hide (the default), those of the last layer, those the fix frees. */
  readonly counts?: 'hidden' | 'layer' | 'freed';
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
];
