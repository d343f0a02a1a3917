// Knows: the syntax tree of a script → ShellScript: its simple commands, what they stand in, its top list.
import type { Span } from '../base/span';
import { readList, type ListItem } from './listItems';
import type { Construct, ScriptElement, ShellCommand, ShellRedirect, ShellScript } from './model';
import { commandsOf, wordScript, type NestedText } from './nested';
import { readRedirects, readSimple, SIMPLE, type HeredocsByStart, type SimpleCommand } from './simpleCommand';
import { skipBackticks, skipDollar } from './skip';
import { spanOf, substitutionsIn, type ScriptHeredoc, type Tree, type TreeNode } from './tree';
import { readAssignment } from './words';
import { shellCall, unwrap } from './wrappers';

/** Constructs in constructs deeper than this are not read: no person wrote them. */
const DEEPEST = 60;
/** Scripts in scripts: `sh -c "sh -c …"`. */
const DEEPEST_SCRIPT = 3;

/** Words that never name a command; the grammar lets some of them stand there. */
const RESERVED = new Set(['then', 'fi', 'do', 'done', 'else', 'elif', 'esac', '}']);

export type Parse = (text: string) => ShellScript;

/** A text that nobody reads. */
export const unreadable = (text: string): ShellScript => ({
  text,
  commands: [],
  elements: [],
  isAndList: false,
  parsed: false,
  holes: [{ start: 0, end: text.length }],
  comments: [],
});

/** @param parse reads a script inside this one. */
export function readScript(text: string, tree: Tree, heredocs: readonly ScriptHeredoc[], parse: Parse): ShellScript {
  const reader = new ScriptReader(text, heredocs, parse);
  reader.readTop(tree.root);
  const { commands, elements } = reader;
  const holes = distinct([...reader.holes, ...(tree.faults ?? [])]);
  if (tree.hasError && holes.length === 0) holes.push(...firstFault(tree.root));
  return {
    text,
    commands: inOrder(commands),
    elements,
    isAndList: reader.isAndList,
    parsed: holes.length === 0,
    holes,
    comments: tree.comments,
  };
}

/** What the commands of one list have in common. */
interface Frame {
  readonly inside: readonly Construct[];
  readonly redirects: readonly ShellRedirect[];
  readonly isBackground: boolean;
  /** -1 in the top list itself. */
  readonly element: number;
}

class ScriptReader {
  readonly commands: ShellCommand[] = [];
  readonly elements: ScriptElement[] = [];
  readonly holes: Span[] = [];
  isAndList = false;
  readonly #heredocs: HeredocsByStart;

  constructor(
    private readonly text: string,
    heredocs: readonly ScriptHeredoc[],
    private readonly parse: Parse,
  ) {
    this.#heredocs = new Map(heredocs.map((heredoc) => [heredoc.operator.start, heredoc]));
  }

  readTop(root: TreeNode): void {
    const nodes = root.type === 'program' ? root.children : [root];
    const { items, isPlain } = this.#list(nodes, { inside: [], redirects: [], isBackground: false, element: -1 });
    this.isAndList =
      isPlain &&
      this.commands.length > 0 &&
      items.every(
        ({ node, joint, isNegated }, i) =>
          (i === 0 || joint === '&&') && !isNegated && (node === undefined || SIMPLE.has(node.type)),
      ) &&
      this.commands.every(({ inside }) => inside.length === 0 || inside[0] === 'script');
  }

