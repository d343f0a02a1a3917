// Knows: the beginning of a command line: variables before it, programs that start others, the program and its verb.
import { baseOf } from './place';
import { PROGRAM_FLAGS } from './buildFlags';
import { cutText, knownStart, settle } from './partialText';
import { readFlags, type CommandWord } from './readFlags';
import type { BuildSource, Settled } from './buildTarget';

/** Where a command runs, and what is known there. */
export interface CommandPlace {
  readonly cwd: Settled<string>;
  readonly source: BuildSource;
  env(name: string): string | undefined;
  /** Whether a file is there; absent: nobody can say. */
  readonly exists?: (path: string) => boolean;
  /** The file behind `<`. */
  readonly stdin?: Settled<string>;
}

export interface StartedCommand {
  /** Without folder and `.exe`. */
  readonly program: string;
  /** `build`, `buildx build`, `image build`, `compose`, `buildx bake` …; '' for a program that needs none. */
  readonly verb: string;
  readonly rest: readonly CommandWord[];
  /** Variables set for this command alone. */
  readonly env: ReadonlyMap<string, Settled<string>>;
}

const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

/** Programs that start what follows, and their flags that take a word. */
const STARTERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpChRrtTU]$/,
  env: /^-[uCS]$/,
  exec: /^-a$/,
  command: /^$/,
  time: /^-[fo]$/,
  nice: /^-n$/,
  nohup: /^$/,
  retry: /^$/,
  'cross-env': /^$/,
  '!': /^$/,
  then: /^$/,
  else: /^$/,
  do: /^$/,
  if: /^$/,
  '{': /^$/,
  '(': /^$/,
};

const text = (word: CommandWord | undefined): string | undefined => {
  if (word === undefined) return undefined;
  const value = settle(word.text);
  return value.known ? value.value : undefined;
};

export function startCommand(words: readonly CommandWord[]): StartedCommand | undefined {
  const env = new Map<string, Settled<string>>();
  let at = 0;
  for (;;) {
    const word = words[at];
    if (word === undefined) return undefined;
    if (ASSIGNMENT.test(knownStart(word.text))) {
      const cut = cutText(word.text, '=');
      if (cut !== undefined) env.set(cut[0], settle(cut[1]));
      at++;
      continue;
    }
    const name = text(word);
    const takesWord = name === undefined || !Object.hasOwn(STARTERS, name) ? undefined : STARTERS[name];
    if (takesWord === undefined) break;
    at++;
    for (let flag = text(words[at]); flag?.startsWith('-') === true; flag = text(words[at])) {
      at += takesWord.test(flag) ? 2 : 1;
    }
  }
  const named = text(words[at]);
  if (named === undefined) return undefined;
  const program = baseOf(named.replaceAll('\\', '/')).replace(/\.exe$/i, '');
  return verbOf(program, words.slice(at + 1), env);
}

/** Words between the program and what it is to do: `image`, `buildx`, `builder`. */
const GROUPS = new Set(['image', 'buildx', 'builder']);

function verbOf(
  program: string,
  rest: readonly CommandWord[],
  env: ReadonlyMap<string, Settled<string>>,
): StartedCommand | undefined {
  if (program === 'docker-compose' || program === 'podman-compose') return { program, verb: 'compose', rest, env };
  const table = PROGRAM_FLAGS[FAMILY[program] ?? ''];
  if (table === undefined) return undefined;
  const verbs: string[] = program === 'docker-buildx' || program === 'buildx' ? ['buildx'] : [];
  let left = rest;
  // A group has flags of its own: `docker buildx --builder x build`.
  for (let depth = 0; depth < 3; depth++) {
    const read = readFlags(left, table, { stopAtOperand: true });
    const verb = text(read.operands[0]);
    if (verb === undefined) return undefined;
    verbs.push(verb);
    left = read.rest;
    if (!GROUPS.has(verb)) break;
  }
  return { program, verb: verbs.join(' '), rest: left, env };
}

const FAMILY: Readonly<Record<string, string>> = {
  docker: 'docker',
  'docker-buildx': 'docker',
  buildx: 'docker',
  podman: 'podman',
  'podman-remote': 'podman',
  buildah: 'buildah',
  nerdctl: 'nerdctl',
  finch: 'nerdctl',
  lima: 'nerdctl',
  buildctl: 'buildctl',
  'buildctl-daemonless.sh': 'buildctl',
};

export const familyOf = (program: string): string => FAMILY[program] ?? '';
