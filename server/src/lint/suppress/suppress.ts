// Knows: which findings the comments of a file silence, and which of these comments were of use.
import type { Span } from '../../base/span';
import { LineIndex } from '../../base/lineIndex';
import type { DockerfileModel, Instruction } from '../../syntax/model';
import { instructionAt } from '../../syntax/walk';
import { checkComment, checkPragma, pragmaOf, TOOLS, type Pragma } from './suppressForms';
import { shellCheckCode, type RuleNames } from '../twinNames';

/** A comment that silences rules, and where. */
export interface Suppression extends Pragma {
  /** From its `#` to its end. */
  readonly span: Span;
  readonly place: Place;
}

export type Place =
  | { readonly kind: 'file' }
  /** Index among the FROMs. */
  | { readonly kind: 'stage'; readonly index: number }
  /** Where the instruction begins. */
  | { readonly kind: 'instruction'; readonly start: number }
  /** Zero-based. */
  | { readonly kind: 'line'; readonly line: number }
  /** Nothing follows it. */
  | { readonly kind: 'nothing' };

export interface SuppressionOptions {
  /** N of the frontend 1.N: check comments above an instruction count from 1.21 on (BuildKit 0.27). */
  readonly frontend: number;
  /** `2026-11-21`: comments with an earlier last day count no more. Undefined: all count. */
  readonly today?: string;
}

const FIRST_WITH_CHECK_COMMENTS = 21;

