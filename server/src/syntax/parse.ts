// Knows: text → DockerfileModel. Total: any text gives a model; what a builder would refuse is in `problems`.
// Why not dockerfile-ast: history text hangs on BuildKit's own rules for joining, words and heredocs (ARCHITECTURE.md);
// dockerfile-ast is the reference in parse.test.ts instead, dockerfile-utils that of the rules about syntax.
import { difference, type Difference } from '../base/difference';
import type { Problem } from '../base/problem';
import { span, type Span } from '../base/span';
import { heredocMark, heredocMarks, type HeredocMark } from './heredoc';
import { KEYWORDS, type DockerfileModel, type Heredoc, type Instruction, type Keyword, type Word } from './model';
import type { LogicalText } from './logicalText';
import { LineScanner, type LogicalLine } from './scan';
import { fromParts, sourcesOf } from './parts';
import { shifted, shiftedComment, shiftedSpan, type Shift } from './shift';
import { argItems, blankSeparated, jsonStrings, pairsOf, splitInstruction } from './words';

/**
 * @param before an earlier text's model: instructions in front of what differs are taken over as they are, and those behind
 * it, where reading comes to the start of one of them again, at their new place.
 */
export function parseDockerfile(text: string, before?: DockerfileModel): DockerfileModel {
  const scanner = new LineScanner(text);
  const edit = before && difference(before.text, text);
  const kept = before && keptOf(before, edit?.start ?? 0);
  if (kept) scanner.resume(kept.end, kept.line, kept.escape);
  const instructions: Instruction[] = [...(kept?.instructions ?? [])];
  const problems: Problem[] = [];
  const behind = before && edit && new Behind(before, edit, instructions.length);
  let tail: Tail | undefined;
  for (let line = scanner.next(); line; line = scanner.next()) {
    const builder = new InstructionBuilder(text, scanner, problems);
    instructions.push(builder.build(line));
    tail = behind?.from(scanner);
    if (tail) break;
  }
  return {
    text,
    escape: scanner.escape,
    directives: kept ? kept.directives : scanner.directives,
    instructions: tail ? [...instructions, ...tail.instructions] : instructions,
    comments: [...(kept?.comments ?? []), ...scanner.comments, ...(tail?.comments ?? [])],
    problems: [...(kept ? kept.problems : scanner.problems), ...problems, ...(tail?.problems ?? [])],
  };
}

interface Kept extends Omit<DockerfileModel, 'text'> {
  /** Where the first line starts that is read anew, and its number. */
  readonly end: number;
  readonly line: number;
}

/** What of a model holds in a text that is the same up to `start`. The last instruction does not: it may have ended because the text did. */
function keptOf(before: DockerfileModel, start: number): Kept | undefined {
  let count = before.instructions.length - 1;
  let end = 0;
  for (; count > 0; count--) {
    const last = before.instructions[count - 1];
    if (!last || last.span.end >= start) continue;
    end = endOfLines(before.text, last);
    if (end <= start) break;
  }
  const last = before.instructions[count - 1];
  if (count <= 0 || !last) return undefined;
  return {
    escape: before.escape,
    directives: before.directives,
    instructions: before.instructions.slice(0, count),
    comments: before.comments.filter((comment) => comment.span.start < end),
    problems: before.problems.filter((problem) => problem.span.start < end),
    end,
    line: last.endLine + 1,
  };
}

type Tail = Pick<DockerfileModel, 'instructions' | 'comments' | 'problems'>;

/** What of an earlier model holds behind an edit. */
class Behind {
  /** Where the edit ends in the earlier text, and how many lines more it made; counted when first needed. */
  readonly #end: number;
  readonly #by: number;
  /** Where the line behind the earlier instruction `#index` starts. */
  #at = -1;

  /** @param index of the first earlier instruction that was not taken over */
  constructor(
    private readonly before: DockerfileModel,
    { start, removed, inserted }: Difference,
    private index: number,
  ) {
    this.#end = start + removed;
    this.#by = inserted - removed;
  }

