// Knows: the base image on which layer rules are proven: busybox that really runs, and stand-ins for what fetches from the
// network, which write files of known sizes to the places where the real programs do.
import { busyboxEntries, makeImage, type StoredImage } from '../../../scripts/rig/baseImages.mjs';

/**
 * The names by which the FROM of a case may call it: rules know some images by their names. Tags that no case of the history
 * tier has: an engine's builders share its images.
 */
export const LAYER_BASES = [
  'debian:12',
  'alpine:3.22',
  'fedora:42',
  'centos:7',
  'registry.access.redhat.com/ubi9/ubi-minimal:9.6',
  'photon:5.0',
  'opensuse/leap:15.6',
  'python:3.13',
  'node:22',
  'oven/bun:1',
  'ruby:3.3',
  'rust:1.80.1',
  'php:8.3-cli',
  'continuumio/miniconda3',
  'golang:1.23.9',
  'gradle:8-jdk21',
  'maven:3-eclipse-temurin-21',
  'mcr.microsoft.com/dotnet/sdk:8.0.404',
  'archlinux',
  'ubuntu:24.10',
];

const HEAD = `#!/bin/sh
set -e
zeros() { mkdir -p "$(dirname "$1")"; head -c "$2" /dev/zero > "$1"; }
`;

/** curl and wget: \`…/5000000.bin\` is that many bytes; \`.tgz\` and \`.tar.gz\` an archive of a small tree; zip is not there. */
const FETCH = `${HEAD}
out=
url=
remote=
while [ $# -gt 0 ]; do
  case "$1" in
    -o|-O) if [ "$(basename "$0")" = curl ] && [ "$1" = -O ]; then remote=1; else shift; out="$1"; fi ;;
    -*o|-*O) if [ "$(basename "$0")" = curl ] && [ "\${1%O}" != "$1" ]; then remote=1; else shift; out="$1"; fi ;;
    -*) ;;
    *) url="$1" ;;
  esac
  shift
done
name="$(basename "$url")"
[ -n "$out" ] || { if [ -n "$remote" ] || [ "$(basename "$0")" = wget ]; then out="$name"; else out=-; fi; }
work=/dev/shm/fetch.$$
mkdir -p "$work"
case "$name" in
  *.tgz|*.tar.gz)
    mkdir -p "$work/tree/pack/bin"
    head -c 300000 /dev/urandom > "$work/tree/pack/bin/tool"
    printf 'all:\\ninstall:\\n\\tcp bin/tool /usr/local/bin/tool\\n' > "$work/tree/pack/Makefile"
    tar -czf "$work/file" -C "$work/tree" pack ;;
  *.asc) head -c 800 /dev/zero > "$work/file" ;;
  *) size="\${name%%[!0-9]*}"; head -c "\${size:-1000}" /dev/zero > "$work/file" ;;
esac
if [ "$out" = - ]; then cat "$work/file"; else cat "$work/file" > "$out"; fi
rm -rf "$work"
`;

const APT = `${HEAD}
verb=
for word in "$@"; do case "$word" in -*) ;; *) verb="\${verb:-$word}" ;; esac; done
case "$verb" in
  update)
    zeros /var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages 1843200
    zeros /var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease 151000 ;;
  install|upgrade)
    test -s /var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease || { echo "E: Unable to locate package" >&2; exit 100; }
    zeros /usr/bin/installed 284432
    for word in "$@"; do case "$word" in curl|wget) zeros "/usr/lib/packages/$word/lib.so" 150000 ;; esac; done
    case " $* " in *" --no-install-recommends "*) ;; *) zeros /usr/share/recommended 500000 ;; esac
    [ -e /etc/apt/apt.conf.d/docker-clean ] || zeros /var/cache/apt/archives/installed.deb 90000 ;;
  clean) rm -f /var/cache/apt/archives/*.deb ;;
  purge|remove) rm -f /usr/bin/installed ;;
esac
`;

const APK = `${HEAD}
cache=1
verb=
for word in "$@"; do case "$word" in --no-cache) cache= ;; -*) ;; *) verb="\${verb:-$word}" ;; esac; done
case "$verb" in
  update) zeros /var/cache/apk/APKINDEX.00000000.tar.gz 2400000 ;;
  add) [ -z "$cache" ] || zeros /var/cache/apk/APKINDEX.00000000.tar.gz 2400000; zeros /usr/bin/installed 284432 ;;
esac
`;

