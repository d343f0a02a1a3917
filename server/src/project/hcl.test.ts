// Expressions of bake files, as text → value; and what happens to faulty ones.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Evaluator, NO_LOCALS } from './hclEvaluate';
import { readHcl } from './hclSyntax';
import { isList, isObject, UnknownValue, type HclValue } from './hclValue';

const plain = (value: HclValue): unknown => {
  if (value instanceof UnknownValue) return '?';
  if (isList(value)) return value.map(plain);
  return isObject(value) ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value;
};

function value(expression: string): unknown {
  const attribute = readHcl(`x = ${expression}\n`).body.attributes.get('x');
  if (attribute === undefined) return 'fault';
  const evaluator = new Evaluator({
    value: (name) => (name === 'v' ? 'w' : undefined),
    function: () => undefined,
  });
  return plain(evaluator.evaluate(attribute.value, NO_LOCALS));
}

suite('expressions', () => {
  const table: readonly (readonly [string, unknown])[] = [
    ['"a"', 'a'],
    ['"a${v}b"', 'awb'],
    ['"${v}"', 'w'],
    ['"${["a"]}"', ['a']],
    ['"x${[1]}"', '?'],
    ['"$${v} %%{x}"', '${v} %{x}'],
    ['unset', '?'],
    ['"a${unset}"', '?'],
    ['[1, 2,]', [1, 2]],
    ['[\n  1, # one\n  2 // two\n]', [1, 2]],
    ['{ a = 1, "b": 2\n c = 3 }', { a: 1, b: 2, c: 3 }],
    ['{ (v) = 1 }', { w: 1 }],
    ['1 + 2 * 3 - 4 / 2', 5],
    ['-(1) + 3', 2],
    ['(1 <\n 2) && true || false', true],
    ['!true', false],
    ['1 == 1 ? "y" : "n"', 'y'],
    ['v == "w"', true],
    ['{ a = [10, 20] }.a[1]', 20],
    ['[{ n = 1 }, { n = 2 }].*.n', [1, 2]],
    ['[for s in ["a", "b"] : upper(s) if s != "b"]', ['A']],
    ['{ for i, s in ["a"] : s => i }', { a: 0 }],
    ['{ for s in ["a", "a"] : s => 1... }', { a: [1, 1] }],
    ['{ for = 1 }', { for: 1 }],
    ['concat([1], [2])', [1, 2]],
    ['max([1, 2]...)', 2],
    ['join("-", split(",", "a,b"))', 'a-b'],
    ['replace("a.b.c", ".", "-")', 'a-b-c'],
    ['regex_replace("a", "b", "c")', '?'],
    ['timestamp()', '?'],
    ['no_such_function(1)', '?'],
    ['try(unset, "x")', 'x'],
    ['coalesce(null, "x")', 'x'],
    ['format("%s:%d", "a", 1)', 'a:1'],
    ['format("%5s", "a")', '?'],
    ['substr("hello", 1, 3)', 'ell'],
    ['title("hello o\'neil")', "Hello O'Neil"],
    ['range(4, 1)', [4, 3, 2]],
    ['upper("straße")', 'STRAßE'],
    ['"x${1 / 3}"', '?'],
    ['0x10', 'fault'],
    ['"${~ v ~}"', '?'],
    ['distinct(["a", "a"])', ['a']],
    ['merge({ a = 1 }, { b = 2 })', { a: 1, b: 2 }],
    ['keys({ b = 1, a = 2 })', ['a', 'b']],
    ['"%{ if true }x%{ endif }"', 'fault'],
    ['"open', 'fault'],
    ['[1', 'fault'],
    ['', 'fault'],
  ];
  for (const [expression, expected] of table) {
    test(JSON.stringify(expression), () => assert.deepEqual(value(expression), expected));
  }
});

test('behind a fault, reading goes on', () => {
  const { body, problem } = readHcl('a = 1\nb = [\nc = "x\ntarget "t" {\n  d = 2\n}\n');
  assert.deepEqual([...body.attributes.keys(), body.blocks.length], ['a', 1]);
  assert.match(problem ?? '', /^Line 2: /);
});
