// Scripts as data: simple commands, what joins them, which words are known, what is no plain list.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shellParser } from '../../test/support/shell';
import { baseName, calls, firstOperand } from './model';

const parser = shellParser();

/** `joint depth name(args)` per command; `?` for what only the shell knows. */
const commands = (text: string): string[] =>
  parser.parse(text).commands.map(({ joint, depth, name, args }) => {
    const words = args.map((arg) => arg.text ?? '?').join(' ');
    return `${joint} ${depth} ${name ? (name.text ?? '?') : '='}(${words})`;
  });

test('a list, its joints, and pipes', () => {
  assert.deepEqual(commands('a 1 && b 2 || c; d | e |& f & g'), [
    'start 0 a(1)',
    '&& 0 b(2)',
    '|| 0 c()',
    '; 0 d()',
    '| 0 e()',
    '| 0 f()',
    '& 0 g()',
  ]);
  assert.deepEqual(commands('a\nb\n\nc'), ['start 0 a()', '; 0 b()', '; 0 c()']);
});

test('what stands behind the mark of a heredoc is part of the list', () => {
  assert.deepEqual(commands('cat <<E > /x && two three && four\nbody && text $(sub)\nE\nnext'), [
    'start 0 cat()',
    '&& 0 two(three)',
    '&& 0 four()',
    'start 1 sub()',
    '; 0 next()',
  ]);
  assert.deepEqual(commands('cat <<E | two\nbody\nE\n'), ['start 0 cat()', '| 0 two()']);
});

test('what stands inside other constructs is deeper', () => {
  assert.deepEqual(commands('(a && b) && c'), ['start 1 a()', '&& 1 b()', '&& 0 c()']);
  assert.deepEqual(commands('if a; then b; else c; fi'), ['start 1 a()', 'start 1 b()', 'start 1 c()']);
  assert.deepEqual(commands('for x in 1 2; do a $x; done'), ['start 1 a(?)']);
  assert.deepEqual(commands('{ a; b; }; f() { c; }'), ['start 1 a()', '; 1 b()', 'start 1 c()']);
  assert.deepEqual(commands('echo $(a | b) "$(c)" <(d)'), [
    'start 0 echo(? ? ?)',
    'start 1 a()',
    '| 1 b()',
    'start 1 c()',
    'start 1 d()',
  ]);
  assert.deepEqual(commands('case $x in y) a;; *) b;; esac'), ['start 1 a()', 'start 1 b()']);
  assert.deepEqual(commands('! a'), ['start 1 a()']);
});

test('wrappers are taken off and told', () => {
  for (const [text, name, wrappers] of [
    ['sudo apt-get update', 'apt-get', 'sudo'],
    ['sudo -E env A=1 B=2 apt-get update', 'apt-get', 'sudo env'],
    ['exec /usr/bin/apt-get update', '/usr/bin/apt-get', 'exec'],
    ['time nice -n 5 apt-get update', 'apt-get', 'time nice'],
    ['A=1 B=$C apt-get update', 'apt-get', ''],
    ['sudo -u me -H -- nohup apt-get update', 'apt-get', 'sudo nohup'],
    ['command -v apt-get', 'command', ''],
    ['env', 'env', ''],
    ['sudo', 'sudo', ''],
  ] as const) {
    const [command] = parser.parse(text).commands;
    assert.deepEqual([command?.name?.text, command?.wrappers.join(' ')], [name, wrappers], text);
  }
});

test('words are known when no expansion is in them', () => {
  for (const [word, text] of [
    ['plain', 'plain'],
    ["'single $x'", 'single $x'],
    ['"double"', 'double'],
    ['"with blank  s"', 'with blank  s'],
    ['"  "', '  '],
    ['""', ''],
    ["''", ''],
    ['a"b"\'c\'d', 'abcd'],
    ['a\\ b', 'a b'],
    ['12', '12'],
    ['$x', undefined],
    ['"$x"', undefined],
    ['a$x', undefined],
    ['${x:-y}', undefined],
    ['$(y)', undefined],
    ['`y`', undefined],
    ['"a$(y)b"', undefined],
  ] as const) {
    assert.equal(parser.parse(`cmd ${word}`).commands[0]?.args[0]?.text, text, word);
  }
  assert.equal(parser.parse('$cmd x').commands[0]?.name?.text, undefined);
});

