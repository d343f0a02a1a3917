// Knows: simple commands of shell text (POSIX 2.9.1): assignments, words and redirects up to the next operator.
import { node, WordGrammar } from './grammarWords';
import { ERROR, type TreeNode } from './tree';

const ASSIGNMENT = /[A-Za-z_]\w*(?:\[[^\]\n]*\])?\+?=/y;

export abstract class SimpleGrammar extends WordGrammar {
  /** The construct behind `name()`. */
  protected abstract functionBody(children: TreeNode[]): void;

  /** A simple command, or the definition of a function. */
  protected simple(found: TreeNode[]): void {
    const start = this.at;
    const children: TreeNode[] = [];
    const faults: TreeNode[] = [];
    let assigns = true;
    let words = 0;
    for (;;) {
      this.blanks();
      const redirect = this.redirect();
      const piece = redirect ?? this.word();
      if (piece) {
        if (piece.type === ERROR) {
          faults.push(piece);
          continue;
        }
        const isAssignment = assigns && !redirect && this.#isAssignment(piece);
        if (!redirect && !isAssignment) assigns = false;
        if (!redirect) words++;
        children.push(isAssignment ? { ...piece, type: 'variable_assignment' } : piece);
        continue;
      }
      if (this.here !== '(') break;
      if (words === 1 && !assigns && children.length === 1 && this.#emptyBrackets()) {
        const { at } = this;
        const body: TreeNode[] = [];
        this.deeper(() => {
          this.functionBody(body);
          return body;
        });
        found.push(
          node('function_definition', start, Math.max(at, this.at), body.length > 0 ? body : [this.rest(this.at)]),
        );
        return;
      }
      // A bracket in the middle of a command.
      faults.push(this.fault(this.at, this.at + 1));
      this.at++;
    }
    if (children.length > 0) {
      const end = children.at(-1)?.end ?? this.at;
      const onlyAssigns = children.every(({ type }) => type === 'variable_assignment');
      const onlyRedirects = children.every(({ type }) => type.endsWith('_redirect'));
      if (onlyRedirects) found.push(...children);
      else found.push(node(onlyAssigns ? 'variable_assignments' : 'command', start, end, children));
    }
    found.push(...faults);
  }

  #isAssignment({ start, end }: TreeNode): boolean {
    ASSIGNMENT.lastIndex = start;
    return ASSIGNMENT.test(this.text) && ASSIGNMENT.lastIndex <= end;
  }

  /** Goes behind `()`; stays when something is in it. */
  #emptyBrackets(): boolean {
    const match = /^\([ \t]*\)/.exec(this.text.slice(this.at, this.at + 20));
    if (match) this.at += match[0].length;
    return match !== null;
  }
}
