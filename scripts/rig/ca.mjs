// A certificate authority of our own, made once with openssl, and a certificate for any host name on demand. Only
// daemons that a rig starts are told to trust it; nothing is installed on the machine.
// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { rigsDir, run, which } from './cache.mjs';
import { RigUnavailable } from './unavailable.mjs';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/**
 * @typedef {object} CertificateAuthority
 * @property {string} file  the root certificate, PEM
 * @property {(host: string) => Promise<import('node:tls').SecureContext>} contextFor
 */

/** @returns {Promise<CertificateAuthority>} */
export async function ensureCa() {
  if (!which('openssl')) throw new RigUnavailable('openssl is missing');
  const dir = join(rigsDir(), 'ca');
  const [certificate, key] = [join(dir, 'ca.crt'), join(dir, 'ca.key')];
  if (!existsSync(certificate)) await makeRoot(dir);
  /** @type {Map<string, Promise<import('node:tls').SecureContext>>} */
  const contexts = new Map();
  return {
    file: certificate,
    contextFor(host) {
      const known = contexts.get(host);
      if (known) return known;
      const made = makeLeaf(host, certificate, key);
      contexts.set(host, made);
      return made;
    },
  };
}

/** Built beside its place and renamed, so that two processes may do it at once. @param {string} dir */
async function makeRoot(dir) {
  mkdirSync(rigsDir(), { recursive: true });
  const made = mkdtempSync(`${dir}.`);
  const out = ['-keyout', join(made, 'ca.key'), '-out', join(made, 'ca.crt')];
  await run(['openssl', 'req', '-x509', ...KEY, '-days', '3650', '-subj', '/CN=Layerlens test rig', ...out]);
  try {
    renameSync(made, dir);
  } catch (error) {
    rmSync(made, { recursive: true });
    if (!existsSync(join(dir, 'ca.crt'))) throw error;
  }
}

/** @param {string} host @param {string} certificate @param {string} key */
async function makeLeaf(host, certificate, key) {
  const dir = mkdtempSync(join(rigsDir(), 'leaf-'));
  try {
    const out = ['-keyout', join(dir, 'key'), '-out', join(dir, 'crt')];
    const name = `subjectAltName=${isIP(host) ? 'IP' : 'DNS'}:${host}`;
    const signer = ['-CA', certificate, '-CAkey', key];
    await run([
      'openssl',
      'req',
      '-x509',
      ...KEY,
      ...signer,
      '-days',
      '800',
      '-subj',
      '/CN=layerlens',
      '-addext',
      name,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      ...out,
    ]);
    return createSecureContext({ key: readFileSync(join(dir, 'key')), cert: readFileSync(join(dir, 'crt')) });
  } finally {
    rmSync(dir, { recursive: true });
  }
}