test('built-ins of the grammar’s own are commands too', () => {
  assert.deepEqual(commands('export A=1 && unset B && [ -f x ] && A=1 && B=2 C=3'), [
    'start 0 export(A=1)',
    '&& 0 unset(B)',
    '&& 0 [(-f x ])',
    '&& 0 =()',
    '&& 0 =()',
  ]);
  assert.deepEqual(commands('A=$(b) && c'), ['start 0 =()', 'start 1 b()', '&& 0 c()']);
});

test('an and-list: commands joined by && alone, nothing nested, nothing behind', () => {
  for (const [text, is] of [
    ['a', true],
    ['a && b && c', true],
    ['a &&\n b', true],
    ['export A=1 && b', true],
    ['a > x && b 2>&1', true],
    ['echo "a && (b; c) & d" && e', true],
    ['a; b', false],
    ['a && b;', false],
    ['a;', false],
    ['a || b', false],
    ['a | b', false],
    ['a && b &', false],
    ['a & b', false],
    ['a\nb', false],
    ['(a && b)', false],
    ['(a) && b', false],
    ['if a; then b; fi', false],
    ['! a', false],
    ['a && { b; }', false],
    ['echo $(b)', false],
    ['', false],
    ['# only a comment', false],
  ] as const) {
    assert.equal(parser.parse(text).isAndList, is, text);
  }
});

test('a script that cannot be read says so', () => {
  for (const text of ['if a; then', 'a &&', 'echo "', '(', 'case x in', 'a ) b'])
    assert.equal(parser.parse(text).parsed, false, text);
  assert.equal(parser.parse('a && b').parsed, true);
});

test('a script longer than anybody’s is not read at all', () => {
  const { parsed, commands: found } = parser.parse(`echo ${'x'.repeat(200_000)}`);
  assert.deepEqual([parsed, found], [false, []]);
});

test('a text that comes again is the same script', () => {
  assert.equal(parser.parse('same && text'), parser.parse('same && text'));
});

test('base names, operands, options with values', () => {
  const command = (text: string) => {
    const [found] = parser.parse(text).commands;
    if (!found) throw new Error(text);
    return found;
  };
  assert.equal(baseName(command('/usr/bin/apt-get x')), 'apt-get');
  assert.equal(baseName(command('$tool x')), undefined);
  assert.equal(firstOperand(command('apt-get -q --yes update')), 'update');
  assert.equal(firstOperand(command('apt-get -o A=b -t x update'), new Set(['-o', '-t'])), 'update');
  assert.equal(firstOperand(command('apt-get -o')), undefined);
  assert.equal(firstOperand(command('apt-get $what update')), undefined, 'what comes first is not known');
  assert.ok(calls(command('sudo apt-get -y update'), 'apt-get', 'update'));
  assert.ok(!calls(command('echo apt-get update'), 'apt-get', 'update'));
});

test('any text gives a script whose spans nest and say what they stand for', () => {
  let commands = 0;
  const pieces = fc.constantFrom(
    'a',
    ' ',
    '&&',
    '||',
    ';',
    '|',
    '&',
    '\n',
    '(',
    ')',
    '{',
    '}',
    '$(',
    '`',
    '"',
    "'",
    '\\',
    '$x',
    '<<E',
    '>',
    '#',
    'if',
    'then',
    'fi',
    'for',
    'do',
    'done',
    'export A=1',
    'A=1',
    '[',
    ']',
    'é😀',
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 25 }).map((parts) => parts.join(' ')),
      (text) => {
        const script = parser.parse(text);
        commands += script.commands.length;
        for (const { span, name, args } of script.commands) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
          for (const word of [...(name ? [name] : []), ...args]) {
            assert.ok(span.start <= word.span.start && word.span.end <= span.end, text);
            assert.equal(text.slice(word.span.start, word.span.end), word.raw);
          }
        }
        if (script.isAndList) assert.ok(script.commands.length > 0);
      },
    ),
    { numRuns: 300 },
  );
  assert.ok(commands > 50, `${commands} commands`);
});
