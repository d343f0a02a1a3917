// RULE env-self-reference: the id is the file name; the examples below are run as tests.
import type { EnvInstruction, Pair } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { dispatched, ownName } from '../../facts/dispatch';
import { nearest } from '../../words/nearest';
import { lineEndOf, placed } from '../../facts/placing';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM alpine\nENV HOME_DIR=/srv BIN=$HOME_DIR/bin\n', 'FROM alpine\nENV A=1 B=2 C="$A"\n'],
  fixed: ['FROM alpine\nENV HOME_DIR=/srv\nENV BIN=$HOME_DIR/bin\n', 'FROM alpine\nENV A=1 B=2\nENV C="$A"\n'],
  good: [
    'FROM alpine\nENV A=1\nENV B=$A\n',
    'FROM alpine\nENV A=1\nENV A=2 B=$A\n',
    'FROM alpine\nENV PATH=/x:$PATH A=$PATH\n',
    'FROM alpine\nENV A=$A\n',
  ],
};

export default defineRule({
  id: 'env-self-reference',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['$'],
  fix: 'confirm',
  title: 'A variable set and used in the same ENV',
  why: 'All values of one ENV see what was set before it: the variable is still empty there.',
  twins: ['buildkit/UndefinedVar', 'hadolint/DL3044', 'droast/DF062'],
  *check(context) {
    for (const { acts, at, missing } of dispatched(context)) {
      for (const lookup of missing) {
        const own = ownName(acts, lookup);
        if (!own || acts.keyword !== 'ENV') continue;
        const fix = acts === at ? split(context, acts, own.user) : undefined;
        const place = placed(context.model, at, lookup.word.span, 'The variable');
        const meant = nearest(lookup.name, lookup.known);
        const setter = { span: own.setter.key.span, message: 'Set here, for later instructions' };
        yield {
          span: place.span,
          message: `Usage of undefined variable '$${lookup.name}'${meant ? ` (did you mean $${meant}?)` : ''}: this same ENV sets it, for the instructions behind it${lookup.sure ? '' : ', and here nothing does unless the base image has it'}.`,
          ...(!lookup.sure && { severity: 'warning' as const }),
          related: [setter, ...(place.related ?? [])],
          ...(fix && { fixes: [fix] }),
        };
      }
    }
  },
});

/** A second ENV from the pair on that uses what the ones before it set. */
function split(
  { model }: RuleContext,
  { pairs, line, endLine, name, keywordSpan }: EnvInstruction,
  user: Pair,
): Fix | undefined {
  const before = pairs[pairs.indexOf(user) - 1];
  if (!before || endLine > line) return undefined;
  const indent = model.text.slice(model.text.lastIndexOf('\n', keywordSpan.start) + 1, keywordSpan.start);
  const newText = `${lineEndOf(model)}${indent}${name} `;
  return {
    class: 'confirm',
    title: `Begin a second ENV at ${user.key.text}`,
    edits: [{ span: { start: before.value.span.end, end: user.key.span.start }, newText }],
  };
}
