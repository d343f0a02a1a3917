// Knows: the docker program's own files: `config.json` and the meta.json of a context (docker/cli: cli/context/store).
import { fieldOf, parseJson, recordOf, textOf } from '../../image/json';

/** Name of the current context; empty when none is set. */
export const readCurrentContext = (text: string | undefined): string =>
  textOf(fieldOf(text === undefined ? undefined : parseJson(text), 'currentContext')) ?? '';

export interface ContextMeta {
  readonly host: string;
  readonly skipTlsVerify: boolean;
}

/** The Docker endpoint of a context; undefined when the file is missing, damaged, or of a context without one. */
export function readContextMeta(text: string | undefined): ContextMeta | undefined {
  const root = recordOf(text === undefined ? undefined : parseJson(text));
  const docker = fieldOf(fieldOf(root, 'Endpoints'), 'docker');
  const host = textOf(fieldOf(docker, 'Host')) ?? '';
  return host === '' ? undefined : { host, skipTlsVerify: fieldOf(docker, 'SkipTLSVerify') === true };
}
