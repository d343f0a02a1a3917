// Knows: where container engines listen, and which of those places the user means: setting > DOCKER_HOST > DOCKER_CONTEXT >
// current context > the usual sockets (docker/cli: cli/command/cli.go; image-facts §4.5). A function of its facts; asks nobody.
import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import type { Endpoint } from './engine';
import { readContextMeta, readCurrentContext } from './records/context';

export interface EndpointFacts {
  /** The setting `layerlens.engine.host`; empty when not set. */
  readonly host: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly os: NodeJS.Platform;
  /** User id, where there is such a thing. */
  readonly uid: number | undefined;
  /** Text of a file; undefined when there is none. */
  readText(path: string): Promise<string | undefined>;
}

export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** False: the user asked not to check the engine's certificate. */
  readonly verify: boolean;
}

/** How bytes get there. */
export type Way =
  /** A Unix socket or a Windows named pipe. */
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsMaterial }
  /** The user's own docker program carries the bytes: `docker … system dial-stdio`. */
  | { readonly kind: 'program'; readonly program: string; readonly args: readonly string[] };

export interface Target {
  readonly endpoint: Endpoint;
  readonly way: Way;
}

export interface EndpointChoice {
  /** True when the user named the engine: then there is at most one target, and no other engine may be taken instead. */
  readonly configured: boolean;
  /** In the order in which they are tried. */
  readonly targets: readonly Target[];
  /** Options for the docker program that mean the same engine; for when only that program can reach it. */
  readonly cliOptions: readonly string[];
  /** The named engine cannot even be tried. */
  readonly broken?: { readonly endpoint: Endpoint; readonly detail: string };
}

export async function chooseEndpoints(facts: EndpointFacts): Promise<EndpointChoice> {
  const { env } = facts;
  if (facts.host !== '') return named(facts, facts.host, 'setting layerlens.engine.host', ['--host', facts.host]);
  const host = env['DOCKER_HOST'] ?? '';
  if (host !== '') return named(facts, host, 'DOCKER_HOST', []);

  const fromEnv = env['DOCKER_CONTEXT'] ?? '';
  const context = fromEnv === '' ? readCurrentContext(await facts.readText(inConfig(facts, 'config.json'))) : fromEnv;
  // `default` is no context of its own: it stands for "no context" (docker/cli: context/docker).
  if (context !== '' && context !== 'default') return namedContext(facts, context);
  return { configured: false, targets: usualTargets(facts), cliOptions: [] };
}

async function named(
  facts: EndpointFacts,
  address: string,
  from: string,
  cliOptions: readonly string[],
): Promise<EndpointChoice> {
  const endpoint = { address, from };
  const way = wayTo(address, await tlsFromEnv(facts), ['--host', address]);
  return way === undefined
    ? unusable(endpoint, cliOptions)
    : { configured: true, targets: [{ endpoint, way }], cliOptions };
}

async function namedContext(facts: EndpointFacts, context: string): Promise<EndpointChoice> {
  const from = `context ${context}`;
  const id = createHash('sha256').update(context).digest('hex');
  const meta = readContextMeta(await facts.readText(inConfig(facts, 'contexts', 'meta', id, 'meta.json')));
  const cliOptions = ['--context', context];
  if (meta === undefined) {
    const detail = `The Docker context ${context} is not there. docker context ls shows those that are.`;
    return { configured: true, targets: [], cliOptions, broken: { endpoint: { address: '', from }, detail } };
  }
  const tls = await readTls(facts, inConfig(facts, 'contexts', 'tls', id, 'docker'), !meta.skipTlsVerify);
  const wantsTls = tls.ca !== undefined || tls.cert !== undefined || meta.skipTlsVerify;
  const endpoint = { address: meta.host, from };
  const way = wayTo(meta.host, wantsTls ? tls : undefined, cliOptions);
  return way === undefined
    ? unusable(endpoint, cliOptions)
    : { configured: true, targets: [{ endpoint, way }], cliOptions };
}

const unusable = (endpoint: Endpoint, cliOptions: readonly string[]): EndpointChoice => ({
  configured: true,
  targets: [],
  cliOptions,
  broken: { endpoint, detail: `Layerlens does not understand the address ${endpoint.address}.` },
});

/** The way to an address as `docker --host` takes it; undefined for a form we do not know. */
export function wayTo(
  address: string,
  tls: TlsMaterial | undefined,
  dockerOptions: readonly string[],
): Way | undefined {
  const [, scheme, rest = ''] = /^([a-z+]+):\/\/(.*)$/.exec(address) ?? [];
  switch (scheme) {
    case 'unix':
      return rest === '' ? undefined : { kind: 'socket', path: rest };
    case 'npipe':
      return rest === '' ? undefined : { kind: 'socket', path: rest.replaceAll('/', '\\') };
    case 'tcp':
    case 'http':
      return tcp(rest, tls);
    case 'https':
      return tcp(rest, tls ?? { verify: true });
    case 'ssh':
      return isSshHost(rest)
        ? { kind: 'program', program: 'docker', args: [...dockerOptions, 'system', 'dial-stdio'] }
        : undefined;
    case undefined:
      if (posix.isAbsolute(address)) return { kind: 'socket', path: address };
      if (address.startsWith('\\\\.\\pipe\\')) return { kind: 'socket', path: address };
      return /^[^/\s]+:\d+$/.test(address) ? tcp(address, tls) : undefined;
    default:
      return undefined;
  }
}

