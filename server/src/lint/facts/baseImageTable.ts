// Knows: what well-known images are made of, as data: distribution, user, what their ENV sets that moves package caches.
// Sources: docker-library/official-images (library/*, and the Dockerfiles it names), 2026-09; for others the project's own
// Dockerfile: GoogleContainerTools/distroless, bitnami/containers, jupyter/docker-stacks, nginxinc/docker-nginx-unprivileged,
// grafana/grafana, jenkinsci/docker, mamba-org/micromamba-docker, CircleCI-Public/cimg-base, apache/airflow, dotnet/dotnet-docker, nvidia/cuda, astral-sh/uv.

export type ImageFamily =
  | 'debian'
  | 'ubuntu'
  | 'alpine'
  | 'busybox'
  | 'rhel'
  | 'suse'
  | 'arch'
  | 'windows'
  | 'distroless'
  | 'scratch'
  | 'unknown';

export interface ImageRow {
  /** What a tag without a word of its own stands for. */
  readonly family: ImageFamily;
  /** USER of its config, where that is not root. Undefined: root. */
  readonly user?: string;
  /** ENV of its config that moves a package manager's cache. */
  readonly env?: Readonly<Record<string, string>>;
  /** SHELL of its config. A program of its own stands as the shell that it starts. */
  readonly shell?: readonly string[];
  /** apt is configured to ask nothing. */
  readonly asksNothing?: true;
}

const rows = (family: ImageFamily, names: string): [string, ImageRow][] =>
  names
    .split(/\s+/)
    .filter((name) => name !== '')
    .map((name) => [name, { family }]);

const GEMS = { GEM_HOME: '/usr/local/bundle', BUNDLE_APP_CONFIG: '/usr/local/bundle' };
const CARGO = { CARGO_HOME: '/usr/local/cargo', RUSTUP_HOME: '/usr/local/rustup' };
const CONDA = { CONDA_DIR: '/opt/conda' };
const PIPEFAIL = ['/bin/bash', '-o', 'pipefail', '-c'];
const STRICT = ['/bin/bash', '-o', 'errexit', '-o', 'nounset', '-o', 'pipefail', '-c'];

