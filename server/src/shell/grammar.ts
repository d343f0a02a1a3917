// Knows: the statements of shell text (POSIX 2.9, 2.10; bash for `[[`, `((`, `select`, `function`) → a tree with the node
// types of tree-sitter-bash, which listItems.ts and scriptReader.ts read. Total: what fits nowhere is an ERROR node, the
// text around it stays. Time and depth are bounded for any text.
import { SimpleGrammar } from './grammarSimple';
import { node, token } from './grammarWords';
import { ERROR, type ScriptHeredoc, type Tree, type TreeNode } from './tree';

export function parseTree(text: string): { readonly tree: Tree; readonly heredocs: readonly ScriptHeredoc[] } {
  const grammar = new Grammar(text);
  const root = node('program', 0, text.length, grammar.all());
  return {
    tree: { root, hasError: grammar.faults.length > 0, faults: grammar.faults, comments: grammar.comments },
    heredocs: grammar.heredocs,
  };
}

/** Words that name no command where one may stand; those that open a construct are handled before. */
const CLOSING = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', 'in', ']]']);
const OPENING = new Set(['if', 'while', 'until', 'for', 'select', 'case', 'function', '{', '[[']);

/** A word of letters only, with something behind that ends a word. */
const KEYWORD = /(?:[a-z]+|[{}!]|\[\[|\]\])(?=[\s;&|()<>]|$)/y;
const OPERATOR = /&&|\|\||\|&|\||;;&|;;|;&|;|&/y;
const PIPES = new Set(['|', '|&']);
const NAME = /[A-Za-z_]\w*/y;

/** What ends a list: words, and characters. */
interface Until {
  readonly words: ReadonlySet<string>;
  readonly bracket: boolean;
  readonly caseItem: boolean;
}

const until = (...words: string[]): Until => ({ words: new Set(words), bracket: false, caseItem: false });
const END = until();
const BRACKET: Until = { ...END, bracket: true };
const CASE_ITEM: Until = { ...until('esac'), caseItem: true };
const THEN = until('then');
const BRANCH = until('elif', 'else', 'fi');
const FI = until('fi');
const DO = until('do');
const DONE = until('done');
const BRACE = until('}');

class Grammar extends SimpleGrammar {
  /** The whole text; a closing bracket that nothing opened is a fault like others. */
  all(): TreeNode[] {
    return this.#list(END);
  }

  protected override substituted(): TreeNode[] {
    return this.#list(BRACKET);
  }

  /** Members of a list and the operators between. */
  #list(end: Until): TreeNode[] {
    const found: TreeNode[] = [];
    // A member is complete, and nothing stands behind it yet.
    let open = false;
    let dangling = false;
    for (;;) {
      if (this.lines()) {
        if (!dangling) open = false;
      }
      const c = this.here;
      if (c === '') break;
      if (c === ')' && end.bracket) break;
      if ((c === ';' || c === '|' || c === '&') && !this.text.startsWith('&>', this.at)) {
        OPERATOR.lastIndex = this.at;
        const operator = OPERATOR.exec(this.text)?.[0] ?? c;
        if (end.caseItem && operator.startsWith(';') && operator !== ';') break;
        const isFault = !open || operator.length > 2 || (operator.startsWith(';') && operator !== ';');
        const { at } = this;
        this.at += operator.length;
        found.push(isFault ? this.fault(at, this.at) : token(operator, at));
        open = false;
        if (!isFault) dangling = operator !== ';' && operator !== '&';
        continue;
      }
      const keyword = this.#keyword();
      if (keyword !== undefined && end.words.has(keyword) && !open) break;
      if (open || c === ')' || (keyword !== undefined && CLOSING.has(keyword))) {
        found.push(this.#unexpected(keyword));
        continue;
      }
      if (keyword === '!') {
        // Only a whole pipeline is negated.
        const isFault = PIPES.has(found.at(-1)?.type ?? '');
        found.push(isFault ? this.fault(this.at, this.at + 1) : token('!', this.at));
        this.at++;
        dangling = true;
        continue;
      }
      const { at } = this;
      this.#member(keyword, found);
      if (this.at === at) found.push(this.#unexpected(undefined));
      open = true;
      dangling = false;
    }
    if (dangling) found.push(this.fault(this.at, this.at));
    return found;
  }

  /** Something that no member starts with. */
  #unexpected(keyword: string | undefined): TreeNode {
    const start = this.at;
    if (keyword !== undefined) this.at += keyword.length;
    else if (this.redirect() === undefined && this.word() === undefined) this.at++;
    return this.fault(start, Math.max(this.at, start));
  }

