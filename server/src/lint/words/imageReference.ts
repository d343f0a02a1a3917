// Knows: what a builder takes for the name of an image (distribution/reference: regexp.go, normalize.go; go-digest:
// algorithm.go). Not what an engine may be asked for: that is image/name.ts.

const DOMAIN_PART = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const DOMAIN = new RegExp(`^(?:${DOMAIN_PART}(?:\\.${DOMAIN_PART})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const PATH_PART = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
const LONGEST_NAME = 255;

export interface ImageName {
  /** Registry host; `docker.io` when none is written. */
  readonly domain: string;
  /** `library/` included. */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** Undefined when the builder refuses the text. */
export function parseImageName(text: string): ImageName | undefined {
  if (text.length > 1024 || /^[a-f0-9]{64}$/.test(text)) return undefined;
  const slash = text.indexOf('/');
  const first = slash === -1 ? '' : text.slice(0, slash);
  const hasDomain = slash !== -1 && (/[.:]/.test(first) || first === 'localhost' || first.toLowerCase() !== first);
  const domain = !hasDomain || first === 'index.docker.io' ? 'docker.io' : first;
  const rest = hasDomain ? text.slice(slash + 1) : text;
  const at = rest.indexOf('@');
  const named = at === -1 ? rest : rest.slice(0, at);
  const digest = at === -1 ? undefined : rest.slice(at + 1);
  const colon = named.indexOf(':');
  const written = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const path = domain === 'docker.io' && !written.includes('/') ? `library/${written}` : written;
  if (!DOMAIN.test(domain) || path.length > LONGEST_NAME || !path.split('/').every((part) => PATH_PART.test(part)))
    return undefined;
  if ((tag !== undefined && !TAG.test(tag)) || (digest !== undefined && !isContentDigest(digest))) return undefined;
  return { domain, path, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

function isContentDigest(text: string): boolean {
  const [algorithm = '', hex = '', more] = text.split(':');
  return more === undefined && DIGEST_LENGTHS[algorithm] === hex.length && /^[a-f0-9]+$/.test(hex);
}
