// The images the stub registry serves: the stub that answers every FROM, and a base that really runs (busybox).
// Same input, same digests, run after run.
// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inRepo } from '../repo.mjs';
import { rigsDir, run, which } from './cache.mjs';
import { RigUnavailable } from './unavailable.mjs';
import { writeTar } from './tar.mjs';

/**
 * @typedef {object} StoredImage
 * @property {Buffer} manifest
 * @property {string} mediaType
 * @property {string} digest                  of the manifest
 * @property {Map<string, Buffer>} blobs      config and layers by digest
 */

/**
 * @typedef {object} ImageParts
 * @property {readonly (readonly import('./tar.mjs').TarEntry[])[]} layers  base first
 * @property {Record<string, unknown>} [config]   Env, WorkingDir, User, OnBuild, Shell, Labels, …; PATH is the default Env
 * @property {readonly { created_by: string, empty_layer?: boolean, comment?: string }[]} [history]
 *   default: one entry per layer
 */

/**
 * What one Dockerfile asks of its base images beyond what the stub has. `prepareContext` works it out.
 * @typedef {object} BaseNeeds
 * @property {readonly string[]} [users]     names that USER and --chown mention
 * @property {readonly string[]} [programs]  names or absolute paths that exec-form RUN and SHELL start
 * @property {readonly string[]} [wanted]    absolute paths every RUN makes; a trailing slash means a folder
 * @property {readonly string[]} [present]   absolute paths that the image has from the start
 */

const CREATED = '2020-01-01T00:00:00Z';
const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const DOCKER = 'application/vnd.docker';

/** @param {Buffer} bytes */
export const digestOf = (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** @param {ImageParts} parts @returns {StoredImage} */
export function makeImage(parts) {
  const tars = parts.layers.map((entries) => writeTar(entries));
  const layers = tars.map((tar) => gzipSync(tar));
  const history = parts.history ?? tars.map((_, i) => ({ created_by: `/bin/sh -c #(nop) ADD file:layer${i} in / ` }));
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    created: CREATED,
    config: { Env: [PATH], ...parts.config },
    history: history.map((entry) => ({ created: CREATED, ...entry })),
    rootfs: { type: 'layers', diff_ids: tars.map(digestOf) },
  });
  const mediaType = `${DOCKER}.distribution.manifest.v2+json`;
  const manifest = json({
    schemaVersion: 2,
    mediaType,
    config: descriptor(`${DOCKER}.container.image.v1+json`, config),
    layers: layers.map((layer) => descriptor(`${DOCKER}.image.rootfs.diff.tar.gzip`, layer)),
  });
  const blobs = new Map([config, ...layers].map((blob) => [digestOf(blob), blob]));
  return { manifest, mediaType, digest: digestOf(manifest), blobs };
}

/** @param {unknown} value */
const json = (value) => Buffer.from(JSON.stringify(value));

/** @param {string} mediaType @param {Buffer} blob */
const descriptor = (mediaType, blob) => ({ mediaType, size: blob.length, digest: digestOf(blob) });

const USERS = words(`root:0 daemon:1 bin:2 sys:3 games:5 man:6 mail:8 news:9 proxy:13 www-data:33 backup:34 list:38
  nobody:65534 node:1000 app:1001 nginx:101 postgres:999 redis:998 mysql:997 rabbitmq:996 elasticsearch:995 jenkins:994
  appuser:993 user:992 nonroot:65532 ubuntu:991 debian:990 vscode:989 gradle:988 jovyan:987 rails:986 ruby:985
  python:984 django:983 celery:982 apache:981 tomcat:980 grafana:472 git:979 deno:978 bun:977 docker:976 ContainerUser:975`);

const GROUPS = words(
  `wheel:10 users:100 adm:4 tty:22 disk:24 sudo:27 audio:29 video:44 staff:50 nogroup:65533 ssh:102`,
);

const SHELLS = words('sh bash ash dash zsh ksh fish csh busybox pwsh powershell powershell.exe cmd cmd.exe');

