// Knows: text that a Dockerfile itself writes into files: by COPY and ADD heredocs, by echo and the like with a redirect,
// by heredocs in a RUN, by sed. Which file it is need not be known.
import type { Span } from '../../base/span';
import type { RuleContext } from '../context';
import { commandsOf } from './commandIndex';
import { copiesOf } from './stepIndex';

export interface WrittenText {
  /** What matched, in the document. */
  readonly span: Span;
  readonly text: string;
}

/** Programs whose arguments are what is written. */
const WRITERS = ['echo', 'printf', 'sed', 'tee'];

/**
 * Places where `pattern` (global) matches such text. With `file`, only where the words beside it name such a file.
 * The pattern must be bounded: it is run over every heredoc.
 */
export function* writtenTexts(context: RuleContext, pattern: RegExp, file?: RegExp): Iterable<WrittenText> {
  for (const { step } of copiesOf(context)) {
    if (file && !file.test(step.destination?.text ?? '')) continue;
    for (const { heredoc } of step.heredocSources) yield* inText(context, heredoc.contentSpan, pattern);
  }
  for (const { run, command } of commandsOf(context, ...WRITERS)) {
    const targets = [...command.redirects.flatMap(({ target }) => target ?? []), ...command.args];
    if (file && !targets.some(({ text }) => file.test(text ?? ''))) continue;
    for (const { raw, span } of command.args) {
      for (const match of raw.matchAll(pattern)) {
        const start = span.start + match.index;
        yield { span: run.docSpan({ start, end: start + match[0].length }), text: match[0] };
      }
    }
  }
  for (const { run } of context.everyRun()) {
    if (run.form !== 'shell') continue;
    for (const heredoc of run.heredocs) yield* inText(context, heredoc.contentSpan, pattern);
  }
}

function* inText({ model }: RuleContext, { start, end }: Span, pattern: RegExp): Iterable<WrittenText> {
  for (const match of model.text.slice(start, end).matchAll(pattern))
    yield { span: { start: start + match.index, end: start + match.index + match[0].length }, text: match[0] };
}