  #keyword(): string | undefined {
    KEYWORD.lastIndex = this.at;
    return KEYWORD.exec(this.text)?.[0];
  }

  /** Takes a word that must stand here; a fault otherwise. */
  #expect(word: string, into: TreeNode[]): boolean {
    this.lines();
    if (this.#keyword() !== word) {
      into.push(this.fault(this.at, this.at));
      return false;
    }
    into.push(token(word, this.at));
    this.at += word.length;
    return true;
  }

  #member(keyword: string | undefined, found: TreeNode[]): void {
    const bracket = this.here === '(';
    if (!bracket && (keyword === undefined || !OPENING.has(keyword))) {
      this.simple(found);
      return;
    }
    const start = this.at;
    const children: TreeNode[] = [];
    let type = '';
    const inner = this.deeper(() => {
      type = bracket ? this.#brackets(children) : this.#construct(keyword ?? '', children);
      return children;
    });
    found.push(type === '' ? this.fault(start, this.at) : node(type, start, this.at, inner));
    for (;;) {
      this.blanks();
      const redirect = this.redirect();
      if (!redirect) return;
      found.push(redirect);
    }
  }

  #brackets(children: TreeNode[]): string {
    if (this.text[this.at + 1] === '(') {
      const start = this.at;
      const inner: TreeNode[] = [];
      if (this.arithmetic(inner)) {
        children.push(token('((', start), ...inner);
        return 'compound_statement';
      }
    }
    children.push(token('(', this.at++));
    this.#body(BRACKET, children);
    if (this.here === ')') children.push(token(')', this.at++));
    else children.push(this.fault(this.at, this.at));
    return 'subshell';
  }

  /** A list that must not be empty. */
  #body(end: Until, children: TreeNode[]): void {
    const list = this.#list(end);
    children.push(...list);
    if (list.length === 0) children.push(this.fault(this.at, this.at));
  }

  #construct(keyword: string, children: TreeNode[]): string {
    if (keyword === '[[') return this.#test();
    children.push(token(keyword, this.at));
    this.at += keyword.length;
    switch (keyword) {
      case '{':
        this.#body(BRACE, children);
        this.#expect('}', children);
        return 'compound_statement';
      case 'if':
        this.#if(children);
        return 'if_statement';
      case 'while':
      case 'until':
        this.#body(DO, children);
        this.#do(children);
        return 'while_statement';
      case 'for':
      case 'select':
        return this.#for(children);
      case 'case':
        this.#case(children);
        return 'case_statement';
      default:
        this.blanks();
        children.push(this.word() ?? this.fault(this.at, this.at));
        this.blanks();
        if (this.here === '(') this.at++;
        this.blanks();
        if (this.here === ')') this.at++;
        this.functionBody(children);
        return 'function_definition';
    }
  }

  /** `[[ … ]]`: words and operators of its own. */
  #test(): string {
    const start = this.at;
    this.at += 2;
    for (;;) {
      this.lines();
      const c = this.here;
      if (c === '') return '';
      if (this.text.startsWith(']]', this.at) && /^(?:[\s;&|()<>]|$)/.test(this.text.slice(this.at + 2, this.at + 3)))
        break;
      const { at } = this;
      const word = this.word();
      if (word?.type === ERROR) return '';
      if (this.at === at) this.at++;
    }
    this.at += 2;
    return this.at > start ? 'test_command' : '';
  }

  #if(children: TreeNode[]): void {
    this.#body(THEN, children);
    if (!this.#expect('then', children)) return;
    this.#body(BRANCH, children);
    while (this.#keyword() === 'elif') {
      const start = this.at;
      const clause = [token('elif', start)];
      this.at += 4;
      this.#body(THEN, clause);
      const reads = this.#expect('then', clause);
      if (reads) this.#body(BRANCH, clause);
      children.push(node('elif_clause', start, this.at, clause));
      if (!reads) return;
    }
    if (this.#keyword() === 'else') {
      const start = this.at;
      const clause = [token('else', start)];
      this.at += 4;
      this.#body(FI, clause);
      children.push(node('else_clause', start, this.at, clause));
    }
    this.#expect('fi', children);
  }

  #do(children: TreeNode[]): void {
    this.lines();
    const start = this.at;
    const group: TreeNode[] = [];
    if (this.#expect('do', group)) {
      this.#body(DONE, group);
      this.#expect('done', group);
    }
    children.push(node('do_group', start, this.at, group));
  }

  #for(children: TreeNode[]): string {
    this.blanks();
    const isArithmetic = this.text.startsWith('((', this.at);
    if (isArithmetic) {
      if (!this.arithmetic(children)) children.push(this.rest(this.at));
    } else {
      NAME.lastIndex = this.at;
      const name = NAME.exec(this.text)?.[0];
      children.push(
        name === undefined ? this.fault(this.at, this.at) : node('variable_name', this.at, this.at + name.length),
      );
      this.at += name?.length ?? 0;
      this.lines();
      if (this.#keyword() === 'in') {
        children.push(token('in', this.at));
        this.at += 2;
        this.#words(children);
      }
    }
    this.blanks();
    if (this.here === ';') this.at++;
    this.lines();
    if (this.here === '{') {
      const inner: TreeNode[] = [];
      const start = this.at;
      this.#construct('{', inner);
      children.push(node('compound_statement', start, this.at, inner));
    } else this.#do(children);
    return isArithmetic ? 'c_style_for_statement' : 'for_statement';
  }

  #words(children: TreeNode[]): void {
    for (;;) {
      this.blanks();
      const word = this.word();
      if (!word) return;
      children.push(word);
    }
  }

  #case(children: TreeNode[]): void {
    this.blanks();
    children.push(this.word() ?? this.fault(this.at, this.at));
    if (!this.#expect('in', children)) return;
    for (;;) {
      this.lines();
      if (this.here === '' || this.#keyword() === 'esac') break;
      const start = this.at;
      const item: TreeNode[] = [];
      if (!this.#pattern(item)) {
        children.push(...item, this.rest(start));
        return;
      }
      item.push(...this.#list(CASE_ITEM));
      OPERATOR.lastIndex = this.at;
      const behind = OPERATOR.exec(this.text)?.[0] ?? '';
      if (this.here === ';') {
        item.push(token(behind, this.at));
        this.at += behind.length;
      }
      children.push(node('case_item', start, this.at, item));
      if (behind === '' || this.here === '') break;
    }
    this.#expect('esac', children);
  }

  /** `a|b)`, with or without a bracket in front; nothing of it is kept but the substitutions. */
  #pattern(item: TreeNode[]): boolean {
    if (this.here === '(') this.at++;
    for (;;) {
      this.blanks();
      const word = this.word();
      if (word?.type === ERROR) item.push(word);
      if (!word || word.type === ERROR) return false;
      this.blanks();
      const c = this.here;
      if (c !== '|' && c !== ')') return false;
      this.at++;
      if (c === ')') return true;
    }
  }

  protected override functionBody(children: TreeNode[]): void {
    this.lines();
    const keyword = this.#keyword();
    if (this.here === '(' || (keyword !== undefined && OPENING.has(keyword))) this.#member(keyword, children);
    else children.push(this.fault(this.at, this.at));
  }
}
