// RULE undefined-var: the id is the file name; the examples below are run as tests.
import { namesForFrom } from '../../facts/baseNames';
import { dispatched, ownName } from '../../facts/dispatch';
import { nearest } from '../../words/nearest';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples, type Severity } from '../../rule';
import { hasDefault, replacedVariable, SET_BY_IMAGES } from '../../facts/variables';

/** With a default nobody needs the name, unless it looks like a slip; an unknown base may set it. */
const severityOf = (sure: boolean, isOptional: boolean, meant: string | undefined): { severity?: Severity } =>
  isOptional && meant === undefined ? { severity: 'off' } : isOptional || !sure ? { severity: 'hint' } : {};

export const examples: RuleExamples = {
  bad: [
    'FROM scratch\nARG VERSION=1\nLABEL version=$VERSON\n',
    'FROM scratch\nCOPY app ${NOWHERE}/app\n',
    'FROM scratch\nENV A=$HOME\n',
    'FROM alpine\nCOPY <<E /x\n$NOBODY\nE\n',
  ],
  fixed: ['FROM scratch\nARG VERSION=1\nLABEL version=$VERSION\n'],
  good: [
    'FROM scratch\nARG VERSION\nLABEL version=$VERSION\n',
    'FROM scratch AS base\nARG VERSION=1\nFROM base\nLABEL version=$VERSION\n',
    'FROM scratch\nENV A=$PATH\n',
    'FROM alpine\nRUN echo $NOBODY\n',
    'FROM alpine\nENV GOBIN=$GOPATH/bin\n',
    'ARG VERSION=1\nFROM scratch\nLABEL version=$VERSION\n',
    'FROM alpine\nEXPOSE $PORT\n',
    'FROM scratch\nCOPY <<"E" /x\n$NOBODY\nE\n',
  ],
};

export default defineRule({
  id: 'undefined-var',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['$'],
  fix: 'confirm',
  title: 'A variable is used that nobody set',
  why: 'The builder puts nothing in its place: `COPY x $DIR/` copies to `/`.',
  twins: ['buildkit/UndefinedVar', 'dockerlint/variable_use'],
  differs:
    'BuildKit knows the base image. Where we do not, this is a hint, and silent for names that well-known images set. Names of ARGs before the first FROM belong to arg-out-of-scope.',
  *check(context) {
    const global = namesForFrom(context);
    for (const { acts, at, missing } of dispatched(context)) {
      for (const lookup of missing) {
        const { name, word, known, sure } = lookup;
        if (global.has(name) || ownName(acts, lookup) || (!sure && SET_BY_IMAGES.has(name))) continue;
        const meant = nearest(name, known);
        const edit = meant && acts === at ? replacedVariable(context.model, word, name, meant) : undefined;
        yield {
          ...placed(context.model, at, word.span, 'The variable'),
          message: `${sure ? `Usage of undefined variable '$${name}'` : `Nothing here sets $${name}: unless the base image does, it is empty`}${meant ? ` (did you mean $${meant}?)` : ''}`,
          ...severityOf(sure, hasDefault(word.text, name), meant),
          ...(edit && { fixes: [{ class: 'confirm' as const, title: `Use $${meant ?? ''}`, edits: [edit] }] }),
        };
      }
    }
  },
});
