// Knows: what engines say of themselves: `_ping` headers, `/version`, and the same through their programs.
import { fieldOf, listOf, recordOf, textOf } from '../../image/json';

export interface VersionRecord {
  readonly product: 'docker' | 'podman';
  /** `28.5.2` */
  readonly version: string;
  /** Newest API version it speaks, `1.51`; empty when it does not say. */
  readonly apiVersion: string;
  /** Oldest API version it still speaks; empty when it does not say. */
  readonly minApiVersion: string;
}

/** `GET /version`, and the `Server` part of `docker version --format '{{json .}}'`. */
export function readVersion(value: unknown): VersionRecord | undefined {
  const record = recordOf(value);
  const version = textOf(fieldOf(record, 'Version')) ?? '';
  if (record === undefined || version === '') return undefined;
  const components = listOf(fieldOf(record, 'Components')).map((part) => textOf(fieldOf(part, 'Name')) ?? '');
  return {
    product: components.some((name) => /podman/i.test(name)) ? 'podman' : 'docker',
    version,
    apiVersion: textOf(fieldOf(record, 'ApiVersion')) ?? '',
    minApiVersion: textOf(fieldOf(record, 'MinAPIVersion')) ?? '',
  };
}

/** `docker version --format '{{json .}}'`: the server's part, absent when no engine answers. */
export const readDockerCliVersion = (value: unknown): VersionRecord | undefined =>
  readVersion(fieldOf(value, 'Server'));

/** `podman version --format json`: there is a server only when Podman is remote. */
export function readPodmanCliVersion(value: unknown): VersionRecord | undefined {
  const side = recordOf(fieldOf(value, 'Server')) ?? recordOf(fieldOf(value, 'Client'));
  const version = textOf(fieldOf(side, 'Version')) ?? '';
  if (version === '') return undefined;
  // Its API version is that of Podman's own API, which is not spoken here.
  return { product: 'podman', version, apiVersion: '', minApiVersion: '' };
}
