// Knows: which names of variables BuildKit takes for secrets, and which of those are none most of the time.
// Source: moby/buildkit: dockerfile2llb/validations.go (getSecretsRegex).

const SECRET = /(?:_|^)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
/** Words that speak of the half that everybody may see, of a path or a number; the last two since frontend 1.22. */
const PUBLIC = /(?:_|^)public(?:_|$)/i;
const NO_VALUE = /(?:_|^)(?:file|version)(?:_|$)/i;

/** True for a name that BuildKit warns of. */
export const isSecretName = (name: string, frontend: number): boolean =>
  SECRET.test(name) && !(frontend >= 11 && PUBLIC.test(name)) && !(frontend >= 22 && NO_VALUE.test(name));

/** Names that say where, how or of what kind; keys that are meant to be published; what browsers get anyway. */
const HARMLESS =
  /(?:_|^)(?:public|file|version|path|dir|directory|url|uri|endpoint|host|port|name|names|id|ids|fingerprint|algorithm|alg|length|len|min|max|size|ttl|timeout|expiry|type|mode|enabled|disabled|method|provider|issuer|server|sock|ref|repo|repository|branch|tag|commit)(?:_|$)|^GPG_KEYS?$|_GPG_KEYS?$|_KEYRING$|^SSH_AUTH_SOCK$|^(?:NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|GATSBY|PUBLIC)_/i;

export const isHarmless = (name: string): boolean => HARMLESS.test(name);
