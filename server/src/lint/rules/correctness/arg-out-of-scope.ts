// RULE arg-out-of-scope: the id is the file name; the examples below are run as tests.
import { globalItems, namesForFrom } from '../../facts/baseNames';
import { dispatched, ownName } from '../../facts/dispatch';
import { nearest } from '../../words/nearest';
import { lineEndOf, placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'ARG VERSION=1\nFROM alpine\nLABEL version=$VERSION\n',
    'FROM alpine\nCOPY app-${TARGETARCH} /app\n',
    'ARG DIR=/srv\nFROM alpine AS build\nARG DIR\nFROM alpine\n  WORKDIR $DIR\n',
  ],
  fixed: [
    'ARG VERSION=1\nFROM alpine\nARG VERSION\nLABEL version=$VERSION\n',
    'FROM alpine\nARG TARGETARCH\nCOPY app-${TARGETARCH} /app\n',
    'ARG DIR=/srv\nFROM alpine AS build\nARG DIR\nFROM alpine\n  ARG DIR\n  WORKDIR $DIR\n',
  ],
  good: [
    'ARG VERSION=1\nFROM alpine\nARG VERSION\nLABEL version=$VERSION\n',
    'ARG VERSION=1\nFROM alpine\nENV VERSION=2\nLABEL version=$VERSION\n',
    'ARG VERSION=1\nFROM alpine AS base\nARG VERSION\nFROM base\nLABEL version=$VERSION\n',
    'ARG VERSION=1\nFROM alpine:$VERSION\n',
  ],
};

export default defineRule({
  id: 'arg-out-of-scope',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['$'],
  fix: 'confirm',
  title: 'An ARG from before the first FROM, used in a stage that does not declare it',
  why: 'ARGs before the first FROM, and those the builder brings along, are seen by FROM alone. A stage must name them in an ARG of its own.',
  twins: ['buildkit/UndefinedVar', 'sonar/S6579'],
  *check(context) {
    const { model } = context;
    const global = namesForFrom(context);
    const lineEnd = lineEndOf(model);
    for (const { acts, at, missing } of dispatched(context)) {
      for (const lookup of missing) {
        const { name, word, known, sure } = lookup;
        if (!global.has(name) || ownName(acts, lookup)) continue;
        const meant = nearest(name, known);
        const declared = globalItems(model).find((item) => item.name.text === name)?.name.span;
        const place = placed(model, at, word.span, 'The variable');
        const start = at.span.start;
        const indent = model.text.slice(model.text.lastIndexOf('\n', start - 1) + 1, start);
        const insert = { span: { start, end: start }, newText: `ARG ${name}${lineEnd}${indent}` };
        const title = `Declare it here: ARG ${name}`;
        yield {
          span: place.span,
          message: `Usage of undefined variable '$${name}'${meant ? ` (did you mean $${meant}?)` : ''}: this stage has no ARG ${name}${sure ? '' : ', so that only the base image could set it'}.`,
          related: [
            ...(declared ? [{ span: declared, message: 'Declared here, for FROM alone' }] : []),
            ...(place.related ?? []),
          ],
          ...(acts === at &&
            indent.trim() === '' && { fixes: [{ class: 'confirm' as const, title, edits: [insert] }] }),
        };
      }
    }
  },
});
