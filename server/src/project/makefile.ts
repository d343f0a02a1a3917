// Knows: build lines in Makefiles (GNU make manual: 3 Writing Makefiles, 5 Recipes, 6 Variables), for variables that are
// simply assigned in the same file. Runs nothing: `$(shell …)` is unknown.
import { folderOf } from './place';
import { allBuilds, scriptBuilds, type Reader, type Surroundings } from './reader';
import { NO_BUILDS } from './shellRun';
import type { Hole } from './partialText';
import type { ScriptText } from './shellWords';
import { settled } from './buildTarget';

interface Rule {
  readonly target: string;
  readonly line: number;
  readonly recipe: readonly { readonly text: string; readonly line: number }[];
}

interface Makefile {
  readonly rules: readonly Rule[];
  /** Names with one plain assignment; undefined: several, or under a condition. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  readonly oneShell: boolean;
}

const MOST_TEXT = 500_000;
const DEEPEST = 8;
const MOST_EXPANSION = 20_000;
/** Steps for all recipes of a file: variables that double each other would take forever. */
const MOST_STEPS = 50_000;
const ASSIGNMENT = /^(?:(?:export|override|private)\s+)*([A-Za-z_][\w.-]*)\s*(\?=|:{0,3}=|\+=|!=)\s*([^]*)$/;

export const readMakefile =
  (cwd?: string): Reader =>
  (file, text, around) => {
    if (text.length > MOST_TEXT) return NO_BUILDS;
    const makefile = parseMakefile(text);
    const folder = cwd ?? folderOf(file);
    const budget = { left: MOST_STEPS };
    return allBuilds(
      makefile.rules.flatMap((rule) => {
        const expand = new Expansion(makefile, around, rule.target, folder, budget);
        const [first] = rule.recipe;
        if (first === undefined) return [];
        const scripts = makefile.oneShell
          ? [{ text: rule.recipe.map(({ text: line }) => line).join('\n'), line: first.line }]
          : rule.recipe;
        return scripts.map(({ text: line, line: at }) =>
          scriptBuilds('makefile', file, around, {
            name: rule.target,
            line: at,
            script: expand.script(line.replace(/^[@+-]+\s*/, '')),
            cwd: settled(folder),
          }),
        );
      }),
    );
  };

export function parseMakefile(text: string): Makefile {
  const variables = new Map<string, string | undefined>();
  const rules: Rule[] = [];
  let rule: { target: string; line: number; recipe: { text: string; line: number }[] } | undefined;
  let conditions = 0;
  let oneShell = false;
  let inDefine = false;
  for (const { text: line, line: at } of logicalLines(text)) {
    if (inDefine) {
      inDefine = !/^\s*endef\b/.test(line);
      continue;
    }
    if (line.startsWith('\t')) {
      rule?.recipe.push({ text: line.slice(1), line: at });
      continue;
    }
    const plain = withoutComment(line).trim();
    if (plain === '') continue;
    if (/^(?:ifeq|ifneq|ifdef|ifndef)\b/.test(plain)) conditions++;
    if (/^endif\b/.test(plain)) conditions = Math.max(0, conditions - 1);
    const define = /^define\s+([\w.-]+)/.exec(plain);
    if (define !== null) {
      inDefine = true;
      variables.set(define[1] ?? '', undefined);
      continue;
    }
    const assigned = ASSIGNMENT.exec(plain);
    if (assigned !== null) {
      assign(variables, assigned, conditions > 0);
      continue;
    }
    const colon = /^([^:=#]+)::?(?!=)([^]*)$/.exec(plain);
    if (colon === null) continue;
    const rest = (colon[2] ?? '').trim();
    const own = ASSIGNMENT.exec(rest);
    // A target's own variable: what it is worth elsewhere cannot be said simply.
    if (own !== null) {
      variables.set(own[1] ?? '', undefined);
      continue;
    }
    const target = (colon[1] ?? '').trim();
    if (target === '.ONESHELL') oneShell = true;
    rule = { target, line: at, recipe: [] };
    const semicolon = rest.indexOf(';');
    if (semicolon !== -1) rule.recipe.push({ text: rest.slice(semicolon + 1).trim(), line: at });
    rules.push(rule);
  }
  return { rules, variables, oneShell };
}

function assign(
  variables: Map<string, string | undefined>,
  [, name = '', operator = '', value = '']: RegExpExecArray,
  conditional: boolean,
): void {
  const before = variables.get(name);
  if (conditional || operator === '!=') variables.set(name, undefined);
  else if (!variables.has(name)) variables.set(name, value);
  else if (operator === '+=') variables.set(name, before === undefined ? undefined : `${before} ${value}`);
  // `?=` behind an assignment does nothing; any other second one makes the value hang on the order.
  else if (operator !== '?=') variables.set(name, undefined);
}

/** Lines with their continuations; in a recipe the backslash stays, for the shell. */
function logicalLines(text: string): { text: string; line: number }[] {
  const lines = text.split(/\r?\n/);
  const made: { text: string; line: number }[] = [];
  for (let i = 0; i < lines.length; i++) {
    const start = i;
    const parts = [lines[i] ?? ''];
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(lines[i] ?? '') && i + 1 < lines.length) parts.push(lines[++i] ?? '');
    const recipe = parts[0]?.startsWith('\t') === true;
    const joined = recipe
      ? parts.map((part, n) => (n === 0 ? part : part.replace(/^\t/, ''))).join('\n')
      : parts.map((part, n) => (n < parts.length - 1 ? part.slice(0, -1).trim() : part.trim())).join(' ');
    made.push({ text: joined, line: start });
  }
  return made;
}

const withoutComment = (line: string): string => line.replace(/(^|[^\\])#[^]*$/, '$1');

/** `$(NAME)` in a recipe, worked out as far as the file says. */
class Expansion {
  readonly #holes: Hole[] = [];

  constructor(
    private readonly makefile: Makefile,
    private readonly around: Surroundings,
    private readonly target: string,
    private readonly folder: string,
    private readonly budget: { left: number },
  ) {}

  script(text: string): ScriptText {
    return { text: this.#expand(text.replace(/[\uE000\uE001]/g, ''), 0), holes: this.#holes };
  }

  #hole(written: string, why: string): string {
    this.#holes.push({ written, why });
    return `\uE000${this.#holes.length - 1}\uE001`;
  }

  #expand(text: string, depth: number): string {
    let made = '';
    for (let at = 0; at < text.length;) {
      const char = text[at] ?? '';
      if (char !== '$') {
        const next = text.indexOf('$', at);
        const end = next === -1 ? text.length : next;
        made += text.slice(at, end);
        at = end;
        continue;
      }
      const next = text[at + 1] ?? '';
      if (next === '(' || next === '{') {
        const end = closing(text, at + 1, next);
        made += this.#reference(text.slice(at + 2, end), text.slice(at, end + 1), depth);
        at = end + 1;
      } else {
        made += next === '$' ? '$' : this.#reference(next, `$${next}`, depth);
        at += 2;
      }
      if (made.length > MOST_EXPANSION) return made.slice(0, MOST_EXPANSION);
    }
    return made;
  }

  #reference(name: string, written: string, depth: number): string {
    if (name === '@')
      return /[%$ ]/.test(this.target) ? this.#hole(written, 'The rule has more than one target.') : this.target;
    if (name === 'CURDIR' || name === 'PWD' || name === 'shell pwd') {
      return this.folder === '.' ? this.around.root : `${this.around.root}/${this.folder}`;
    }
    if (name === 'MAKE') return 'make';
    if (/^[A-Za-z_][\w.-]*$/.test(name)) {
      if (depth > DEEPEST || --this.budget.left < 0) return this.#hole(written, 'Variables stand for each other.');
      const value = this.makefile.variables.get(name);
      if (value !== undefined) return this.#expand(value, depth + 1);
      const outside = this.makefile.variables.has(name) ? undefined : this.around.env(name);
      if (outside !== undefined) return outside;
      return this.#hole(
        written,
        this.makefile.variables.has(name)
          ? `${name} has not one plain value in the file.`
          : `${name} is not set in the file.`,
      );
    }
    return this.#hole(written, 'Functions of make are not worked out.');
  }
}

function closing(text: string, open: number, bracket: string): number {
  const close = bracket === '(' ? ')' : '}';
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === bracket) depth++;
    else if (text[i] === close && --depth === 0) return i;
  }
  return text.length;
}