const TOOLS =
  words(`[ test true false echo printf cat ls cp mv rm ln mkdir rmdir touch chmod chown chgrp install env which
  id whoami uname date sleep sed awk gawk grep egrep find xargs sort uniq cut head tail tr wc tee tar gzip gunzip bzip2 xz
  unzip zip curl wget git ssh ssh-keyscan ssh-keygen gpg openssl make cmake ninja meson gcc g++ cc c++ clang ld ldconfig
  ar strip autoreconf apt apt-get apt-key apt-cache dpkg dpkg-reconfigure debconf-set-selections add-apt-repository apk
  yum dnf microdnf rpm zypper pacman tdnf useradd adduser usermod userdel groupadd addgroup usermod passwd su sudo gosu
  su-exec setcap locale-gen update-locale update-ca-certificates systemctl service supervisorctl crontab python python2
  python3 pip pip2 pip3 pipenv poetry pdm uv uvx pipx conda mamba micromamba virtualenv pytest django-admin flask node
  nodejs npm npx yarn yarnpkg pnpm corepack bun bunx deno tsc gulp grunt bower ng go gofmt cargo rustc rustup ruby gem
  bundle bundler rake rails java javac mvn gradle sbt scala lein clojure kotlinc ant jlink dotnet nuget msbuild php
  composer docker-php-ext-install docker-php-ext-enable docker-php-ext-configure pecl perl cpan cpanm lua luarocks R
  Rscript julia elixir mix iex erl rebar3 ghc cabal stack swift swiftc dart flutter pub nginx httpd apache2ctl a2enmod
  a2dismod caddy mysql psql initdb redis-server mongod protoc buf terraform ansible ansible-playbook ansible-galaxy helm
  kubectl aws gcloud az jq yq vim nano file stat readlink realpath dirname basename ldd patch diff rsync tini dumb-init
  start.sh entrypoint.sh docker-entrypoint.sh`);

const FOLDERS =
  words(`bin sbin usr usr/bin usr/sbin usr/local usr/local/bin usr/local/sbin usr/lib usr/share etc home lib
  media mnt opt proc root run srv sys var var/lib var/log var/cache`);

/** @param {string} text */
function words(text) {
  return text.trim().split(/\s+/);
}

/**
 * One layer whose every program is the same few kilobytes that ignore what they are asked.
 * @param {Buffer} program compiled `stub-sh.c`
 * @param {BaseNeeds} [needs]
 */
export function stubImage(program, needs = {}) {
  /** @type {Map<string, import('./tar.mjs').TarEntry>} */
  const files = new Map();
  const add = (/** @type {import('./tar.mjs').TarEntry} */ entry) => {
    const path = entry.path;
    if (files.has(path) || [...files.keys()].some((other) => other.startsWith(`${path}/`))) return;
    const parts = path.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      const above = files.get(folder);
      if (above && above.kind !== 'dir') return;
      if (!above) files.set(folder, { path: folder, kind: 'dir' });
    }
    files.set(path, entry);
  };
  const link = (/** @type {string} */ path) => add({ path, kind: 'hardlink', target: 'bin/sh', mode: 0o4755 });

  for (const path of FOLDERS) add({ path, kind: 'dir' });
  add({ path: 'tmp', kind: 'dir', mode: 0o1777 });
  add({ path: 'var/tmp', kind: 'dir', mode: 0o1777 });
  add({ path: 'bin/sh', body: program, mode: 0o4755 });
  for (const shell of SHELLS) link(`bin/${shell}`);
  for (const tool of [...SHELLS, ...TOOLS]) link(`usr/bin/${tool}`);
  for (const tool of words('true false echo cat ls cp mv rm ln mkdir touch chmod chown tar sed grep date uname'))
    link(`bin/${tool}`);
  for (const tool of words('python python3 pip pip3 node npm npx yarn go bundle gem php composer'))
    link(`usr/local/bin/${tool}`);
  for (const program of needs.programs ?? []) link(program.startsWith('/') ? program.slice(1) : `usr/bin/${program}`);

  add({ path: 'etc/passwd', body: accounts(needs.users, (name, id) => `${name}:x:${id}:${id}:${name}:/:/bin/sh`) });
  add({ path: 'etc/group', body: accounts(needs.users, (name, id) => `${name}:x:${id}:`, GROUPS) });
  add({ path: 'etc/os-release', body: 'ID=layerlens\nPRETTY_NAME="Layerlens stub"\n' });
  for (const path of needs.present ?? []) add(fileOrFolder(path.slice(1)));
  if (needs.wanted?.length) add({ path: '.layerlens-wanted', body: `${needs.wanted.join('\n')}\n` });
  return makeImage({ layers: [[...files.values()]] });
}

/** A folder gets a file inside, so that copying it copies something. @param {string} path */
function fileOrFolder(path) {
  return { path: path.endsWith('/') ? `${path}layerlens` : path, body: 'layerlens\n', mode: 0o755 };
}