/** By repository as Docker Hub's users write it: `node`, `bitnami/node`; others with their registry. */
export const IMAGES: ReadonlyMap<string, ImageRow> = new Map<string, ImageRow>([
  ...rows(
    'debian',
    `debian node python pypy golang php perl rust gcc buildpack-deps haskell r-base erlang elixir clojure julia dart
     postgres redis nginx httpd wordpress drupal joomla mediawiki nextcloud matomo phpmyadmin ghost influxdb telegraf
     couchdb cassandra neo4j tomee hylang rakudo-star swipl mono iojs yourls monica friendica
     denoland/deno continuumio/anaconda3 cypress/base cypress/browsers cypress/included cypress/factory timescale/timescaledb-ha
     mcr.microsoft.com/devcontainers/base mcr.microsoft.com/vscode/devcontainers/base oven/bun google/cloud-sdk gcr.io/google.com/cloudsdktool/cloud-sdk
     gcr.io/google.com/cloudsdktool/google-cloud-cli rocker/r-base`,
  ),
  ...rows(
    'ubuntu',
    `ubuntu swift eclipse-temurin ibmjava ibm-semeru-runtimes maven gradle tomcat jetty mariadb mongo rabbitmq open-liberty
     websphere-liberty adoptopenjdk nvidia/cuda tensorflow/tensorflow pytorch/pytorch phusion/baseimage
     mcr.microsoft.com/playwright mcr.microsoft.com/playwright/python rocker/r-ver rocker/rstudio rocker/shiny rocker/tidyverse
     osrf/ros ros`,
  ),
  ...rows(
    'alpine',
    `alpine traefik vault consul registry docker composer caddy bash eggdrop arangodb adminer chronograf kapacitor
     hashicorp/terraform hashicorp/vault hashicorp/consul alpine/git frolvlad/alpine-glibc frolvlad/alpine-miniconda3
     linuxserver/baseimage-alpine zenika/alpine-chrome nats-streaming timescale/timescaledb cgr.dev/chainguard/wolfi-base`,
  ),
  ...rows('busybox', 'busybox'),
  ...rows(
    'rhel',
    `fedora centos rockylinux almalinux oraclelinux amazonlinux amazoncorretto photon sl rockylinux/rockylinux
     almalinux/9-base almalinux/8-base mysql openjdk
     quay.io/centos/centos quay.io/fedora/fedora quay.io/rockylinux/rockylinux quay.io/almalinuxorg/almalinux
     registry.fedoraproject.org/fedora registry.fedoraproject.org/fedora-minimal
     mcr.microsoft.com/azurelinux/base/core mcr.microsoft.com/cbl-mariner/base/core`,
  ),
  ...rows('suse', 'opensuse opensuse/leap opensuse/tumbleweed registry.opensuse.org/opensuse/leap'),
  ...rows('arch', 'archlinux archlinux/archlinux base/archlinux manjarolinux/base'),
  ...rows(
    'windows',
    `mcr.microsoft.com/windows mcr.microsoft.com/windows/servercore mcr.microsoft.com/windows/nanoserver
     mcr.microsoft.com/windows/server mcr.microsoft.com/dotnet/framework/sdk mcr.microsoft.com/dotnet/framework/aspnet
     mcr.microsoft.com/dotnet/framework/runtime`,
  ),
  ...rows('scratch', 'hello-world ghcr.io/astral-sh/uv'),
  ['bitnami/minideb', { family: 'debian' }],
  ['rust', { family: 'debian', env: CARGO }],
  ['golang', { family: 'debian', env: { GOPATH: '/go' } }],
  ['ruby', { family: 'debian', env: GEMS }],
  ['jruby', { family: 'ubuntu', env: GEMS }],
  ['continuumio/miniconda3', { family: 'debian', env: CONDA }],
  ['continuumio/anaconda3', { family: 'debian', env: CONDA }],
  ['condaforge/miniforge3', { family: 'ubuntu', env: CONDA }],
  ['condaforge/mambaforge', { family: 'ubuntu', env: CONDA }],
  [
    'mambaorg/micromamba',
    { family: 'debian', user: 'mambauser', env: { MAMBA_ROOT_PREFIX: '/opt/conda' }, shell: PIPEFAIL },
  ],
  ['composer', { family: 'alpine', env: { COMPOSER_HOME: '/tmp' } }],
  ['jenkins/jenkins', { family: 'debian', user: 'jenkins' }],
  ['jenkins/inbound-agent', { family: 'debian', user: 'jenkins' }],
  ['jenkins/agent', { family: 'debian', user: 'jenkins' }],
  ['memcached', { family: 'debian', user: 'memcache' }],
  ['haproxy', { family: 'debian', user: 'haproxy' }],
  ['sonarqube', { family: 'ubuntu', user: 'sonarqube' }],
  ['solr', { family: 'ubuntu', user: 'solr' }],
  ['elasticsearch', { family: 'ubuntu', user: '1000:0' }],
  ['kibana', { family: 'ubuntu', user: '1000' }],
  ['logstash', { family: 'ubuntu', user: '1000' }],
  ['docker.elastic.co/elasticsearch/elasticsearch', { family: 'unknown', user: '1000:0' }],
  ['docker.elastic.co/kibana/kibana', { family: 'unknown', user: '1000' }],
  ['docker.elastic.co/logstash/logstash', { family: 'unknown', user: '1000' }],
  ['nginxinc/nginx-unprivileged', { family: 'debian', user: '101' }],
  ['grafana/grafana', { family: 'alpine', user: '472' }],
  ['prom/prometheus', { family: 'busybox', user: 'nobody' }],
  ['quay.io/prometheus/prometheus', { family: 'busybox', user: 'nobody' }],
  ['quay.io/keycloak/keycloak', { family: 'rhel', user: '1000' }],
  ['apache/airflow', { family: 'debian', user: '50000', shell: STRICT }],
  ['apache/superset', { family: 'debian', user: 'superset' }],
  ['apache/nifi', { family: 'unknown', user: 'nifi' }],
  ['ghcr.io/puppeteer/puppeteer', { family: 'debian', user: 'pptruser' }],
  ['nodered/node-red', { family: 'alpine', user: 'node-red' }],
  ['mcr.microsoft.com/mssql/server', { family: 'ubuntu', user: 'mssql' }],
]);

