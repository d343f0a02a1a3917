// The few calls of the Docker Engine API that tests need, over a unix socket. (The product goes through the CLI; this
// is a second, independent way to the same numbers.)
// @ts-check
import { request } from 'node:http';

/**
 * @typedef {object} EngineApi
 * @property {() => Promise<{ version: string, apiVersion: string }>} version
 * @property {() => Promise<any>} info
 * @property {(ref: string) => Promise<{ createdBy: string, size: number, comment: string }[]>} history oldest first
 * @property {(ref: string) => Promise<any>} inspect
 * @property {(ref: string) => Promise<import('node:http').IncomingMessage>} save   a tar stream
 * @property {(ref: string) => Promise<void>} remove  also when containers or other tags refer to it
 */

/** @param {string} socketPath @returns {EngineApi} */
export function engineApi(socketPath) {
  /** @param {string} method @param {string} path @returns {Promise<import('node:http').IncomingMessage>} */
  const call = (method, path) =>
    new Promise((done, fail) => {
      const sent = request({ socketPath, method, path, headers: { host: 'engine' }, agent: false });
      sent.on('error', fail).on('response', (response) => {
        if ((response.statusCode ?? 500) < 300) return done(response);
        text(response).then((body) => fail(new Error(`${method} ${path}: ${response.statusCode} ${body}`)), fail);
      });
      sent.end();
    });
  const json = async (/** @type {string} */ path) => JSON.parse(await text(await call('GET', path)));
  const image = (/** @type {string} */ ref) => `/images/${encodeURIComponent(ref)}`;
  return {
    async version() {
      const { Version, ApiVersion } = await json('/version');
      return { version: Version, apiVersion: ApiVersion };
    },
    info: () => json('/info'),
    async history(ref) {
      const rows = await json(`${image(ref)}/history`);
      return rows
        .reverse()
        .map((/** @type {any} */ row) => ({ createdBy: row.CreatedBy, size: row.Size, comment: row.Comment }));
    },
    inspect: (ref) => json(`${image(ref)}/json`),
    save: (ref) => call('GET', `${image(ref)}/get`),
    async remove(ref) {
      await text(await call('DELETE', `${image(ref)}?force=1`));
    },
  };
}

/** @param {AsyncIterable<Uint8Array>} stream */
async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