  #list(nodes: readonly TreeNode[], frame: Frame): ReturnType<typeof readList> {
    const list = readList(nodes);
    const { items } = list;
    this.holes.push(...list.holes);
    for (let i = 0; i < items.length;) {
      let behind = i + 1;
      while (items[behind]?.joint === '|') behind++;
      this.#pipeline(items.slice(i, behind), frame);
      i = behind;
    }
    return list;
  }

  #pipeline(items: readonly ListItem[], frame: Frame): void {
    const [first] = items;
    const last = items.at(-1);
    if (!first || !last) return;
    const span = { start: first.start, end: last.end };
    let { element } = frame;
    if (element === -1) {
      element = this.elements.length;
      this.elements.push({ span, joint: first.joint === '|' ? ';' : first.joint, operator: first.operator });
    }
    const inside: readonly Construct[] = first.isNegated ? [...frame.inside, 'negation'] : frame.inside;
    for (const [at, item] of items.entries()) {
      const isBackground = frame.isBackground || item.isBackground;
      this.#item(item, { ...frame, element, inside, isBackground }, { at, of: items.length, span });
    }
  }

  #item(item: ListItem, frame: Frame, pipe: ShellCommand['pipe']): void {
    const { node } = item;
    const isArithmetic = node?.type === 'compound_statement' && node.children[0]?.type === '((';
    if (node === undefined || isArithmetic || SIMPLE.has(node.type)) {
      this.#simple(item, frame, pipe);
      return;
    }
    if (frame.inside.length >= DEEPEST) {
      this.holes.push(spanOf(node));
      return;
    }
    const { redirects } = readRedirects(item.redirects, this.text, this.#heredocs);
    const within = { ...frame, redirects: [...redirects.map(({ redirect }) => redirect), ...frame.redirects] };
    this.#construct(node, within);
    this.#substitutions(item.redirects, frame);
    for (const { heredoc } of redirects) this.#body(heredoc, frame);
  }

  #construct(node: TreeNode, frame: Frame): void {
    const into = (construct: Construct): Frame => ({ ...frame, inside: [...frame.inside, construct] });
    const { children } = node;
    switch (node.type) {
      case 'subshell':
        this.#list(children, into('subshell'));
        break;
      case 'compound_statement':
        this.#list(children, into('group'));
        break;
      case 'if_statement':
        this.#if(children, frame);
        break;
      case 'while_statement': {
        const body = children.filter(({ type }) => type === 'do_group');
        this.#list(
          children.filter(({ type }) => type !== 'do_group'),
          into('condition'),
        );
        for (const { children: inner } of body) this.#list(inner, into('loop'));
        break;
      }
      case 'for_statement':
      case 'c_style_for_statement': {
        const isBody = ({ type }: TreeNode): boolean => type === 'do_group' || type === 'compound_statement';
        this.#substitutions(
          children.filter((child) => !isBody(child)),
          frame,
        );
        for (const child of children.filter(isBody)) this.#list(child.children, into('loop'));
        break;
      }
      case 'case_statement':
        for (const child of children) {
          if (child.type !== 'case_item') this.#substitutions([child], frame);
          else this.#list(child.children, into('branch'));
        }
        break;
      case 'function_definition':
        for (const child of children) {
          if (child.type === 'compound_statement') this.#list(child.children, into('function'));
          else if (child.isNamed && child.type !== 'word' && !child.type.endsWith('_redirect'))
            this.#list([child], into('function'));
        }
        break;
      default:
        this.#substitutions([node], frame);
    }
  }

  /** What stands before `then` is the test, what stands behind is chosen by it. */
  #if(children: readonly TreeNode[], frame: Frame): void {
    const into = (...constructs: Construct[]): Frame => ({ ...frame, inside: [...frame.inside, ...constructs] });
    const isClause = ({ type }: TreeNode): boolean => type === 'elif_clause' || type === 'else_clause';
    const then = children.findIndex(({ type }) => type === 'then');
    const test = then === -1 ? children : children.slice(0, then);
    this.#list(test, into('condition'));
    if (then === -1) return;
    const rest = children.slice(then + 1);
    this.#list(
      rest.filter((child) => !isClause(child)),
      into('branch'),
    );
    for (const clause of rest.filter(isClause)) {
      if (clause.type === 'else_clause') this.#list(clause.children, into('branch'));
      else {
        const at = clause.children.findIndex(({ type }) => type === 'then');
        this.#list(clause.children.slice(0, at === -1 ? undefined : at), into('branch', 'condition'));
        if (at !== -1) this.#list(clause.children.slice(at + 1), into('branch'));
      }
    }
  }

  #simple(item: ListItem, frame: Frame, pipe: ShellCommand['pipe']): void {
    const read = readSimple(item, this.text, this.#heredocs);
    const { wrappers, words, assignments } = unwrap(read.words);
    const [name, ...args] = words;
    if (name && RESERVED.has(name.raw)) {
      this.holes.push(name.span);
      return;
    }
    const own = read.redirects.map(({ redirect }) => redirect);
    const command: ShellCommand = {
      name,
      wrappers,
      args,
      assignments: [...read.assignments, ...assignments.flatMap(({ span }) => readAssignment(this.text, span) ?? [])],
      redirects: frame.redirects.length === 0 ? own : [...own, ...frame.redirects],
      span: whole(item, read),
      joint: item.joint,
      depth: frame.inside.length,
      inside: frame.inside,
      pipe,
      element: frame.element,
      isBackground: frame.isBackground,
      isPlaced: true,
    };
    this.commands.push(command);
    this.#substitutions(item.node ? [item.node, ...item.redirects] : item.redirects, frame);
    const call = shellCall(words);
    for (const { heredoc } of read.redirects) {
      if (heredoc && call?.script === 'stdin') this.#script(command, `${call.shell} <<`, this.#bodyText(heredoc));
      else this.#body(heredoc, frame);
    }
    if (call && call.script !== 'stdin') {
      const nested = wordScript(call.script);
      if (nested) this.#script(command, `${call.shell} -c`, nested);
    }
  }

  /** The commands of a script that `command` runs, behind it. */
  #script(command: ShellCommand, wrapper: string, nested: NestedText): void {
    if (command.inside.filter((construct) => construct === 'script').length >= DEEPEST_SCRIPT) return;
    const script = this.parse(nested.text);
    if (!script.parsed) return;
    const commands = commandsOf(script, nested, {
      wrappers: [...command.wrappers, wrapper],
      redirects: command.redirects.filter(({ operator }) => operator !== '<<'),
      inside: [...command.inside, 'script'],
      element: command.element,
      isBackground: command.isBackground,
      isPlaced: nested.isPlaced,
    });
    // Substitutions in the quotes are the outer shell's: they are there already.
    for (const inner of commands) if (!inner.inside.includes('substitution')) this.commands.push(inner);
  }

  #substitutions(nodes: readonly TreeNode[], frame: Frame): void {
    for (const node of substitutionsIn(nodes)) {
      const within: Frame = { ...frame, inside: [...frame.inside, 'substitution'], redirects: [] };
      if (within.inside.length > DEEPEST) this.holes.push(spanOf(node));
      else this.#list(node.children, within);
    }
  }

  #bodyText({ body, isQuoted }: ScriptHeredoc): NestedText {
    const text = this.text.slice(body.start, body.end);
    return { text, at: (offset) => body.start + offset, isPlaced: isQuoted || !text.includes('\\') };
  }

  /** The substitutions in a heredoc's body, which the shell makes unless the delimiter is quoted. */
  #body(heredoc: ScriptHeredoc | undefined, frame: Frame): void {
    if (!heredoc || heredoc.isQuoted || frame.inside.length >= DEEPEST) return;
    const { text } = this;
    const { start, end } = heredoc.body;
    for (let i = start; i < end;) {
      const c = text[i];
      const isDollar = c === '$' && text[i + 1] === '(' && text[i + 2] !== '(';
      if (c === '\\') i += 2;
      else if (isDollar || c === '`') {
        const stop = Math.min(isDollar ? skipDollar(text, i) : skipBackticks(text, i), end);
        const from = i + (isDollar ? 2 : 1);
        this.#inBody(from, Math.max(from, stop - 1), frame);
        i = stop;
      } else i++;
    }
  }

  #inBody(from: number, to: number, frame: Frame): void {
    const nested = { text: this.text.slice(from, to), at: (offset: number) => from + offset, isPlaced: true };
    this.commands.push(
      ...commandsOf(this.parse(nested.text), nested, {
        ...frame,
        wrappers: [],
        redirects: [],
        inside: [...frame.inside, 'substitution'],
        isPlaced: true,
      }),
    );
  }
}

