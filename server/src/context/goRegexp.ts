// Knows: the regular expressions that ignore patterns become in Go (package regexp), matched in linear time. Only what
// such patterns can reach is here: no groups of the user's own, no flags. Knows no ignore file.
import { readGoRegexp, type Piece, type Ranges } from './goRegexpSyntax';

export interface GoRegexp {
  /** True when the expression is found in the text. */
  test(text: string): boolean;
}

/** `refused`: Go says it is no expression. `unsure`: it is one whose meaning is not known here. */
export type GoRegexpReading =
  { readonly kind: 'ok'; readonly regexp: GoRegexp } | { readonly kind: 'refused' } | { readonly kind: 'unsure' };

export function compileGoRegexp(source: string): GoRegexpReading {
  const read = readGoRegexp(source);
  if (typeof read === 'string') return { kind: read };
  const program = new Program();
  const ends = read.map((pieces) => program.add(pieces));
  // An alternative that is not held to the beginning may be found anywhere.
  const starts = ends.map(({ start }) => start);
  const held = read.every((pieces) => pieces[0]?.kind === 'begin');
  return program.steps.length > MOST_STEPS
    ? { kind: 'unsure' }
    : { kind: 'ok', regexp: new LazyAutomaton(program.steps, starts, !held) };
}

/** Beyond it nobody wrote the pattern by hand, and a path would cost too long. */
const MOST_STEPS = 1000;

type Step =
  | { readonly kind: 'read'; readonly ranges: Ranges; readonly next: number }
  | { readonly kind: 'begin' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'found' };

/** Steps are added from the last to the first, so that each knows what comes behind it. */
class Program {
  readonly steps: Step[] = [];

  add(pieces: readonly Piece[]): { readonly start: number } {
    let next = this.#step({ kind: 'found' });
    for (let i = pieces.length - 1; i >= 0; i--) {
      const piece = pieces[i];
      if (piece !== undefined) next = this.#piece(piece, next);
      if (this.steps.length > MOST_STEPS) break;
    }
    return { start: next };
  }

  #step(step: Step): number {
    this.steps.push(step);
    return this.steps.length - 1;
  }

  #piece(piece: Piece, next: number): number {
    switch (piece.kind) {
      case 'begin':
      case 'end':
        return this.#step({ kind: piece.kind, next });
      case 'any-folders': {
        // (.*/)?
        const slash = this.#step({ kind: 'read', ranges: [[47, 47]], next });
        return this.#step({ kind: 'fork', next: [this.#many(piece.ranges, slash), next] });
      }
      case 'read': {
        let at = next;
        if (piece.most === Infinity) at = this.#many(piece.ranges, at);
        else
          for (let i = piece.least; i < piece.most && this.steps.length <= MOST_STEPS; i++)
            at = this.#step({
              kind: 'fork',
              next: [this.#step({ kind: 'read', ranges: piece.ranges, next: at }), next],
            });
        for (let i = 0; i < piece.least; i++) at = this.#step({ kind: 'read', ranges: piece.ranges, next: at });
        return at;
      }
    }
  }

  #many(ranges: Ranges, next: number): number {
    const fork = this.steps.length;
    this.steps.push({ kind: 'fork', next: [fork + 1, next] }, { kind: 'read', ranges, next: fork });
    return fork;
  }
}

/** A set of steps, and where it leads for each character seen so far. */
interface State {
  readonly steps: readonly number[];
  readonly ascii: (State | undefined)[];
  readonly others: Map<number, State>;
  readonly found: boolean;
  readonly foundAtEnd: boolean;
}

/** States are made when a text first needs them; too many of them are forgotten, so memory stays bounded. */
class LazyAutomaton implements GoRegexp {
  readonly #states = new Map<string, State>();
  #first: State | undefined;

  constructor(
    private readonly program: readonly Step[],
    private readonly starts: readonly number[],
    private readonly anywhere: boolean,
  ) {}

  test(text: string): boolean {
    let state = (this.#first ??= this.#state(this.starts, true));
    for (let i = 0; i < text.length; i++) {
      if (state.found) return true;
      if (state.steps.length === 0) return false;
      let code = text.charCodeAt(i);
      if (code < 128) {
        state = state.ascii[code] ?? this.#advance(state, code);
        continue;
      }
      code = text.codePointAt(i) ?? 0;
      if (code > 0xffff) i++;
      state = state.others.get(code) ?? this.#advance(state, code);
    }
    return state.foundAtEnd;
  }

  #advance(from: State, code: number): State {
    const next: number[] = [];
    for (const index of from.steps) {
      const step = this.program[index];
      if (step?.kind === 'read' && step.ranges.some(([low, high]) => low <= code && code <= high)) next.push(step.next);
    }
    const to = this.#state(this.anywhere ? [...next, ...this.starts] : next, false);
    if (code < 128) from.ascii[code] = to;
    else if (from.others.size < MOST_STATES) from.others.set(code, to);
    return to;
  }

  #state(from: readonly number[], atBegin: boolean): State {
    const steps = this.#closure(from, atBegin, false);
    const key = `${atBegin ? '^' : ''}${steps.join(',')}`;
    const known = this.#states.get(key);
    if (known) return known;
    if (this.#states.size >= MOST_STATES) {
      this.#states.clear();
      this.#first = undefined;
    }
    const isFound = (index: number): boolean => this.program[index]?.kind === 'found';
    const state: State = {
      steps,
      ascii: [],
      others: new Map(),
      found: steps.some(isFound),
      foundAtEnd: this.#closure(steps, atBegin, true).some(isFound),
    };
    this.#states.set(key, state);
    return state;
  }

  #closure(from: readonly number[], atBegin: boolean, atEnd: boolean): readonly number[] {
    const seen = new Set<number>();
    const waiting = [...from];
    for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const step = this.program[index];
      if (step?.kind === 'fork') waiting.push(...step.next);
      else if (step?.kind === 'begin' && atBegin) waiting.push(step.next);
      else if (step?.kind === 'end' && atEnd) waiting.push(step.next);
    }
    return [...seen].sort((a, b) => a - b);
  }
}

const MOST_STATES = 512;
