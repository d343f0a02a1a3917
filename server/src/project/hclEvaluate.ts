// Knows: what an HCL expression is worth, given names and functions (hashicorp/hcl: hclsyntax/expression.go). Total and
// bounded: what cannot be known, is faulty or takes too long is an unknown value.
import type { HclExpression, HclFor } from './hclTree';
import {
  asBoolean,
  asNumber,
  asText,
  firstUnknown,
  isList,
  isObject,
  MOST_SIZE,
  sameValue,
  UnknownValue,
  weigh,
  type HclValue,
} from './hclValue';
import { callStandard, indexed } from './hclFunctions';

export interface UserFunction {
  readonly params: readonly string[];
  readonly variadic: string | undefined;
  readonly result: HclExpression;
}

export interface Names {
  /** Undefined: nothing has this name. */
  value(name: string): HclValue | undefined;
  function(name: string): UserFunction | undefined;
}

export type Locals = ReadonlyMap<string, HclValue>;

export const NO_LOCALS: Locals = new Map();
const MOST_STEPS = 200_000;
const DEEPEST = 200;

export class Evaluator {
  #steps = MOST_STEPS;
  #depth = 0;

  constructor(private readonly names: Names) {}

  evaluate(expression: HclExpression, locals: Locals): HclValue {
    if (--this.#steps < 0 || this.#depth >= DEEPEST)
      return this.#unknown('The file takes too long to work out.', expression);
    this.#depth++;
    const value = this.#value(expression, locals);
    this.#depth--;
    return weigh(value) > MOST_SIZE ? this.#unknown('The value grows too large.', expression) : value;
  }

  #unknown(why: string, { written }: HclExpression): UnknownValue {
    return new UnknownValue(why, written.slice(0, 200));
  }