/** From the first to the last word, assignment or redirect; a heredoc's body is not part of it. */
function whole({ node, start }: ListItem, { words, assignments, redirects }: SimpleCommand): Span {
  let from = node?.start ?? start;
  let to = from;
  for (const { span } of [...words, ...assignments, ...redirects.map(({ redirect }) => redirect)]) {
    if (span.start < from) from = span.start;
    if (span.end > to) to = span.end;
  }
  return { start: from, end: node && node.type !== 'command' ? Math.max(to, node.end) : to };
}

/** By where they stand; the body of a heredoc stands behind the rest of its line. */
function inOrder(commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const isSorted = commands.every(({ span }, i) => i === 0 || (commands[i - 1]?.span.start ?? 0) <= span.start);
  return isSorted ? commands : [...commands].sort((a, b) => a.span.start - b.span.start);
}

/** In order, each once. */
function distinct(holes: readonly Span[]): Span[] {
  const sorted = [...holes].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter(({ start, end }, i) => {
    const before = sorted[i - 1];
    return before?.start !== start || before.end !== end;
  });
}

/** Faults in a place that no list was read from: the words of `for`, the inside of a test. */
function firstFault(root: TreeNode): Span[] {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'ERROR' || node.isMissing) return [spanOf(node)];
    open.push(...[...node.children].reverse());
  }
  return [spanOf(root)];
}
