// A registry that answers every name and tag with one stub image, and the proxy that leads a daemon to it: with
// HTTPS_PROXY set to it, any host (Docker Hub, ghcr.io, quay.io, …) is this registry, over TLS signed by our own
// authority. Any other URL gets a small stable file, so `ADD https://…` works too. Own process: `node stubRegistry.mjs`.
// @ts-check
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { resolve } from 'node:path';
import { inRepo } from '../repo.mjs';
import { digestOf, namedImages, stubImage, stubProgram } from './baseImages.mjs';
import { ensureCa } from './ca.mjs';

/**
 * @typedef {import('./baseImages.mjs').StoredImage} StoredImage
 * @typedef {import('./baseImages.mjs').BaseNeeds} BaseNeeds
 * @typedef {Awaited<ReturnType<typeof startStubRegistry>>} StubRegistry
 */

const HUB = new Set(['registry-1.docker.io', 'index.docker.io', 'docker.io']);

/**
 * @param {{ port?: number, images?: Record<string, StoredImage> }} [options]
 *   `images`: by name as written in FROM, with or without a tag; default: `namedImages()`
 */
export async function startStubRegistry(options = {}) {
  const [ca, program] = await Promise.all([ensureCa(), stubProgram()]);
  const plain = stubImage(program);
  let stub = plain;
  /** @type {Map<string, StoredImage>} */ const named = new Map();
  /** @type {Map<string, StoredImage>} */ const byDigest = new Map();
  /** @type {Map<string, Buffer>} */ const blobs = new Map();
  /** @type {string[]} */ const requests = [];

  const keep = (/** @type {StoredImage} */ image) => {
    byDigest.set(image.digest, image);
    for (const [digest, blob] of image.blobs) blobs.set(digest, blob);
    return image;
  };
  const register = (/** @type {string} */ name, /** @type {StoredImage} */ image) =>
    void named.set(canonicalName(name), keep(image));

  /** @param {string} host @param {string} repository @param {string} reference */
  const imageOf = (host, repository, reference) => {
    if (reference.startsWith('sha256:')) return byDigest.get(reference);
    const name = `${HUB.has(host) || isLoopback(host) ? 'docker.io' : host}/${repository}`;
    return named.get(`${name}:${reference}`) ?? named.get(name) ?? stub;
  };

  /** @type {import('node:http').RequestListener} */
  const answer = (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
    requests.push(`${request.method} ${url.host}${url.pathname}`);
    const send = (/** @type {number} */ status, /** @type {Buffer} */ body, /** @type {string} */ type, extra = {}) => {
      response.writeHead(status, { 'content-type': type, 'content-length': body.length, ...extra });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    const refuse = (/** @type {number} */ status, /** @type {string} */ code) =>
      send(status, Buffer.from(JSON.stringify({ errors: [{ code, message: url.pathname }] })), 'application/json');

    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'UNSUPPORTED');
    if (/^\/v[12]\/?$/.test(url.pathname))
      return send(200, Buffer.from('{}'), 'application/json', { 'docker-distribution-api-version': 'registry/2.0' });
    const [, repository = '', kind, reference = ''] =
      /^\/v2\/(.+)\/(manifests|blobs|referrers|tags)\/([^/]+)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (kind === 'manifests') {
      const image = imageOf(url.searchParams.get('ns') ?? url.hostname, repository, reference);
      if (!image) return refuse(404, 'MANIFEST_UNKNOWN');
      return send(200, image.manifest, image.mediaType, { 'docker-content-digest': image.digest });
    }
    if (kind === 'blobs') {
      const blob = blobs.get(reference);
      if (!blob) return refuse(404, 'BLOB_UNKNOWN');
      return send(200, blob, 'application/octet-stream', { 'docker-content-digest': reference });
    }
    if (kind) return refuse(404, 'UNSUPPORTED');
    const body = Buffer.from(`layerlens ${url.host}${url.pathname}\n`);
    const cacheable = { etag: `"${digestOf(body)}"`, 'last-modified': 'Wed, 01 Jan 2020 00:00:00 GMT' };
    return send(200, body, 'application/octet-stream', cacheable);
  };

  const server = createServer(answer);
  const tls = createTlsServer(
    { SNICallback: (host, done) => void ca.contextFor(host).then((context) => done(null, context), done) },
    answer,
  );
  /** @type {Set<import('node:stream').Duplex>} */ const tunnels = new Set();
  server.on('connect', (request, socket) => {
    tunnels.add(socket);
    socket.on('close', () => tunnels.delete(socket)).on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    tls.emit('connection', socket);
  });
  tls.on('tlsClientError', (error, socket) => {
    requests.push(`TLS ${socket.servername ?? ''}: ${error.message}`);
    socket.destroy();
  });

  keep(stub);
  for (const [name, image] of Object.entries(options.images ?? (await namedImages()))) register(name, image);
  await new Promise((done, fail) =>
    server.on('error', fail).listen(options.port ?? 0, '127.0.0.1', () => done(undefined)),
  );
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    port: address.port,
    /** The certificate a daemon has to trust. */
    caFile: ca.file,
    /** What was asked for, oldest first: `GET host/path`. */
    requests,
    /** Serves one particular image under this name; without a tag, under all its tags. */
    register,
    /** What the stub image must have for the builds to come; nothing for the plain one. @param {BaseNeeds} [needs] */
    setNeeds(needs) {
      stub = needs && Object.values(needs).some((list) => list?.length) ? keep(stubImage(program, needs)) : plain;
    },
    /** Environment of a daemon that is to see only this registry. @param {string} caFile path as the daemon sees it */
    daemonEnv(caFile) {
      const proxy = { HTTP_PROXY: url, HTTPS_PROXY: url, http_proxy: url, https_proxy: url };
      return { ...proxy, SSL_CERT_FILE: caFile, SSL_CERT_DIR: '/nonexistent' };
    },
    async stop() {
      for (const socket of tunnels) socket.destroy();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** `python:3.12` → `docker.io/library/python:3.12`; the tag stays, if any. @param {string} name */
function canonicalName(name) {
  const [first = '', ...rest] = name.split('/');
  if (rest.length === 0) return `docker.io/library/${name}`;
  return /[.:]|^localhost$/.test(first) ? name : `docker.io/${name}`;
}

/** @param {string} host */
const isLoopback = (host) => host === 'localhost' || host.startsWith('127.');

// (Not by import.meta.url: in a bundle that is the bundle's.)
if (resolve(process.argv[1] ?? '') === inRepo('scripts/rig/stubRegistry.mjs')) {
  const registry = await startStubRegistry({ port: Number(process.argv[2] ?? 0) });
  process.stdout.write(`${JSON.stringify({ url: registry.url, caFile: registry.caFile })}\n`);
}
