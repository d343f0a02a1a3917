// Knows: scripts to try a shell parser on: those of the corpus and of the sample workspace, and random ones that look like
// scripts, or like nothing. The same seed gives the same scripts.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createParser } from '../../src/shell/parser';
import { runScript } from '../../src/shell/script';
import { parseDockerfile } from '../../src/syntax/parse';

/** Scripts of every RUN in shell or heredoc form below the given folders, each once. */
export function scriptsBelow(...folders: readonly string[]): string[] {
  const found = new Set<string>();
  const parser = createParser();
  for (const folder of folders)
    for (const name of readdirSync(join(process.cwd(), folder), { recursive: true, encoding: 'utf8' })) {
      if (!/dockerfile/i.test(name) || /\.json$|\.dockerignore$/.test(name)) continue;
      const model = parseDockerfile(readFileSync(join(process.cwd(), folder, name), 'utf8'));
      for (const run of model.instructions.filter((one) => one.keyword === 'RUN')) {
        const script = runScript(run, model, ['/bin/sh', '-c'], parser);
        if (script) found.add(script.source.value);
      }
    }
  return [...found];
}

/** Numbers below a limit (Numerical Recipes: a linear congruential generator). */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Roll = (below: number) => number;

const one = <T>(roll: Roll, of: readonly T[]): T => of[roll(of.length)] as T;

const WORDS = [
  'a',
  'apt-get',
  '-y',
  '/x/*',
  '"q $x"',
  "'s t'",
  '$x',
  '${x:-y}',
  'b=c',
  '{a,b}',
  'é',
  "$'n'",
  '\\ z',
  '12',
  '$((1+2))',
];
const REDIRECTS = ['> f', '2>&1', '>>"$f"', '< i', '<<< w', '&> l', '>/dev/null', '2>&-'];

/** A script that a shell reads without fault. */
export function script(roll: Roll, depth = 3): string {
  const list = Array.from({ length: 1 + roll(3) }, () => member(roll, depth));
  return list.reduce((before, next) => {
    const joint = one(roll, [' && ', ' || ', '; ', ' | ', '\n', ' &&\n  ', ' & ']);
    // Only a whole pipeline is negated.
    return before + joint + (joint === ' | ' ? next.replace(/^! /, '') : next);
  });
}

function member(roll: Roll, depth: number): string {
  if (depth === 0 || roll(3) > 0) return simple(roll, depth);
  const inner = (): string => script(roll, depth - 1);
  return one(roll, [
    () => `(${inner()})`,
    () => `{ ${inner()}; }`,
    () => `if ${inner()}; then ${inner()}; else ${inner()}; fi`,
    () => `if ${inner()}\nthen ${inner()}\nelif ${inner()}; then ${inner()}\nfi > o`,
    () => `for i in a "$b" c; do ${inner()}; done`,
    () => `while ${inner()}; do ${inner()}; done < in`,
    () => `case "$x" in a|b) ${inner()} ;; (*) ${inner()} ;; esac`,
    () => `! ${simple(roll, depth)}`,
    () => `f() { ${inner()}; }`,
    () => `[ -f ${one(roll, WORDS)} ]`,
    () => `sh -c '${simple(roll, 0).replaceAll("'", '')}'`,
  ])();
}

function simple(roll: Roll, depth: number): string {
  const words = Array.from({ length: roll(4) }, () => one(roll, WORDS));
  if (depth > 0 && roll(6) === 0) words.push(`$(${script(roll, depth - 1)})`);
  if (depth > 0 && roll(9) === 0) words.push(`"x$(${simple(roll, depth - 1)})"`);
  if (roll(4) === 0) words.push(one(roll, REDIRECTS));
  return [
    ...(roll(6) === 0 ? ['A=1'] : []),
    one(roll, ['a', 'cmd', 'sudo -u me x', 'env A=1 y', 'export Z=1']),
    ...words,
  ].join(' ');
}

const PIECES = [
  'a',
  ' ',
  ' ',
  '&&',
  '||',
  ';',
  ';;',
  '|',
  '&',
  '\n',
  '(',
  ')',
  '((',
  '))',
  '{',
  '}',
  '${',
  '$(',
  '`',
  '"',
  "'",
  '\\',
  '\\\n',
  '$x',
  '<<E',
  '<<-"E"',
  '\nE\n',
  '>',
  '<(',
  '2>',
  '#',
  'if',
  'then',
  'else',
  'fi',
  'for',
  'in',
  'do',
  'done',
  'case',
  'esac',
  'A=1',
  'A=(',
  '[',
  ']',
  '[[',
  ']]',
  'sh -c',
  '\r\n',
  '\t',
  'é😀',
  '\0',
];

/** A text of no sense. */
export const noise = (roll: Roll): string =>
  Array.from({ length: roll(30) }, () => one(roll, PIECES) + (roll(2) === 0 ? ' ' : '')).join('');

/** A script with a stretch cut out, doubled, or broken by a piece of noise. */
export function mutated(roll: Roll, text: string): string {
  const at = roll(text.length + 1);
  const to = Math.min(text.length, at + roll(12));
  return one(roll, [
    () => text.slice(0, at) + text.slice(to),
    () => text.slice(0, to) + text.slice(at),
    () => text.slice(0, at) + one(roll, PIECES) + text.slice(at),
    () => text.slice(0, at),
  ])();
}