/** Whole name spaces, the longest first. */
export const NAMESPACES: readonly (readonly [string, ImageRow])[] = [
  ['gcr.io/distroless/', { family: 'distroless' }],
  ['cgr.dev/chainguard/', { family: 'distroless', user: '65532' }],
  ['mcr.microsoft.com/windows/', { family: 'windows' }],
  ['mcr.microsoft.com/dotnet/framework/', { family: 'windows' }],
  // .NET ≤ 9: Debian; from 10 on Ubuntu (dotnet/dotnet-docker: documentation/supported-platforms.md).
  ['mcr.microsoft.com/dotnet/', { family: 'debian' }],
  ['mcr.microsoft.com/devcontainers/', { family: 'debian' }],
  ['mcr.microsoft.com/vscode/devcontainers/', { family: 'debian' }],
  ['mcr.microsoft.com/azure-functions/', { family: 'debian' }],
  ['mcr.microsoft.com/openjdk/', { family: 'ubuntu' }],
  ['public.ecr.aws/lambda/', { family: 'rhel' }],
  ['registry.access.redhat.com/ubi', { family: 'rhel' }],
  ['registry.redhat.io/ubi', { family: 'rhel' }],
  ['redhat/ubi', { family: 'rhel' }],
  ['bitnami/', { family: 'debian', user: '1001', shell: STRICT }],
  ['bitnamilegacy/', { family: 'debian', user: '1001', shell: STRICT }],
  ['jupyter/', { family: 'ubuntu', user: '1000', env: CONDA, shell: PIPEFAIL }],
  ['quay.io/jupyter/', { family: 'ubuntu', user: '1000', env: CONDA, shell: PIPEFAIL }],
  ['cimg/', { family: 'ubuntu', user: 'circleci', shell: ['/bin/bash', '-exo', 'pipefail', '-c'], asksNothing: true }],
  ['circleci/', { family: 'debian', user: 'circleci', asksNothing: true }],
  ['selenium/', { family: 'ubuntu', user: '1200' }],
  ['opensuse/', { family: 'suse' }],
  ['registry.suse.com/', { family: 'suse' }],
  ['archlinux/', { family: 'arch' }],
];

/** Official images for one processor: `arm64v8/python` is `python`. */
export const PROCESSOR_NAMESPACES: ReadonlySet<string> = new Set([
  'amd64',
  'arm32v5',
  'arm32v6',
  'arm32v7',
  'arm64v8',
  'i386',
  'mips64le',
  'ppc64le',
  'riscv64',
  's390x',
]);

/** Words of a tag that name a distribution, whatever the image. The first that fits counts. */
export const TAG_WORDS: readonly (readonly [RegExp, ImageFamily])[] = [
  [/windowsservercore|nanoserver|ltsc20\d\d/, 'windows'],
  [/chiseled|distroless/, 'distroless'],
  [/alpine|wolfi/, 'alpine'],
  [
    /\b(?:azurelinux|cbl-mariner|mariner|ubi\d*|oraclelinux|oracle|ol\d|centos\d*|rockylinux\d*|almalinux|fedora|amazonlinux|al20\d\d)/,
    'rhel',
  ],
  [/\b(?:ubuntu|trusty|xenial|bionic|focal|jammy|lunar|mantic|noble|oracular|plucky|questing|resolute)/, 'ubuntu'],
  [/\b(?:debian|wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid)/, 'debian'],
  [/\bbusybox/, 'busybox'],
  [/\b(?:opensuse|leap|tumbleweed)/, 'suse'],
];

