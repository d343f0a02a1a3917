// Knows: what a set of bake files defines: variables, functions, groups, targets with their matrices (docker/buildx:
// bake/bake.go, bake/hclparser/hclparser.go; Docker docs: build/bake/reference). Knows no compose and no paths.
import { readHcl, readTemplate } from './hclSyntax';
import type { HclBlock, HclBody, HclExpression } from './hclTree';
import { asText, isList, isObject, UnknownValue, type HclValue } from './hclValue';
import { Evaluator, NO_LOCALS, type Locals, type UserFunction } from './hclEvaluate';
import { at, entriesOf, itemsOf, readJson, textsOf, type Tree } from './tree';

export interface BakeSource {
  readonly file: string;
  readonly text: string;
}

/** One target as its blocks have it, before it takes over from others. */
export interface BakeTarget {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly inherits: HclValue;
  readonly values: ReadonlyMap<string, HclValue>;
  /** A compose service as it is: it is offered as such, not twice. */
  readonly fromCompose?: true;
}

/** Where a block stands. */
export interface BakePlace {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface BakeFile {
  readonly targets: ReadonlyMap<string, BakeTarget>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Blocks that make targets which we cannot tell. */
  readonly undecided: readonly BakePlace[];
  readonly problems: readonly string[];
}

interface Placed<T> {
  readonly file: string;
  readonly item: T;
}

const MOST_COMBINATIONS = 500;
const MOST_TARGETS = 2000;

/** `services`: targets that compose files beside them make; the bake files come on top (bake.go, ParseFiles). */
export function readBake(
  sources: readonly BakeSource[],
  env: (name: string) => string | undefined,
  services: readonly BakeTarget[] = [],
): BakeFile {
  const problems: string[] = [];
  const bodies = sources.map(({ file, text }): Placed<HclBody> => {
    const read = file.endsWith('.json') ? readJsonBody(text) : readHcl(text);
    if (read.problem !== undefined) problems.push(`${file}: ${read.problem}`);
    return { file, item: read.body };
  });
  return new BakeReader(bodies, env, problems).read(services);
}

class BakeReader {
  readonly #defaults = new Map<string, { value: HclExpression | undefined; typed: boolean }>();
  readonly #functions = new Map<string, UserFunction>();
  readonly #blocks = new Map<string, Placed<HclBlock>[]>();
  readonly #groups = new Map<string, readonly string[]>();
  readonly #values = new Map<string, HclValue>();
  readonly #undecided: BakePlace[] = [];
  readonly #open = new Set<string>();
  readonly #evaluator: Evaluator;

