// Knows: what HCL text says, as data: bodies of attributes and blocks, and expressions.

export type HclExpression = { readonly written: string } & (
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'template'; readonly parts: readonly HclExpression[] }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'index'; readonly of: HclExpression; readonly key: HclExpression }
  | { readonly kind: 'splat'; readonly of: HclExpression; readonly keys: readonly HclExpression[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly HclExpression[]; readonly spread: boolean }
  | { readonly kind: 'list'; readonly items: readonly HclExpression[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [HclExpression, HclExpression])[] }
  | HclFor
  | { readonly kind: 'unary'; readonly operator: string; readonly of: HclExpression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: HclExpression;
      readonly right: HclExpression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: HclExpression;
      readonly yes: HclExpression;
      readonly no: HclExpression;
    }
  | { readonly kind: 'unknown'; readonly why: string }
);

export interface HclFor {
  readonly kind: 'for';
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly of: HclExpression;
  /** Of an object; undefined for a list. */
  readonly key: HclExpression | undefined;
  readonly value: HclExpression;
  readonly test: HclExpression | undefined;
  readonly grouped: boolean;
}

export interface HclAttribute {
  readonly value: HclExpression;
  readonly line: number;
}

export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: HclBody;
  readonly line: number;
}

export interface HclBody {
  readonly attributes: ReadonlyMap<string, HclAttribute>;
  readonly blocks: readonly HclBlock[];
}