  #value(expression: HclExpression, locals: Locals): HclValue {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'unknown':
        return this.#unknown(expression.why, expression);
      case 'variable':
        return (
          locals.get(expression.name) ??
          this.names.value(expression.name) ??
          this.#unknown(`${expression.name} is not set in the files.`, expression)
        );
      case 'template':
        return this.#template(expression.parts, locals, expression);
      case 'list':
        return expression.items.map((item) => this.evaluate(item, locals));
      case 'object':
        return this.#object(expression.entries, locals, expression);
      case 'index':
        return this.#index(expression.of, expression.key, locals, expression);
      case 'splat':
        return this.#splat(expression.of, expression.keys, locals, expression);
      case 'call':
        return this.#call(expression, locals);
      case 'for':
        return this.#for(expression, locals);
      case 'unary':
        return this.#unary(expression.operator, this.evaluate(expression.of, locals), expression);
      case 'binary':
        return this.#binary(
          expression.operator,
          this.evaluate(expression.left, locals),
          this.evaluate(expression.right, locals),
          expression,
        );
      case 'conditional': {
        const test = this.evaluate(expression.test, locals);
        if (test instanceof UnknownValue) return test;
        const yes = asBoolean(test);
        if (yes === undefined) return this.#unknown('The condition is neither true nor false.', expression);
        return this.evaluate(yes ? expression.yes : expression.no, locals);
      }
    }
  }

  #template(parts: readonly HclExpression[], locals: Locals, whole: HclExpression): HclValue {
    let text = '';
    for (const part of parts) {
      const value = this.evaluate(part, locals);
      if (value instanceof UnknownValue) return new UnknownValue(value.why, whole.written.slice(0, 200));
      const said = asText(value);
      if (said === undefined) return this.#unknown('A part of the text is no text.', whole);
      text += said;
      if (text.length > MOST_SIZE) return this.#unknown('The text grows too long.', whole);
    }
    return text;
  }

  #object(
    entries: readonly (readonly [HclExpression, HclExpression])[],
    locals: Locals,
    whole: HclExpression,
  ): HclValue {
    const object = new Map<string, HclValue>();
    for (const [key, value] of entries) {
      const name = asText(this.evaluate(key, locals));
      if (name === undefined) return this.#unknown('A name in the object is not known.', whole);
      object.set(name, this.evaluate(value, locals));
    }
    return object;
  }

  #index(of: HclExpression, key: HclExpression, locals: Locals, whole: HclExpression): HclValue {
    const from = this.evaluate(of, locals);
    if (from instanceof UnknownValue) return from;
    const at = this.evaluate(key, locals);
    if (at instanceof UnknownValue) return at;
    return indexed(from, at) ?? this.#unknown('There is no such entry.', whole);
  }

  #splat(of: HclExpression, keys: readonly HclExpression[], locals: Locals, whole: HclExpression): HclValue {
    const from = this.evaluate(of, locals);
    if (from instanceof UnknownValue) return from;
    return (isList(from) ? from : from === null ? [] : [from]).map((item) =>
      keys.reduce<HclValue>(
        (here, key) => indexed(here, this.evaluate(key, locals)) ?? this.#unknown('There is no such entry.', whole),
        item,
      ),
    );
  }

  #call(call: HclExpression & { readonly kind: 'call' }, locals: Locals): HclValue {
    const given = call.args.map((arg) => this.evaluate(arg, locals));
    const last = given.at(-1);
    const args = call.spread && last !== undefined && isList(last) ? [...given.slice(0, -1), ...last] : given;
    if (call.name === 'try')
      return args.find((arg) => !(arg instanceof UnknownValue)) ?? this.#unknown('No value of `try` is known.', call);
    const own = this.names.function(call.name);
    if (own !== undefined) {
      const inner = new Map<string, HclValue>(own.params.map((name, i) => [name, args[i] ?? null]));
      if (own.variadic !== undefined) inner.set(own.variadic, args.slice(own.params.length));
      return this.evaluate(own.result, inner);
    }
    const unknown = args.reduce<number>((sum, arg) => sum + weigh(arg), 0) > MOST_SIZE ? undefined : firstUnknown(args);
    if (unknown !== undefined) return new UnknownValue(unknown.why, call.written.slice(0, 200));
    return callStandard(call.name, args) ?? this.#unknown(`${call.name}(…) is left to buildx.`, call);
  }

  #for(loop: HclExpression & HclFor, locals: Locals): HclValue {
    const of = this.evaluate(loop.of, locals);
    if (of instanceof UnknownValue) return of;
    const pairs: (readonly [HclValue, HclValue])[] = isList(of)
      ? of.map((item, i) => [i, item])
      : isObject(of)
        ? [...of].sort(([a], [b]) => (a < b ? -1 : 1))
        : [];
    const list: HclValue[] = [];
    const object = new Map<string, HclValue>();
    for (const [key, value] of pairs) {
      const inner = new Map(locals);
      if (loop.keyName !== undefined) inner.set(loop.keyName, key);
      inner.set(loop.valueName, value);
      const test = loop.test === undefined ? true : this.evaluate(loop.test, inner);
      if (test instanceof UnknownValue) return test;
      if (asBoolean(test) !== true) continue;
      const result = this.evaluate(loop.value, inner);
      if (loop.key === undefined) {
        list.push(result);
        continue;
      }
      const name = asText(this.evaluate(loop.key, inner));
      if (name === undefined) return this.#unknown('A name in the object is not known.', loop);
      const before = object.get(name);
      object.set(name, loop.grouped ? [...(before !== undefined && isList(before) ? before : []), result] : result);
    }
    return loop.key === undefined ? list : object;
  }

  #unary(operator: string, value: HclValue, whole: HclExpression): HclValue {
    if (value instanceof UnknownValue) return value;
    const result = operator === '!' ? negated(asBoolean(value)) : asNumber(value);
    if (result === undefined) return this.#unknown('The value has another kind than the operator.', whole);
    return typeof result === 'number' ? -result : result;
  }

  #binary(operator: string, left: HclValue, right: HclValue, whole: HclExpression): HclValue {
    const unknown = firstUnknown([left, right]);
    if (unknown !== undefined) return unknown;
    if (operator === '==') return sameValue(left, right);
    if (operator === '!=') return !sameValue(left, right);
    const wrong = (): UnknownValue => this.#unknown('The values have another kind than the operator.', whole);
    if (operator === '&&' || operator === '||') {
      const [a, b] = [asBoolean(left), asBoolean(right)];
      if (a === undefined || b === undefined) return wrong();
      return operator === '&&' ? a && b : a || b;
    }
    const [a, b] = [asNumber(left), asNumber(right)];
    if (a === undefined || b === undefined) return wrong();
    const result = ARITHMETIC[operator]?.(a, b);
    return result === undefined || (typeof result === 'number' && !Number.isFinite(result)) ? wrong() : result;
  }
}

const negated = (value: boolean | undefined): boolean | undefined => (value === undefined ? undefined : !value);

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '<': (a, b) => a < b,
  '>': (a, b) => a > b,
  '<=': (a, b) => a <= b,
  '>=': (a, b) => a >= b,
};