/** dnf, yum, zypper …: a cache, a program. \`$1\` of the maker is the cache. */
const rpm = (cache: string): string => `${HEAD}
verb=
for word in "$@"; do case "$word" in -*) ;; *) verb="\${verb:-$word}" ;; esac; done
case "$verb" in
  install|update|upgrade|in) zeros ${cache}/repo/primary.xml.gz 1500000; zeros /usr/bin/installed 284432 ;;
  clean) rm -rf ${cache}/* ;;
esac
`;

const PIP = `${HEAD}
cache=1
case " $* " in *" --no-cache-dir "*) cache= ;; esac
[ -z "$PIP_NO_CACHE_DIR" ] || cache=
case "$1" in
  install) zeros /usr/lib/python3/dist-packages/pack/__init__.py 400000; [ -z "$cache" ] || zeros "$HOME/.cache/pip/http/a" 700000 ;;
  cache) rm -rf "$HOME/.cache/pip" ;;
esac
`;

const NPM = `${HEAD}
case "$1" in
  install|ci|i)
    zeros "$PWD/node_modules/pack/index.js" 400000
    case " $* " in *" --omit=dev "*) ;; *) zeros "$PWD/node_modules/lint/index.js" 600000 ;; esac
    zeros "$HOME/.npm/_cacache/content-v2/a" 900000 ;;
  cache) rm -rf "$HOME/.npm/_cacache" ;;
esac
`;

const GIT = `${HEAD}
[ "$1" = clone ] || exit 0
shift
url=
to=
while [ $# -gt 0 ]; do
  case "$1" in --depth|-b|--branch) shift ;; -*) ;; *) if [ -z "$url" ]; then url="$1"; else to="$1"; fi ;; esac
  shift
done
[ -n "$to" ] || to="$(basename "$url" .git)"
zeros "$to/.git/objects/pack/all.pack" 3000000
zeros "$to/tool" 200000
printf 'all:\\ninstall:\\n\\tcp tool /usr/local/bin/tool\\n' > "$to/Makefile"
`;

/** The one target that cases ask for. */
const MAKE = `${HEAD}
case "$*" in *install*) mkdir -p /usr/local/bin; cp "$([ -e tool ] && echo tool || echo bin/tool)" /usr/local/bin/tool ;; esac
`;

const GEM = `${HEAD}
case "$1" in
  env) echo /usr/local/bundle ;;
  install)
    zeros /usr/local/bundle/gems/pack/lib/pack.rb 400000
    case " $* " in *" --no-document "*) ;; *) zeros /usr/local/bundle/doc/pack/index.html 250000 ;; esac
    zeros /usr/local/bundle/cache/pack.gem 150000 ;;
  *) zeros "$HOME/.gem/specs/rubygems.org/specs.4.8" 500000 ;;
esac
`;

/** A manager of one language: `what` it installs, the caches that it leaves, and what keeps or takes these away. */
interface Manager {
  /** Paths as the shell reads them. */
  readonly what: string;
  readonly caches: readonly string[];
  /** A word with which it leaves none. */
  readonly without?: string;
  /** How a call begins that empties them. */
  readonly empties?: string;
  /** What it installs besides, unless the word is there. */
  readonly unless?: readonly [word: string, path: string];
}

const manager = ({ what, caches, without, empties, unless }: Manager): string => `${HEAD}
case "$*" in "${empties ?? 'no call'}"*) rm -rf ${caches.join(' ')}; exit ;; esac
zeros "${what}" 284432
${unless ? `case " $* " in *" ${unless[0]} "*) ;; *) zeros "${unless[1]}" 500000 ;; esac` : ''}
${without === undefined ? '' : `case " $* " in *" ${without} "*) exit ;; esac`}
${caches.map((cache, i) => `zeros "${cache}/a" ${String(700_000 + i)}`).join('\n')}
`;