/** `[user@]host[:port][/path]`. What starts with a dash would be an option of ssh. */
function isSshHost(rest: string): boolean {
  const [authority = ''] = rest.split('/');
  const at = authority.lastIndexOf('@');
  return !authority.startsWith('-') && /^[A-Za-z0-9[]/.test(authority.slice(at + 1));
}

function tcp(rest: string, tls: TlsMaterial | undefined): Way | undefined {
  const [, host, port] = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?:\/.*)?$/.exec(rest) ?? [];
  if (host === undefined) return undefined;
  const number = port === undefined ? (tls === undefined ? 2375 : 2376) : Number(port);
  if (number > 65535) return undefined;
  return { kind: 'tcp', host: host.replace(/^\[|\]$/g, ''), port: number, ...(tls === undefined ? {} : { tls }) };
}

/** As the docker program reads them: DOCKER_TLS_VERIFY and DOCKER_TLS count when not empty, whatever they say. */
async function tlsFromEnv(facts: EndpointFacts): Promise<TlsMaterial | undefined> {
  const verify = (facts.env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  if (!verify && (facts.env['DOCKER_TLS'] ?? '') === '') return undefined;
  const folder = facts.env['DOCKER_CERT_PATH'] ?? '';
  return readTls(facts, folder === '' ? inConfig(facts) : folder, verify);
}

async function readTls(facts: EndpointFacts, folder: string, verify: boolean): Promise<TlsMaterial> {
  const path = pathsOf(facts);
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => facts.readText(path.join(folder, name))),
  );
  return {
    verify,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

const pathsOf = (facts: EndpointFacts): typeof posix => (facts.os === 'win32' ? win32 : posix);

function inConfig(facts: EndpointFacts, ...parts: string[]): string {
  const path = pathsOf(facts);
  const base = facts.env['DOCKER_CONFIG'] ?? '';
  return path.join(base === '' ? path.join(facts.home, '.docker') : base, ...parts);
}

/** Sockets of the products people have, the plain Docker Engine first, Podman last. */
function usualTargets(facts: EndpointFacts): Target[] {
  const targets = (facts.os === 'win32' ? usualPipes() : usualSockets(facts)).map(({ address, from }) => ({
    endpoint: { address, from },
    way: wayTo(address, undefined, []),
  }));
  return targets.filter((target): target is Target => target.way !== undefined);
}

const usualPipes = (): Endpoint[] => [
  { address: 'npipe:////./pipe/docker_engine', from: 'default pipe' },
  { address: 'npipe:////./pipe/dockerDesktopLinuxEngine', from: 'Docker Desktop' },
  { address: 'npipe:////./pipe/podman-machine-default', from: 'Podman machine' },
];

function usualSockets({ env, home, os, uid }: EndpointFacts): Endpoint[] {
  const set = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const runtime = set('XDG_RUNTIME_DIR') ?? (uid === undefined ? undefined : `/run/user/${String(uid)}`);
  const config = set('XDG_CONFIG_HOME') ?? `${home}/.config`;
  const colima = set('COLIMA_HOME');
  const temporary = (set('TMPDIR') ?? '/tmp').replace(/\/$/, '');
  const isMac = os === 'darwin';
  const socket = (path: string, from: string, when = true): Endpoint[] =>
    when ? [{ address: `unix://${path}`, from }] : [];
  const container = set('CONTAINER_HOST');
  const found = [
    ...socket('/var/run/docker.sock', 'default socket'),
    ...socket(`${runtime ?? ''}/docker.sock`, 'rootless Docker', runtime !== undefined && !isMac),
    ...socket(`${home}/.docker/run/docker.sock`, 'Docker Desktop'),
    ...socket(`${home}/.docker/desktop/docker.sock`, 'Docker Desktop', !isMac),
    ...socket(`${home}/.orbstack/run/docker.sock`, 'OrbStack', isMac),
    ...socket(`${home}/.rd/docker.sock`, 'Rancher Desktop'),
    ...(colima === undefined ? [] : socket(`${colima}/default/docker.sock`, 'Colima')),
    ...socket(`${home}/.colima/default/docker.sock`, 'Colima'),
    ...socket(`${config}/colima/default/docker.sock`, 'Colima'),
    ...socket(`${home}/.colima/docker.sock`, 'Colima'),
    ...socket(`${home}/.lima/docker/sock/docker.sock`, 'Lima'),
    ...(container?.startsWith('unix://') === true ? [{ address: container, from: 'CONTAINER_HOST' }] : []),
    ...socket(`${runtime ?? ''}/podman/podman.sock`, 'rootless Podman', runtime !== undefined && !isMac),
    ...socket('/run/podman/podman.sock', 'Podman', !isMac),
    ...socket(`${temporary}/podman/podman-machine-default-api.sock`, 'Podman machine', isMac),
    ...socket(`${home}/.local/share/containers/podman/machine/podman.sock`, 'Podman machine', isMac),
  ];
  return found.filter((endpoint, i) => found.findIndex(({ address }) => address === endpoint.address) === i);
}