  /** All that is left, once the scanner stands where an instruction of the earlier text ended, too. */
  from(scanner: LineScanner): Tail | undefined {
    const { before } = this;
    const at = scanner.at - this.#by;
    if (at < this.#end || scanner.escape !== before.escape) return undefined;
    // The last one may have ended because the text did; behind it there is nothing to take anyway.
    for (; this.#at < at && this.index < before.instructions.length - 1; this.index++) {
      const last = before.instructions[this.index];
      if (last) this.#at = endOfLines(before.text, last);
      if (this.#at >= at) break;
    }
    const last = before.instructions[this.index];
    if (this.#at !== at || !last || this.index >= before.instructions.length - 1) return undefined;
    const shift: Shift = { by: this.#by, lines: scanner.line - (last.endLine + 1) };
    const isHere = ({ span }: { readonly span: Span }): boolean => span.start >= at;
    return {
      instructions: before.instructions.slice(this.index + 1).map((one) => shifted(one, shift)),
      comments: before.comments.filter(isHere).map((one) => shiftedComment(one, shift)),
      problems: before.problems.filter(isHere).map((one) => ({ ...one, span: shiftedSpan(one.span, shift) })),
    };
  }
}

/** Where the line behind an instruction starts. */
function endOfLines(text: string, { original, line, endLine }: Instruction): number {
  // The keyword may stand on a later line than the first: a continuation character alone is a line too.
  let at = original.spans()[0]?.start ?? 0;
  for (let i = line; i <= endLine; i++) at = text.indexOf('\n', at) + 1;
  return at;
}

const isKeyword = (word: string): word is Keyword => (KEYWORDS as readonly string[]).includes(word);

const NEEDS_ARGUMENT = new Set<Keyword | 'UNKNOWN'>([
  'ARG',
  'ENV',
  'EXPOSE',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

const NO_HEREDOCS: readonly Heredoc[] = [];

type Shared = Omit<Extract<Instruction, { keyword: 'UNKNOWN' }>, 'keyword'>;

interface Arguments {
  readonly json: boolean;
  readonly words: readonly Word[];
}

class InstructionBuilder {
  constructor(
    private readonly text: string,
    private readonly scanner: LineScanner,
    private readonly problems: Problem[],
  ) {}

  build(line: LogicalLine): Instruction {
    return this.instruction(line.text, line, true);
  }

  /** `top` is false for the trigger inside an ONBUILD: its heredocs belong to the ONBUILD. */
  private instruction(text: LogicalText, line: LogicalLine, top: boolean, given: readonly Heredoc[] = []): Instruction {
    const escape = this.scanner.escape;
    const { name, flags, rest } = splitInstruction(text, escape);
    const upper = name.text.toUpperCase();
    const keyword = isKeyword(upper) ? upper : 'UNKNOWN';
    const args = this.argumentsOf(keyword, rest, name);
    const heredocs = top ? this.heredocsOf(keyword, text, rest, args) : given;
    const last = heredocs[heredocs.length - 1];
    const start = name.span.start;
    const trimmed = text.trim();
    const end = last ? this.endAfter(last) : Math.max(trimmed.docOffset(trimmed.length), name.span.end);
    const shared: Shared = {
      name: name.text,
      span: span(start, end),
      keywordSpan: name.span,
      line: line.line,
      endLine: last ? this.scanner.line - 1 : line.endLine,
      flags,
      original: text,
      rest,
      json: args.json,
      words: args.words,
      heredocs,
      comments: line.comments,
      emptyContinuationLines: line.emptyContinuationLines,
    };
    this.checkArguments(keyword, shared);
    return this.typed(keyword, shared, line, !top);
  }

  /** `shared` is new, and becomes the instruction: copying it for each would cost as much as reading it. */
  private typed(keyword: Keyword | 'UNKNOWN', shared: Shared, line: LogicalLine, nested: boolean): Instruction {
    const { words, rest } = shared;
    switch (keyword) {
      case 'FROM':
        return Object.assign(shared, { keyword }, fromParts(words));
      case 'RUN': {
        const sole = words.length === 1 ? words[0] : undefined;
        const form = shared.json ? 'exec' : sole && heredocMark(sole.text) ? 'heredoc' : 'shell';
        return Object.assign(shared, { keyword, form } as const);
      }
      case 'COPY':
      case 'ADD':
        return Object.assign(shared, { keyword }, sourcesOf(words, shared.heredocs));
      case 'ENV':
      case 'LABEL': {
        const { pairs, error } = pairsOf(rest, this.scanner.escape);
        if (error !== undefined) this.problem('pair-invalid', rest, `${keyword}: ${error}.`);
        return Object.assign(shared, { keyword, pairs });
      }
      case 'ARG':
        return Object.assign(shared, { keyword, items: argItems(rest, this.scanner.escape) });
      case 'ONBUILD': {
        // Builders refuse ONBUILD in ONBUILD; its inside is not read, however deep it goes.
        const trigger = rest.value === '' || nested ? undefined : this.instruction(rest, line, false, shared.heredocs);
        const bodies = shared.heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`).join('');
        const expression = shared.original.value.replace(/^\s*ONBUILD\s*/i, '') + bodies;
        return Object.assign(shared, { keyword, expression, ...(trigger && { trigger }) });
      }
      case 'UNKNOWN':
        this.problems.push({
          code: 'unknown-instruction',
          span: shared.keywordSpan,
          message: `Unknown instruction: ${shared.name}`,
        });
        return Object.assign(shared, { keyword });
      default:
        return Object.assign(shared, { keyword });
    }
  }

  /** Numbers of arguments that every builder insists on (BuildKit: instructions/parse.go). A bare RUN or CMD is fine. */
  private checkArguments(keyword: Keyword | 'UNKNOWN', { rest, words, keywordSpan }: Shared): void {
    const refuse = (message: string): void =>
      void this.problems.push({ code: 'arguments', span: keywordSpan, message });
    if (keyword === 'FROM' && words.length !== 1 && (words.length !== 3 || words[1]?.text.toLowerCase() !== 'as')) {
      refuse('FROM takes an image, or an image and AS with a name.');
    } else if ((keyword === 'COPY' || keyword === 'ADD') && words.length < 2) {
      refuse(`${keyword} needs a source and a destination.`);
    } else if (NEEDS_ARGUMENT.has(keyword) && rest.value === '') {
      refuse(`${keyword} needs an argument.`);
    }
  }

  private argumentsOf(keyword: Keyword | 'UNKNOWN', rest: LogicalText, name: Word): Arguments {
    const none: Arguments = { json: false, words: [] };
    if (rest.value === '') return none;
    switch (keyword) {
      case 'FROM':
      case 'EXPOSE':
        return { json: false, words: blankSeparated(rest) };
      case 'RUN':
      case 'CMD':
      case 'ENTRYPOINT':
      case 'SHELL':
        return this.maybeJson(rest, name) ?? { json: false, words: [whole(rest)] };
      case 'ADD':
      case 'COPY':
      case 'VOLUME':
        return this.maybeJson(rest, name) ?? { json: false, words: blankSeparated(rest) };
      case 'HEALTHCHECK': {
        const end = rest.value.search(/\s/);
        const type = whole(rest.slice(0, end === -1 ? rest.length : end));
        const command = end === -1 ? rest.slice(rest.length) : rest.slice(end).trim();
        if (command.value === '') return { json: false, words: [type] };
        const args = this.maybeJson(command, name) ?? { json: false, words: [whole(command)] };
        return { json: args.json, words: [type, ...args.words] };
      }
      case 'MAINTAINER':
      case 'STOPSIGNAL':
      case 'USER':
      case 'WORKDIR':
        return { json: false, words: [whole(rest)] };
      default:
        return none;
    }
  }

  private maybeJson(rest: LogicalText, name: Word): Arguments | undefined {
    const words = jsonStrings(rest);
    if (words === 'not-strings') {
      this.problem('json-not-strings', rest, `${name.text}: a JSON array must hold strings only.`);
      return { json: true, words: [] };
    }
    return words === 'not-json' ? undefined : { json: true, words };
  }

  /** Takes the bodies out of the text. ADD, COPY, RUN, and ONBUILD of those, unless in JSON form. */
  private heredocsOf(
    keyword: Keyword | 'UNKNOWN',
    text: LogicalText,
    rest: LogicalText,
    args: Arguments,
  ): readonly Heredoc[] {
    if (!text.value.includes('<<')) return NO_HEREDOCS;
    let target: Keyword | 'UNKNOWN' = keyword;
    let json = args.json;
    if (keyword === 'ONBUILD') {
      const inner = splitInstruction(rest, this.scanner.escape);
      const upper = inner.name.text.toUpperCase();
      target = isKeyword(upper) ? upper : 'UNKNOWN';
      json = Array.isArray(jsonStrings(inner.rest));
    }
    if (json || (target !== 'ADD' && target !== 'COPY' && target !== 'RUN')) return [];
    return heredocMarks(text.value).map((mark) => this.takeBody(mark, text));
  }

  private takeBody(mark: HeredocMark, text: LogicalText): Heredoc {
    const { content, terminated } = this.scanner.takeUntil(mark.name, mark.chomp);
    if (!terminated) this.problem('heredoc-unterminated', text, `The heredoc ${mark.name} is never closed.`);
    return { ...mark, content: this.text.slice(content.start, content.end), contentSpan: content, terminated };
  }

  private endAfter(heredoc: Heredoc): number {
    if (!heredoc.terminated) return this.text.length;
    const lineEnd = this.text.indexOf('\n', heredoc.contentSpan.end);
    const end = lineEnd === -1 ? this.text.length : lineEnd;
    return this.text[end - 1] === '\r' ? end - 1 : end;
  }

  private problem(code: string, where: LogicalText, message: string): void {
    const trimmed = where.trim();
    this.problems.push({ code, span: trimmed.docSpan(0, trimmed.length), message });
  }
}

const whole = (text: LogicalText): Word => ({ text: text.value, span: text.docSpan(0, text.length) });