/** The comments that silence, in order of text. */
export function suppressionsIn(model: DockerfileModel, { frontend, today }: SuppressionOptions): Suppression[] {
  const places = new Places(model);
  const found: Suppression[] = [];
  for (const { name, value, span } of model.directives) {
    if (name !== 'check') continue;
    const at = model.text.indexOf(value, model.text.indexOf('=', span.start) + 1);
    const pragma = checkPragma(value, at, 'file');
    if (pragma) found.push({ ...pragma, span, place: { kind: 'file' } });
  }
  for (const { text, span } of model.comments) {
    const pragma = pragmaOf(text, model.text.indexOf(text, span.start + 1));
    if (!pragma || (pragma.until !== undefined && today !== undefined && pragma.until < today)) continue;
    const place = places.of(pragma, span);
    if (place) found.push({ ...pragma, span, place });
  }
  for (const instruction of model.instructions) {
    if (instruction.comments.length > 0 && frontend >= FIRST_WITH_CHECK_COMMENTS)
      found.push(...checkAbove(model, instruction));
    if (instruction.heredocs.length > 0) found.push(...inHeredocs(model, instruction, places));
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** Only the first check comment above an instruction counts. */
function checkAbove({ text }: DockerfileModel, { comments, span: { start } }: Instruction): Suppression[] {
  for (const comment of comments) {
    if (!/^check\s*=/i.test(comment.text)) continue;
    const pragma = checkComment(comment.text, text.indexOf(comment.text, comment.span.start + 1));
    return pragma ? [{ ...pragma, span: comment.span, place: { kind: 'instruction', start } }] : [];
  }
  return [];
}

/** Comments of a script: only ours, and for the next line of it. */
function inHeredocs({ text }: DockerfileModel, { heredocs, keyword }: Instruction, places: Places): Suppression[] {
  if (keyword !== 'RUN') return [];
  return heredocs.flatMap(({ contentSpan: { start, end } }) => {
    const body = text.slice(start, end);
    if (!body.includes('layerlens')) return [];
    return [...body.matchAll(/^[ \t]*(#[ \t]*(layerlens.*?))[ \t\r]*$/gm)].flatMap((match) => {
      const [whole, comment = '', words = ''] = match;
      const at = start + match.index + whole.indexOf(comment);
      const span = { start: at, end: at + comment.length };
      const pragma = pragmaOf(words, span.end - words.length);
      const place = pragma && places.of(pragma, span);
      return pragma && place ? [{ ...pragma, span, place }] : [];
    });
  });
}

/** Where comments reach. */
class Places {
  #lines: LineIndex | undefined;
  readonly #froms: readonly number[];
  /** Comments above an instruction, by where they begin. Blank lines do not detach them, an empty comment line does. */
  readonly #attached = new Map<number, Instruction>();

  constructor(private readonly model: DockerfileModel) {
    for (const instruction of model.instructions)
      for (const { span } of instruction.comments) this.#attached.set(span.start, instruction);
    this.#froms = model.instructions.filter(({ keyword }) => keyword === 'FROM').map(({ span }) => span.start);
  }

  /** Undefined where its tool does not look for it. */
  of({ reach, dialect }: Pragma, span: Span): Place | undefined {
    if (reach === 'file') return { kind: 'file' };
    const inside = this.#holds(span);
    const line = (): Place => ({ kind: 'line', line: this.lineAt(span.start) + 1 });
    if (reach === 'next-line') return line();
    const below = inside ?? this.#attached.get(span.start);
    if (reach === 'stage') {
      const at = below?.keyword === 'FROM' ? below.span.start : span.start;
      const index = this.stageAt(at);
      return index === -1 ? { kind: 'nothing' } : { kind: 'stage', index };
    }
    if (inside) return dialect === 'layerlens' ? line() : undefined;
    return below ? { kind: 'instruction', start: below.span.start } : { kind: 'nothing' };
  }

  lineAt(offset: number): number {
    return (this.#lines ??= new LineIndex(this.model.text)).lineAt(offset);
  }

  stageAt(offset: number): number {
    return firstBehind(this.#froms.length, (i) => (this.#froms[i] ?? 0) > offset) - 1;
  }

  #holds({ start }: Span): Instruction | undefined {
    const instruction = instructionAt(this.model, start);
    return instruction && instruction.span.start < start && start < instruction.span.end ? instruction : undefined;
  }
}

/** The first index of which `is` holds; it holds of all behind. */
function firstBehind(count: number, is: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Who asks for the checks of one tool alone hears what that tool would say: comments of others do not count, ours do. */
export function countingFor(only: readonly string[], all: readonly Suppression[]): readonly Suppression[] {
  const [tool = '', ...others] = new Set(only.map((one) => one.slice(0, Math.max(0, one.indexOf('/')))));
  // Codes of ShellCheck are silenced in several tools' comments.
  if (others.length > 0 || !Object.hasOwn(TOOLS, tool) || tool === 'shellcheck') return all;
  return all.filter(({ dialect }) => dialect === tool || dialect === 'layerlens');
}

/** What rules about comments are told: they run behind the others. */
export interface SuppressionFact {
  readonly all: readonly Suppression[];
  /** Ids of the rules that ran and had all they need. */
  readonly active: ReadonlySet<string>;
  readonly names: RuleNames;
  readonly uses: Pick<Suppressions, 'idsOf' | 'isUsed'>;
}

/** What of a comment silences a rule: one of its names, or the comment that means everything. */
interface Silencer {
  readonly suppression: Suppression;
  /** Index of the name; −1: everything. */
  readonly name: number;
}

/** The comments by place and rule, and which were of use. */
export class Suppressions {
  readonly #byPlace = new Map<string, Map<string, Silencer>>();
  readonly #used = new Map<Suppression, Set<number>>();
  readonly #places: Places;
  #hasLines = false;

  constructor(
    private readonly model: DockerfileModel,
    readonly all: readonly Suppression[],
    private readonly names: RuleNames,
  ) {
    this.#places = new Places(model);
    for (const suppression of all) {
      this.#hasLines ||= suppression.place.kind === 'line';
      if (suppression.everything)
        this.#put(suppression.place, EVERYTHING[suppression.dialect], { suppression, name: -1 });
      for (const name of suppression.names.keys())
        for (const id of this.idsOf(suppression, name)) this.#put(suppression.place, id, { suppression, name });
    }
  }

  /** The rules that a name of a comment means. */
  idsOf({ names, dialect }: Suppression, name: number): readonly string[] {
    const text = names[name]?.text ?? '';
    const code = shellCheckCode(text);
    return code === undefined ? this.names.idsOf(text, TOOLS[dialect]) : [code];
  }

  /** The nearest comment that silences a rule at a place; it was of use then. */
  silences(id: string, where: Span): Suppression | undefined {
    if (this.all.length === 0) return undefined;
    for (const place of this.#around(where.start)) {
      const here = this.#byPlace.get(place);
      if (!here) continue;
      const silencer = here.get(id) ?? this.#everything(here, id);
      if (!silencer) continue;
      const used = this.#used.get(silencer.suppression) ?? new Set();
      this.#used.set(silencer.suppression, used.add(silencer.name));
      return silencer.suppression;
    }
    return undefined;
  }

  isUsed(suppression: Suppression, name: number): boolean {
    return this.#used.get(suppression)?.has(name) === true;
  }

  #everything(here: ReadonlyMap<string, Silencer>, id: string): Silencer | undefined {
    for (const [dialect, word] of Object.entries(EVERYTHING)) {
      const silencer = here.get(word);
      const tools = TOOLS[dialect as keyof typeof TOOLS];
      if (silencer && (tools === undefined || this.names.twinsOf(tools).has(id))) return silencer;
    }
    return undefined;
  }

  #put(place: Place, rule: string, silencer: Silencer): void {
    const key = keyOf(place);
    const here = this.#byPlace.get(key) ?? new Map<string, Silencer>();
    this.#byPlace.set(key, here);
    // The first one does the work; a second is of no use.
    if (!here.has(rule)) here.set(rule, silencer);
  }

  /** Nearest first. */
  *#around(offset: number): Iterable<string> {
    if (this.#hasLines) yield keyOf({ kind: 'line', line: this.#places.lineAt(offset) });
    const instruction = instructionAt(this.model, offset);
    if (instruction) yield keyOf({ kind: 'instruction', start: instruction.span.start });
    yield keyOf({ kind: 'stage', index: this.#places.stageAt(offset) });
    yield keyOf({ kind: 'file' });
  }
}

/** No rule has such an id. */
const EVERYTHING = Object.fromEntries(Object.keys(TOOLS).map((dialect) => [dialect, `* ${dialect}`])) as Readonly<
  Record<keyof typeof TOOLS, string>
>;

const keyOf = (place: Place): string =>
  place.kind === 'stage'
    ? `stage ${String(place.index)}`
    : place.kind === 'instruction'
      ? `instruction ${String(place.start)}`
      : place.kind === 'line'
        ? `line ${String(place.line)}`
        : place.kind;
