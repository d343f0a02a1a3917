// Knows: options of `RUN --mount=` at which a build stops. Source: moby/buildkit: instructions/commands_runmount.go (parseMount).
import { nearest } from './nearest';

const TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
const SHARING = ['shared', 'private', 'locked'];
const KEYS = words(
  'type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env',
);
const BARE = words('readonly ro readwrite rw required');

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** Why the builder stops; undefined when it does not, as far as the text tells: a variable may be anything. */
export function mountFault(value: string): string | undefined {
  const options = new Map<string, string>();
  // A quoted field is rare, and its commas belong to it.
  if (value.includes('"')) return undefined;
  let type = 'bind';
  for (const field of value.split(',')) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const text = equals === -1 ? undefined : field.slice(equals + 1);
    const fault = text === undefined ? bareFault(field, key, type) : optionFault(key, text, type);
    if (fault !== undefined) return fault;
    if (key === 'type' && text !== undefined) type = text.includes('$') ? '$' : text.toLowerCase();
    options.set(key, text ?? '');
  }
  return type === '$' ? undefined : togetherFault(options, type);
}

function bareFault(field: string, key: string, type: string): string | undefined {
  if (!BARE.includes(key)) return `${field === '' ? 'an empty option' : field} has no value`;
  return key === 'required' ? requiredFault(type) : undefined;
}

const requiredFault = (type: string): string | undefined =>
  type === 'secret' || type === 'ssh' || type === '$'
    ? undefined
    : `required belongs to secret and ssh, not to ${type}`;

function optionFault(key: string, text: string, type: string): string | undefined {
  if (!KEYS.includes(key)) return `there is no option ${key}${meant(key, KEYS)}`;
  if (key === 'from')
    return text.length > 1 && text.slice(0, -1).includes('$') ? 'variables are not replaced in from' : undefined;
  if (text.includes('$')) return undefined;
  switch (key) {
    case 'type':
      return TYPES.includes(text.toLowerCase()) ? undefined : `there is no type ${text}${meant(text, TYPES)}`;
    case 'sharing':
      return SHARING.includes(text.toLowerCase()) ? undefined : `sharing is shared, private or locked, not ${text}`;
    case 'mode':
      return /^[0-7]+$/.test(text) ? undefined : `mode is an octal number, not ${text}`;
    case 'uid':
    case 'gid':
      return /^\d+$/.test(text) ? undefined : `${key} is a number, not ${text}`;
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
      return booleanFault(key, text);
    case 'required':
      return requiredFault(type) ?? booleanFault(key, text);
    case 'size':
      if (type !== 'tmpfs' && type !== '$') return `size belongs to tmpfs, not to ${type}`;
      return /^\d+(?:\.\d+)? ?(?:[kmgtp]i?b?|b)?$/i.test(text) ? undefined : `size is a number of bytes, not ${text}`;
    default:
      return undefined;
  }
}

const booleanFault = (key: string, text: string): string | undefined =>
  /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(text) ? undefined : `${key} is true or false, not ${text}`;

function togetherFault(options: ReadonlyMap<string, string>, type: string): string | undefined {
  const has = (...keys: string[]): boolean => keys.some((key) => (options.get(key) ?? '') !== '');
  if (type === 'bind' || type === 'tmpfs') {
    const owner = ['mode', 'uid', 'gid'].find((key) => has(key));
    if (owner) return `${owner} belongs to cache, secret and ssh, not to ${type}`;
  }
  if (type === 'secret') {
    if (has('from')) return 'a secret has no from';
    if (has('sharing')) return 'a secret has no sharing';
    if (!has('source', 'src', 'target', 'dst', 'destination', 'id'))
      return 'a secret needs an id, a source or a target';
    if (has('source', 'src') && has('id')) return 'source and id of a secret mean the same: give one';
  }
  if (type !== 'cache' && has('sharing')) return `sharing belongs to cache, not to ${type}`;
  const target = ['target', 'dst', 'destination'].map((key) => options.get(key)).find((one) => one !== undefined);
  if ((type === 'bind' || type === 'cache' || type === 'tmpfs') && (target === '/' || target === '//'))
    return 'the target may not be /';
  return undefined;
}

function meant(word: string, options: readonly string[]): string {
  const found = nearest(word, options);
  return found === undefined ? '' : ` (did you mean ${found}?)`;
}
