// Knows: image references: how they are written, shortened and compared (distribution: reference/regexp.go, normalize.go).

/** `docker.io/library/app:dev` → `app:dev`, as `docker images` prints names. Anything else comes back unchanged. */
export function familiarName(name: string): string {
  const rest = /^(?:index\.)?docker\.io\/(.+)$/.exec(name)?.[1];
  if (rest === undefined) return name;
  const official = /^library\/([^/]+)$/.exec(rest)?.[1];
  return official ?? rest;
}

/** With the tag that Docker would add: `app` → `app:latest`. A reference with a digest or a tag is left alone. */
const withTag = (name: string): string => (name.includes('@') || /:[^/]*$/.test(name) ? name : `${name}:latest`);

const fullKey = (name: string): string => withTag(familiarName(name));

/** Podman calls what it builds `localhost/app`, where Docker says `app`. */
const looseKey = (name: string): string => fullKey(name).replace(/^localhost\//, '');

/** True when one of `names` is what a user means by `wanted`; `exactly` leaves Podman's `localhost/` alone. */
export const namesMatch = (names: readonly string[], wanted: string, exactly: boolean): boolean => {
  const key = exactly ? fullKey : looseKey;
  return names.some((name) => name === wanted || key(name) === key(wanted));
};

/**
 * True for what may be sent to an engine as an image: a name, tag, digest or id. Says no to anything that could be an
 * option, another path of the API or a second word.
 */
export const isImageReference = (text: string): boolean =>
  text.length <= 512 && /^[A-Za-z0-9]/.test(text) && /^[A-Za-z0-9._:/@+-]+$/.test(text) && !/\.\.|\/\/|\/$/.test(text);