/** @param {readonly string[] | undefined} extra @param {(name: string, id: number) => string} line @param {readonly string[]} [more] */
function accounts(extra = [], line, more = []) {
  const known = new Map([...USERS, ...more].map((word) => [word.split(':')[0] ?? '', Number(word.split(':')[1])]));
  for (const name of extra) if (!known.has(name)) known.set(name, 2000 + known.size);
  return `${[...known].map(([name, id]) => line(name, id)).join('\n')}\n`;
}

/** Compiles the stub's program once per source. @returns {Promise<Buffer>} */
export async function stubProgram() {
  const source = inRepo('scripts/rig/stub-sh.c');
  const dir = join(rigsDir(), 'stub');
  const program = join(dir, `stub-sh-${digestOf(readFileSync(source)).slice(7, 19)}`);
  if (!existsSync(program)) {
    if (!which('gcc')) throw new RigUnavailable('gcc is missing, so the stub image cannot be made');
    mkdirSync(dir, { recursive: true });
    const made = `${program}.${process.pid}`;
    const flags = words('-static -Os -s -nostdlib -fno-builtin -fno-stack-protector -fno-asynchronous-unwind-tables');
    await run(['gcc', ...flags, '-Wl,--build-id=none', '-o', made, source], { label: 'compiling the stub program' });
    renameSync(made, program);
  }
  return readFileSync(program);
}

/** Entries of a root file system that really runs: Debian's static busybox under the name of each of its applets. */
export async function busyboxEntries() {
  const busybox = which('busybox');
  if (!busybox) throw new RigUnavailable('busybox is missing (package busybox-static)');
  const { stdout } = await run([busybox, '--list']);
  /** @type {import('./tar.mjs').TarEntry[]} */
  const entries = [...FOLDERS, 'dev', 'home/node'].map((path) => ({ path, kind: /** @type {const} */ ('dir') }));
  entries.push({ path: 'tmp', kind: 'dir', mode: 0o1777 });
  entries.push({ path: 'bin/busybox', body: readFileSync(busybox), mode: 0o755 });
  for (const applet of words(stdout)
    .filter((name) => name !== 'busybox')
    .sort())
    entries.push({ path: `bin/${applet}`, kind: 'hardlink', target: 'bin/busybox', mode: 0o755 });
  entries.push({ path: 'usr/bin/env', kind: 'symlink', target: '/bin/env', mode: 0o777 });
  entries.push({ path: 'etc/passwd', body: accounts([], (name, id) => `${name}:x:${id}:${id}:${name}:/:/bin/sh`) });
  entries.push({ path: 'etc/group', body: accounts([], (name, id) => `${name}:x:${id}:`, GROUPS) });
  return entries;
}

/**
 * Particular images by name, on top of busybox: one that only runs, one with triggers, one whose config has everything
 * that a child inherits. Register them as they are, or as examples for others.
 * @returns {Promise<Record<string, StoredImage>>}
 */
export async function namedImages() {
  const layers = [await busyboxEntries()];
  return {
    'layerlens/busybox': makeImage({ layers, config: { Cmd: ['sh'] } }),
    'layerlens/onbuild': makeImage({
      layers,
      config: { OnBuild: ['COPY . /usr/src/app', 'RUN echo trigger > /trigger'] },
      history: [
        { created_by: '/bin/sh -c #(nop) ADD file:layer0 in / ' },
        { created_by: '/bin/sh -c #(nop)  ONBUILD COPY . /usr/src/app', empty_layer: true },
        { created_by: '/bin/sh -c #(nop)  ONBUILD RUN echo trigger > /trigger', empty_layer: true },
      ],
    }),
    'layerlens/configured': makeImage({
      layers,
      config: {
        Env: [PATH, 'APP_HOME=/srv/app', 'LANG=C.UTF-8'],
        WorkingDir: '/srv',
        User: 'node',
        Shell: ['/bin/ash', '-e', '-c'],
        Entrypoint: ['/bin/env'],
        Cmd: ['sh'],
        Labels: { 'org.layerlens.base': 'configured' },
        ExposedPorts: { '8080/tcp': {} },
        Volumes: { '/data': {} },
      },
      history: [
        { created_by: '/bin/sh -c #(nop) ADD file:layer0 in / ' },
        { created_by: 'ENV APP_HOME=/srv/app LANG=C.UTF-8', empty_layer: true, comment: 'buildkit.dockerfile.v0' },
        { created_by: 'WORKDIR /srv', empty_layer: true, comment: 'buildkit.dockerfile.v0' },
        { created_by: 'USER node', empty_layer: true, comment: 'buildkit.dockerfile.v0' },
      ],
    }),
  };
}