/** `/bin/sh` of each distribution. */
export const SHELL_OF: Readonly<Partial<Record<ImageFamily, 'dash' | 'bash' | 'ash'>>> = {
  debian: 'dash',
  ubuntu: 'dash',
  alpine: 'ash',
  busybox: 'ash',
  rhel: 'bash',
  suse: 'bash',
  arch: 'bash',
};

/**
 * Images whose apt is not that of Docker's own Debian and Ubuntu images, or of which nobody said so. The others carry
 * /etc/apt/apt.conf.d/docker-clean (debuerreotype: scripts/debuerreotype-minimizing-config; Ubuntu's OCI images do the same).
 */
export const OTHER_APT = /^(?:bitnami|bitnamilegacy|phusion|circleci|cimg|selenium|jupyter|quay\.io)\//;

/**
 * WORKDIR of their configs, by repository or by the beginning of its name; empty: nobody knows, or it hangs on the version.
 * Of the other images of this table it is `/`.
 */
const WORKDIRS = new Map<string, string>([
  ...places('/var/www/html', 'wordpress joomla mediawiki nextcloud matomo phpmyadmin adminer yourls monica friendica'),
  ...places(
    '',
    'drupal solr haproxy open-liberty websphere-liberty elasticsearch kibana logstash timescale/timescaledb-ha',
  ),
  ...places(
    '',
    'tensorflow/tensorflow bitnami/ bitnamilegacy/ selenium/ circleci/ cgr.dev/chainguard/ jenkins/ mono iojs',
  ),
  ...places(
    '',
    'mcr.microsoft.com/azure-functions/ mcr.microsoft.com/playwright mcr.microsoft.com/dotnet/framework/ quay.io/keycloak/',
  ),
  ...places('', 'docker.elastic.co/ apache/nifi hashicorp/ cypress/factory gcr.io/distroless/'),
  ...places('/home/jovyan', 'jupyter/ quay.io/jupyter/'),
  ['golang', '/go'],
  ['httpd', '/usr/local/apache2'],
  ['tomcat', '/usr/local/tomcat'],
  ['ghost', '/var/lib/ghost'],
  ['redis', '/data'],
  ['couchdb', '/opt/couchdb'],
  ['neo4j', '/var/lib/neo4j'],
  ['jetty', '/var/lib/jetty'],
  ['gradle', '/home/gradle'],
  ['composer', '/app'],
  ['caddy', '/srv'],
  ['sonarqube', '/opt/sonarqube'],
  ['oven/bun', '/home/bun/app'],
  ['apache/airflow', '/opt/airflow'],
  ['apache/superset', '/app'],
  ['cimg/', '/home/circleci/project'],
  ['public.ecr.aws/lambda/', '/var/task'],
  ['nodered/node-red', '/usr/src/node-red'],
  ['grafana/grafana', '/usr/share/grafana'],
  ['prom/prometheus', '/prometheus'],
  ['quay.io/prometheus/prometheus', '/prometheus'],
  ['mambaorg/micromamba', '/tmp'],
  ['ghcr.io/puppeteer/puppeteer', '/home/pptruser'],
  ['pytorch/pytorch', '/workspace'],
  ['eggdrop', '/home/eggdrop/eggdrop'],
  ['alpine/git', '/git'],
  ['zenika/alpine-chrome', '/usr/src/app'],
]);

function places(path: string, names: string): [string, string][] {
  return names.split(' ').map((name) => [name, path]);
}

/** Absolute; undefined: nobody knows. */
export function workdirOf(repository: string, tag: string): string | undefined {
  // php: the variants with a web server and FPM (docker-library/php: Dockerfile-linux.template).
  if (repository === 'php') return /apache|fpm/.test(tag) ? '/var/www/html' : '/';
  const prefix = [...WORKDIRS.keys()].find((name) => name.endsWith('/') && repository.startsWith(name));
  const path = WORKDIRS.get(repository) ?? (prefix === undefined ? '/' : WORKDIRS.get(prefix));
  return path === '' ? undefined : path;
}
