// What holds for any text whatever: spans nest and say what they stand for, nothing throws, time is bounded; and every word
// leads back to its place in a Dockerfile.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dice, mutated, noise, script, scriptsBelow } from '../../test/support/scripts';
import type { Span } from '../base/span';
import { parseDockerfile } from '../syntax/parse';
import type { ShellCommand, ShellScript, ShellWord } from './model';
import { createParser } from './parser';
import { runScript } from './script';

/** The end of a line that goes on, and the comment lines and blank lines behind it. */
const JOINED = /\\[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*/g;

/** Equal ends count as within. */
const contains = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

const SEED = 20_260_117;
const parser = createParser();

function holdsTogether({ text, commands, elements, isAndList, parsed, holes, comments }: ShellScript): void {
  const whole = { start: 0, end: text.length };
  const inText = ({ start, end }: Span): void => {
    assert.ok(start <= end && contains(whole, { start, end }), `${start}…${end}`);
  };
  [...elements.map(({ span }) => span), ...holes, ...comments].forEach(inText);
  for (const [i, { span, operator }] of elements.entries()) {
    inText(operator);
    const before = elements[i - 1];
    if (before) assert.ok(before.span.end <= span.start, 'elements in order');
  }
  for (const [i, command] of commands.entries()) {
    const before = commands[i - 1];
    if (before) assert.ok(before.span.start <= command.span.start, 'commands in order');
    commandHolds(text, command, elements.length);
    const element = elements[command.element];
    // The body of a heredoc stands behind its element.
    const isInBody = command.inside.includes('substitution') || command.inside.includes('script');
    if (element && !isInBody) assert.ok(contains(element.span, command.span), 'a command lies in its element');
  }
  assert.equal(parsed, holes.length === 0);
  if (isAndList) {
    assert.ok(elements.every(({ joint }, i) => joint === (i === 0 ? 'start' : '&&')));
    assert.ok(commands.length > 0);
  }
}

function commandHolds(text: string, command: ShellCommand, elements: number): void {
  const { span, name, args, assignments, redirects, pipe, inside } = command;
  assert.equal(command.depth, inside.length);
  assert.ok(command.element >= 0 && command.element < elements);
  assert.ok(pipe.at >= 0 && pipe.at < pipe.of);
  if (!command.isPlaced) return;
  assert.ok(contains(pipe.span, span), 'a command lies in its pipeline');
  const words: ShellWord[] = [...(name ? [name] : []), ...args];
  for (const { span: own, value } of assignments) {
    assert.ok(contains(span, own));
    if (value) words.push(value);
  }
  for (const word of words) {
    assert.ok(contains(span, word.span), `${word.raw} lies in its command`);
    wordHolds(text, word);
  }
  for (const { target } of redirects) if (target) wordHolds(text, target);
  for (const [i, arg] of args.entries()) assert.ok(((args[i - 1] ?? name)?.span.end ?? 0) <= arg.span.start);
}

function wordHolds(text: string, { raw, text: value, parts, span }: ShellWord): void {
  assert.equal(text.slice(span.start, span.end), raw);
  const literal = parts.every(({ kind }) => kind === 'text');
  assert.equal(value !== undefined, literal);
  if (value !== undefined) assert.equal(parts.map((part) => (part.kind === 'text' ? part.text : '')).join(''), value);
}

function check(name: string, texts: Iterable<string>): void {
  let count = 0;
  for (const text of texts) {
    count++;
    try {
      holdsTogether(parser.parse(text));
    } catch (error) {
      throw new Error(`${name}: ${JSON.stringify(text)}`, { cause: error });
    }
  }
  assert.ok(count >= 200, `${count} texts`);
}

test('scripts that a shell would read are read, and hold together', () => {
  const roll = dice(SEED);
  const texts = Array.from({ length: 1500 }, () => script(roll));
  check('script', texts);
  for (const text of texts) assert.ok(parser.parse(text).parsed, text);
});

test('texts of no sense', () => {
  const roll = dice(SEED + 1);
  check(
    'noise',
    Array.from({ length: 1500 }, () => noise(roll)),
  );
});

test('scripts with something missing or in the way, and those of the corpus', () => {
  const roll = dice(SEED + 2);
  const real = scriptsBelow('server/test/corpus', 'test-workspace');
  check('corpus', real);
  check(
    'mutated',
    Array.from({ length: 1500 }, () => mutated(roll, roll(2) === 0 ? script(roll) : (real[roll(real.length)] ?? ''))),
  );
});

test('every word leads back to its place, through joined lines, comments and heredocs', () => {
  const roll = dice(SEED + 3);
  const words = ['a', 'bb', '"x y"', "'q'", '$v', 'c"d"e', 'sp\\ ce'];
  const joins = [' ', '  ', ' \\\n', ' \\\r\n\t', ' \\\n# note\n  ', ' \\\n\n   # note\n\n', '\\\n '];
  const pick = <T>(of: readonly T[]): T => of[roll(of.length)] as T;
  let compared = 0;
  for (let n = 0; n < 600; n++) {
    const flags = roll(3) === 0 ? '--mount=type=cache,target=/c ' : '';
    const list = Array.from(
      { length: 1 + roll(6) },
      () => pick(words) + (roll(4) === 0 ? `${pick(joins)}&& ${pick(words)}` : ''),
    );
    const body = list.join(' ').replaceAll(/ /g, () => (roll(3) === 0 ? pick(joins) : ' '));
    const heredoc = roll(4) === 0;
    const text = heredoc
      ? `FROM a\nRUN ${flags}<<E\n${list.join('\n')}\nE\nCMD x\n`
      : `FROM a\nRUN ${flags}${body}\nCMD x\n`;
    const model = parseDockerfile(text);
    const run = model.instructions.find((one) => one.keyword === 'RUN');
    const found = run && runScript(run, model, ['/bin/sh', '-c'], parser);
    assert.ok(found, text);
    for (const { name, args } of found.script.commands)
      for (const { raw, span } of [...(name ? [name] : []), ...args]) {
        const { start, end } = found.docSpan(span);
        const slice = text.slice(start, end);
        const written = heredoc ? slice : slice.replace(JOINED, '');
        assert.equal(written, raw, JSON.stringify(text));
        compared++;
      }
  }
  assert.ok(compared > 600, `${compared} words`);
});

test('hostile texts cost bounded time', () => {
  const long = (piece: string, behind = ''): string => piece.repeat(Math.floor(120_000 / piece.length)) + behind;
  const texts = [
    '('.repeat(10_000),
    ...[
      '(',
      '((',
      '$(',
      '$((',
      '"$(',
      '${',
      '`',
      '{ ',
      'a&&',
      'a|',
      'a;',
      'a\n',
      '<<E ',
      '<<E\n',
      "'",
      '"',
      '>',
      '<',
      '&',
      ';',
      '! ',
      '\\',
      '\\\n',
      '[ ',
      '[[ ',
      'A=1 ',
      'A=(',
      'f() {',
      '$(a) ',
      'if a; then ',
      'case x in a) ',
      "sh -c '",
      'sh -c "sh -c b"; ',
      'cat <<E\nx\nE\n',
      'bash <<E\nbash <<F\na\nF\nE\n',
      '<(',
      '#',
      ' #',
      '{a,',
      '\0é😀',
    ].map((piece) => long(piece)),
    `echo ${long('x')}`,
    `echo ${long('x ')}`,
    `env ${long('A=1 ')}`,
    long('sudo '),
    `sh -c "${long('\\"$x')}"`,
    `cat <<E\n${long('$(a)`b`')}\nE\n`,
    `${'$(a '.repeat(5000)}${')'.repeat(5000)}`,
    'sh -c "'.repeat(200),
  ];
  for (const text of texts) {
    const before = process.cpuUsage();
    holdsTogether(createParser().parse(text));
    const { user, system } = process.cpuUsage(before);
    assert.ok((user + system) / 1000 < 4000, `${(user + system) / 1000} ms for ${JSON.stringify(text.slice(0, 20))}`);
  }
});