  constructor(
    bodies: readonly Placed<HclBody>[],
    private readonly env: (name: string) => string | undefined,
    private readonly problems: string[],
  ) {
    this.#evaluator = new Evaluator({
      value: (name) => this.#variable(name),
      function: (name) => this.#functions.get(name),
    });
    for (const { item } of bodies) {
      for (const [name, { value }] of item.attributes) this.#defaults.set(name, { value, typed: false });
    }
    for (const { file, item } of bodies) for (const block of item.blocks) this.#define(file, block);
  }

  read(services: readonly BakeTarget[]): BakeFile {
    const targets = new Map(services.map((target) => [target.name, target]));
    for (const [name, blocks] of this.#blocks) {
      for (const block of blocks) {
        for (const target of this.#expanded(name, block)) {
          if (targets.size >= MOST_TARGETS) break;
          targets.set(target.name, joinedTarget(targets.get(target.name), target));
        }
      }
    }
    return { targets, groups: this.#groups, undecided: this.#undecided, problems: this.problems };
  }

  #define(file: string, block: HclBlock): void {
    const name = block.labels[0] ?? '';
    const value = (key: string): HclExpression | undefined => block.body.attributes.get(key)?.value;
    if (block.type === 'variable') {
      if (!this.#defaults.has(name) || value('default') !== undefined) {
        this.#defaults.set(name, { value: value('default'), typed: value('type') !== undefined });
      }
    } else if (block.type === 'function') {
      const result = value('result');
      const variadic = value('variadic_params') ?? value('variadic_param');
      if (result === undefined) return;
      this.#functions.set(name, { params: keywords(value('params')), variadic: keywords(variadic)[0], result });
    } else if (block.type === 'group') {
      const given = value('targets');
      const names = given === undefined ? [] : this.#evaluator.evaluate(given, NO_LOCALS);
      const known = isList(names) ? names.flatMap((item) => asText(item) ?? []) : [];
      this.#groups.set(name, [...(this.#groups.get(name) ?? []), ...known]);
    } else if (block.type === 'target') {
      const before = this.#blocks.get(name) ?? [];
      this.#blocks.set(name, [...before, { file, item: block }]);
    }
  }

  /** A global name, worked out when first asked for; the environment wins (hclparser.go, resolveValue). */
  #variable(name: string): HclValue | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (name === 'BAKE_CMD_CONTEXT') return 'cwd://';
    if (name === 'target') return this.#targetValues();
    const defined = this.#defaults.get(name);
    if (defined === undefined) return undefined;
    if (this.#open.has(name)) return new UnknownValue(`${name} is defined by itself.`, name);
    this.#open.add(name);
    const value =
      defined.value === undefined ? (defined.typed ? null : '') : this.#evaluator.evaluate(defined.value, NO_LOCALS);
    this.#open.delete(name);
    const given = this.env(name);
    const result = given === undefined ? value : overridden(name, given, value);
    this.#values.set(name, result);
    return result;
  }

  /** `target.app.args.X` in expressions: what the target's own blocks say. */
  #targetValues(): HclValue {
    if (this.#open.has('target')) return new UnknownValue('Targets are defined by each other.', 'target');
    this.#open.add('target');
    const all = new Map<string, HclValue>();
    for (const [name, blocks] of this.#blocks) {
      const values = blocks.flatMap(({ item }) =>
        item.body.attributes.has('matrix')
          ? []
          : [...item.body.attributes].map(([key, { value }]): [string, HclValue] => [
              key,
              this.#evaluator.evaluate(value, NO_LOCALS),
            ]),
      );
      all.set(name, new Map(values));
    }
    this.#open.delete('target');
    this.#values.set('target', all);
    return all;
  }

  #expanded(name: string, { file, item }: Placed<HclBlock>): readonly BakeTarget[] {
    const { attributes } = item.body;
    const matrix = attributes.get('matrix');
    if (matrix === undefined) return [this.#target(name, file, item, NO_LOCALS)];
    const rows = combinations(this.#evaluator.evaluate(matrix.value, NO_LOCALS));
    if (rows === undefined) {
      this.#undecided.push({ name, file, line: item.line });
      this.problems.push(`${file}: the matrix of ${name} cannot be worked out.`);
      return [];
    }
    const naming = attributes.get('name');
    const made = rows.flatMap((locals) => {
      const own = naming === undefined ? undefined : asText(this.#evaluator.evaluate(naming.value, locals));
      return own === undefined ? [] : [this.#target(own, file, item, locals)];
    });
    if (made.length < rows.length) {
      this.#undecided.push({ name, file, line: item.line });
      this.problems.push(`${file}: names in the matrix of ${name} are not known.`);
    }
    // The matrix's own name is the group of what it makes (docker/buildx: bake/bake.go, GetName).
    this.#groups.set(name, [...(this.#groups.get(name) ?? []), ...made.map((target) => target.name)]);
    return made;
  }

  #target(name: string, file: string, block: HclBlock, locals: Locals): BakeTarget {
    const values = new Map<string, HclValue>();
    for (const [key, { value }] of block.body.attributes) {
      if (key !== 'matrix' && key !== 'name') values.set(key, this.#evaluator.evaluate(value, locals));
    }
    return { name, file, line: block.line, inherits: values.get('inherits') ?? [], values };
  }
}

/** Attributes whose later value adds to the earlier one, key by key or at its end; others replace it (bake.go, Merge). */
const BY_KEY = new Set(['args', 'contexts', 'labels', 'extra-hosts']);
const AT_END = new Set(['annotations', 'no-cache-filter', 'ulimits', 'entitlements', 'cache-from', 'secret', 'ssh']);

export function joinedValues(
  base: ReadonlyMap<string, HclValue>,
  over: ReadonlyMap<string, HclValue>,
): ReadonlyMap<string, HclValue> {
  const values = new Map(base);
  for (const [key, value] of over) {
    const before = values.get(key);
    if (value === null) continue;
    if (BY_KEY.has(key) && before !== undefined && isObject(before) && isObject(value)) {
      values.set(key, new Map([...before, ...[...value].filter(([, item]) => item !== null)]));
    } else if (AT_END.has(key) && before !== undefined && isList(before) && isList(value)) {
      values.set(key, [...before, ...value]);
    } else {
      values.set(key, value);
    }
  }
  return values;
}

/** A service that a bake file adds to is the bake file's from then on. */
function joinedTarget(base: BakeTarget | undefined, over: BakeTarget): BakeTarget {
  if (base === undefined) return over;
  const both = [base.inherits, over.inherits];
  const { file, line } = base.fromCompose === true ? over : base;
  return {
    name: base.name,
    file,
    line,
    inherits: both.every(isList) ? both.flat() : (both.find((value) => value instanceof UnknownValue) ?? []),
    values: joinedValues(base.values, over.values),
  };
}

/** All rows of a matrix: one value of each list. */
function combinations(matrix: HclValue): readonly Locals[] | undefined {
  if (!isObject(matrix)) return undefined;
  let rows: readonly Locals[] = [NO_LOCALS];
  for (const [name, values] of matrix) {
    if (!isList(values) || rows.length * values.length > MOST_COMBINATIONS) return undefined;
    rows = rows.flatMap((row) => values.map((value) => new Map([...row, [name, value]])));
  }
  return rows;
}

/** The environment's text as the kind that the default has. */
function overridden(name: string, given: string, value: HclValue): HclValue {
  if (value === null || typeof value === 'string') return given;
  if (typeof value === 'number' && /^-?\d+(?:\.\d+)?$/.test(given)) return Number(given);
  if (typeof value === 'boolean' && /^(?:true|false|1|0)$/.test(given)) return given === 'true' || given === '1';
  return new UnknownValue(`${name} is set in the environment to something we do not read.`, given);
}

const keywords = (list: HclExpression | undefined): string[] => {
  if (list === undefined) return [];
  if (list.kind === 'variable') return [list.name];
  return list.kind === 'list' ? list.items.flatMap((item) => (item.kind === 'variable' ? [item.name] : [])) : [];
};

/** The JSON form: blocks are objects of objects, texts are templates (hashicorp/hcl: json/spec.md). */
function readJsonBody(text: string): { body: HclBody; problem?: string } {
  const read = readJson(text);
  const root = read.documents[0];
  const attributes = new Map<string, { value: HclExpression; line: number }>();
  const blocks: HclBlock[] = [];
  for (const [type, inside] of entriesOf(root)) {
    if (!['variable', 'function', 'group', 'target'].includes(type)) {
      attributes.set(type, { value: expressionOf(inside), line: inside.line });
      continue;
    }
    for (const [name, block] of entriesOf(inside)) {
      const line = inside.kind === 'map' ? (inside.keyLines.get(name) ?? inside.line) : inside.line;
      for (const one of block.kind === 'list' ? block.items : [block]) {
        const own = new Map(
          entriesOf(one).map(([key, value]) => {
            const names = type === 'function' && (key === 'params' || key === 'variadic_params');
            return [key, { value: names ? nameList(value) : expressionOf(value), line: value.line }] as const;
          }),
        );
        // A function's result is an expression within a text.
        const result = at(one, 'result');
        if (type === 'function' && result?.kind === 'scalar') {
          own.set('result', { value: readTemplate(result.text), line: result.line });
        }
        blocks.push({ type, labels: [name], body: { attributes: own, blocks: [] }, line });
      }
    }
  }
  return { body: { attributes, blocks }, ...(read.problem === undefined ? {} : { problem: read.problem }) };
}

const nameList = (tree: Tree): HclExpression => ({
  kind: 'list',
  items: textsOf(tree).map((name) => ({ kind: 'variable', name, written: name })),
  written: '',
});

function expressionOf(tree: Tree): HclExpression {
  if (tree.kind === 'list') return { kind: 'list', items: itemsOf(tree).map(expressionOf), written: '' };
  if (tree.kind === 'map') {
    const entries = entriesOf(tree).map(([key, value]): [HclExpression, HclExpression] => [
      { kind: 'literal', value: key, written: key },
      expressionOf(value),
    ]);
    return { kind: 'object', entries, written: '' };
  }
  if (typeof tree.value === 'string') return readTemplate(tree.value);
  return { kind: 'literal', value: tree.value, written: tree.text };
}
