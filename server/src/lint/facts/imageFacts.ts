// Knows: what well-known images are made of, by their names. The base's config wins
// where the build options know it; the rest is baseImageTable.ts. What neither knows is `unknown` or undefined.
import type { BaseImage } from '../../build/options';
import {
  IMAGES,
  NAMESPACES,
  OTHER_APT,
  PROCESSOR_NAMESPACES,
  SHELL_OF,
  TAG_WORDS,
  workdirOf,
  type ImageFamily,
  type ImageRow,
} from './baseImageTable';

export type { ImageFamily } from './baseImageTable';

export interface BaseFacts {
  /** As FROM names it, expanded; empty when it cannot be known. */
  readonly reference: string;
  /** `node`, `bitnami/node`, `mcr.microsoft.com/dotnet/sdk`: Docker Hub's registry and `library/` left out. */
  readonly repository: string;
  /** Empty when none is written. */
  readonly tag: string;
  readonly family: ImageFamily;
  /** `bookworm`, `noble`, `3.20`, `9`: as far as the tag says. */
  readonly release: string | undefined;
  /** True when Docker's own apt settings empty the archive folder after each install; undefined: nobody knows. */
  readonly hasDockerClean: boolean | undefined;
  /** What `/bin/sh` is. */
  readonly shell: 'dash' | 'bash' | 'ash' | undefined;
  readonly hasShell: boolean | undefined;
  /** USER of the base: empty for root; undefined: nobody knows. */
  readonly user: string | undefined;
  /** WORKDIR of its config, absolute; undefined: nobody knows. */
  readonly workdir: string | undefined;
  /** SHELL of its config; undefined: none, or nobody knows. */
  readonly ownShell: readonly string[] | undefined;
  /** Its apt is configured to ask nothing. */
  readonly asksNothing: boolean;
  /** A variable of its config; undefined: not set, or nobody knows. */
  env(name: string): string | undefined;
}

export const EMPTY_IMAGE: BaseFacts = {
  reference: 'scratch',
  repository: 'scratch',
  tag: '',
  family: 'scratch',
  release: undefined,
  hasDockerClean: false,
  shell: undefined,
  hasShell: false,
  user: '',
  workdir: '/',
  ownShell: undefined,
  asksNothing: false,
  env: () => undefined,
};

/** What is known of an image by its reference, and by its config when somebody has read that. */
export function imageFacts(reference: string, config?: BaseImage): BaseFacts {
  const { repository, tag } = parseReference(reference);
  const row = rowOf(repository);
  const family = familyOf(repository, tag, row);
  const env =
    config && new Map(config.env.map((entry) => [entry.split('=', 1)[0], entry.slice(entry.indexOf('=') + 1)]));
  return {
    reference,
    repository,
    tag,
    family,
    release: releaseOf(repository, tag, family),
    hasDockerClean: hasDockerClean(repository, family),
    shell: SHELL_OF[family],
    hasShell: hasShell(family, tag),
    user: config?.user ?? userOf(row, tag, family),
    workdir: config ? config.workingDir || '/' : row && family !== 'windows' ? workdirOf(repository, tag) : undefined,
    ownShell: config ? config.shell : row?.shell,
    asksNothing: row?.asksNothing === true,
    env: (name) => (env ? env.get(name) : own(row?.env, name)),
  };
}

const own = (values: Readonly<Record<string, string>> | undefined, name: string): string | undefined =>
  values && Object.hasOwn(values, name) ? values[name] : undefined;

/** `docker.io/library/node:20@sha256:…` → `node`, `20`. */
export function parseReference(reference: string): { readonly repository: string; readonly tag: string } {
  const at = reference.indexOf('@');
  const name = at === -1 ? reference : reference.slice(0, at);
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const path = hasTag ? name.slice(0, colon) : name;
  const short = path
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^(?:public\.ecr\.aws\/docker|mirror\.gcr\.io)\//, '')
    .replace(/^library\//, '');
  const slash = short.indexOf('/');
  const official = slash !== -1 && PROCESSOR_NAMESPACES.has(short.slice(0, slash)) ? short.slice(slash + 1) : short;
  return { repository: official, tag: hasTag ? name.slice(colon + 1) : '' };
}

const rowOf = (repository: string): ImageRow | undefined =>
  IMAGES.get(repository) ?? NAMESPACES.find(([prefix]) => repository.startsWith(prefix))?.[1];

function familyOf(repository: string, tag: string, row: ImageRow | undefined): ImageFamily {
  // What a stranger's tag says may be anything: `acme/alpine-tools:debian` is not looked at. Windows has words of its own.
  if (!row) return WINDOWS_WORD.test(`${repository}:${tag}`) ? 'windows' : 'unknown';
  // `-slim` is a word of Debian's; openjdk without one is Oracle Linux from 12 on, Debian before.
  if (
    repository === 'openjdk' &&
    (/slim/.test(tag) || /^(?:7|8|9|10|11)(?!\d)/.test(tag)) &&
    !/alpine|windows|nano/.test(tag)
  )
    return 'debian';
  if (
    repository.startsWith('mcr.microsoft.com/dotnet/') &&
    /^\d\d/.test(tag) &&
    !TAG_WORDS.some(([word]) => word.test(tag))
  )
    return 'ubuntu';
  if (row.family === 'distroless' || row.family === 'windows') return row.family;
  return TAG_WORDS.find(([word]) => word.test(tag))?.[1] ?? row.family;
}

const WINDOWS_WORD = /windowsservercore|nanoserver|\bltsc20\d\d/;

function releaseOf(repository: string, tag: string, family: ImageFamily): string | undefined {
  const word =
    /\b(wheezy|jessie|stretch|buster|bullseye|bookworm|trixie|forky|sid|trusty|xenial|bionic|focal|jammy|noble|plucky|questing|resolute|alpine\d[\d.]*|ubi\d+|ubuntu\d\d\.\d\d)\b/.exec(
      tag,
    )?.[1];
  if (word !== undefined) return word.replace(/^(?:alpine|ubi|ubuntu)/, '');
  // The tag of a distribution's own image is its release.
  if (repository === family || DISTRIBUTIONS.has(repository)) return /^\d+(?:\.\d+)?/.exec(tag)?.[0];
  return undefined;
}

const DISTRIBUTIONS: ReadonlySet<string> = new Set(
  'debian ubuntu alpine fedora centos rockylinux almalinux oraclelinux amazonlinux photon opensuse/leap'.split(' '),
);

function hasDockerClean(repository: string, family: ImageFamily): boolean | undefined {
  if (family === 'unknown') return undefined;
  if (family !== 'debian' && family !== 'ubuntu') return false;
  return OTHER_APT.test(repository) ? undefined : true;
}

function hasShell(family: ImageFamily, tag: string): boolean | undefined {
  if (family === 'unknown') return undefined;
  // distroless: `:debug` carries busybox; Chainguard's `-dev` carries a shell.
  if (family === 'distroless') return /debug|(?:^|-)dev$/.test(tag);
  return family !== 'scratch';
}

function userOf(row: ImageRow | undefined, tag: string, family: ImageFamily): string | undefined {
  if (!row) return undefined;
  if (/nonroot|rootless/.test(tag)) return row.user ?? '65532';
  if (family === 'distroless' && /chiseled/.test(tag)) return '1654';
  return row.family === 'unknown' ? row.user : (row.user ?? '');
}
