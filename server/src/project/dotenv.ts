// Knows: .env files as compose reads them (compose spec: "env_file format"; compose-go: dotenv/parser.go).
import { settle } from './partialText';
import { fillTemplate } from './template';

const MOST_TEXT = 200_000;

/** Names and values in order; `outer` is the environment that values may use and that wins when they are looked up. */
export function readDotenv(text: string, outer: (name: string) => string | undefined): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const lookup = (name: string): string | undefined => outer(name) ?? values.get(name);
  let rest = text.length > MOST_TEXT ? '' : text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  while (rest !== '') {
    const line = /^[^\n]*\n?/.exec(rest)?.[0] ?? rest;
    const start = /^[ \t]*(?:export[ \t]+)?([A-Za-z0-9_.\-[\]]+)[ \t]*[=:][ \t]*/.exec(line);
    if (start === null || /^[ \t]*#/.test(line)) {
      rest = rest.slice(line.length);
      continue;
    }
    const name = start[1] ?? '';
    const body = rest.slice(start[0].length);
    const quote = body[0];
    const quoted = quote === '"' || quote === "'" ? closing(body, quote) : undefined;
    if (quoted !== undefined) {
      const inner = body.slice(1, quoted);
      values.set(name, quote === "'" ? inner : expanded(unescaped(inner), lookup));
      rest = body.slice(quoted + 1).replace(/^[^\n]*\n?/, '');
    } else {
      const bare = (/^[^\n]*/.exec(body)?.[0] ?? '').replace(/(?:^|[ \t])#.*$/, '').trim();
      values.set(name, expanded(bare, lookup));
      rest = rest.slice(line.length);
    }
  }
  return values;
}

function closing(body: string, quote: string): number | undefined {
  for (let i = 1; i < body.length; i++) {
    if (body[i] === '\\' && quote === '"') i++;
    else if (body[i] === quote) return i;
  }
  return undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** `\$` is no variable: doubled, it is none for the substitution either. */
const unescaped = (text: string): string =>
  text.replace(/\\(.)/g, (all, letter: string) =>
    letter === '$' ? '$$' : Object.hasOwn(ESCAPES, letter) ? (ESCAPES[letter] ?? all) : all,
  );

/** What is not set is empty here: .env is read by compose itself, at once. */
function expanded(text: string, lookup: (name: string) => string | undefined): string {
  const value = settle(fillTemplate(text, (name) => lookup(name) ?? ''));
  return value.known ? value.value : text;
}