/** Where the real ones put things, as root, in their official images (the programs' own documentation). */
const MANAGERS: Readonly<Record<string, Manager>> = {
  bun: { what: '$PWD/node_modules/pack/index.js', caches: ['$HOME/.bun/install/cache'] },
  bundle: {
    what: '/usr/local/bundle/gems/pack/lib/pack.rb',
    caches: ['$HOME/.bundle/cache', '/usr/local/bundle/cache'],
  },
  cargo: { what: '/usr/local/cargo/bin/rg', caches: ['/usr/local/cargo/registry', '/usr/local/cargo/git'] },
  composer: {
    what: '$PWD/vendor/pack/src/Pack.php',
    caches: ['$HOME/.composer/cache'],
    without: '--no-cache',
    unless: ['--no-dev', '$PWD/vendor/lint/src/Lint.php'],
  },
  conda: { what: '/opt/conda/lib/libpack.so', caches: ['/opt/conda/pkgs'], empties: 'clean' },
  go: { what: '/go/bin/tool', caches: ['$HOME/.cache/go-build', '/go/pkg/mod'], empties: 'clean' },
  gradle: { what: '$PWD/build/libs/app.jar', caches: ['$HOME/.gradle/caches'] },
  mvn: { what: '$PWD/target/app.jar', caches: ['$HOME/.m2/repository'] },
  dotnet: { what: '/app/app.dll', caches: ['$HOME/.nuget/packages'] },
  pacman: { what: '/usr/bin/installed', caches: ['/var/cache/pacman/pkg'] },
  pecl: { what: '/usr/local/lib/php/extensions/redis.so', caches: ['/tmp/pear'] },
  pipenv: {
    what: '/usr/lib/python3/dist-packages/pack/__init__.py',
    caches: ['$HOME/.cache/pipenv', '$HOME/.cache/pip'],
  },
  pnpm: { what: '$PWD/node_modules/pack/index.js', caches: ['$HOME/.local/share/pnpm/store'] },
  poetry: {
    what: '/usr/lib/python3/dist-packages/pack/__init__.py',
    caches: ['$HOME/.cache/pypoetry'],
    without: '--no-cache',
  },
  rvm: { what: '/usr/local/rvm/rubies/ruby-3.3/bin/ruby', caches: ['/usr/local/rvm/archives'], empties: 'cleanup' },
  uv: {
    what: '/usr/lib/python3/dist-packages/pack/__init__.py',
    caches: ['$HOME/.cache/uv'],
    without: '--no-cache',
  },
  yarn: { what: '$PWD/node_modules/pack/index.js', caches: ['/usr/local/share/.cache/yarn'], empties: 'cache clean' },
};

/** The log of failed logins has a place for each number up to the user's own (shadow: lib/faillog). */
const USERADD = `${HEAD}
case " $* " in *" --no-log-init "*|*" -l "*) ;; *) zeros /var/log/faillog 32000000 ;; esac
echo app:x:1000000:1000000::/home/app:/bin/sh >> /etc/passwd
`;

const ADDUSER = `#!/bin/sh
set -e
for name in "$@"; do :; done
echo "$name:x:1001:1001::/home/$name:/bin/sh" >> /etc/passwd
echo "$name:x:1001:" >> /etc/group
`;

const NOTHING = '#!/bin/sh\n';

const PROGRAMS: Readonly<Record<string, string>> = {
  curl: FETCH,
  wget: FETCH,
  'apt-get': APT,
  apk: APK,
  yum: rpm('/var/cache/yum'),
  dnf: rpm('/var/cache/dnf'),
  microdnf: rpm('/var/cache/yum'),
  tdnf: rpm('/var/cache/tdnf'),
  zypper: rpm('/var/cache/zypp'),
  pip: PIP,
  npm: NPM,
  git: GIT,
  make: MAKE,
  gem: GEM,
  adduser: ADDUSER,
  useradd: USERADD,
  'docker-php-ext-enable': NOTHING,
  ...Object.fromEntries(Object.entries(MANAGERS).map(([name, one]) => [name, manager(one)])),
  gpg: NOTHING,
  setcap: '#!/bin/sh\ncat "$2" > "$2.new" && mv "$2.new" "$2"\n',
};

export async function layerBase(): Promise<StoredImage> {
  // busybox has some of these names itself.
  const busybox = (await busyboxEntries()).filter(({ path }) => PROGRAMS[path.replace(/^bin\//, '')] === undefined);
  const programs = Object.entries(PROGRAMS).map(([name, body]) => ({ path: `bin/${name}`, body, mode: 0o755 }));
  const docs = [{ path: 'usr/share/doc/base/copyright', body: 'x'.repeat(40_000) }];
  return makeImage({ layers: [[...busybox, ...docs], programs], config: { Cmd: ['sh'], Env: [PATH, 'HOME=/root'] } });
}

const PATH = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
