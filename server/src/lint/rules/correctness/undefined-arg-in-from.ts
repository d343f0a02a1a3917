// RULE undefined-arg-in-from: the id is the file name; the examples below are run as tests.
import type { TextEdit } from '../../../base/textEdit';
import { expand } from '../../../syntax/expand';
import { flagOf, type Word } from '../../../syntax/model';
import { namesForFrom } from '../../facts/baseNames';
import { nearest } from '../../words/nearest';
import { flagValueSpan, placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';
import { hasDefault, replacedVariable } from '../../facts/variables';

export const examples: RuleExamples = {
  bad: [
    'ARG VERSION=3.20\nFROM alpine:${VERSON}\n',
    'FROM --platform=$BUILDPLATFROM alpine\nRUN make\n',
    'FROM alpine:$TAG\n',
  ],
  fixed: ['ARG VERSION=3.20\nFROM alpine:${VERSION}\n', 'FROM --platform=$BUILDPLATFORM alpine\nRUN make\n'],
  good: [
    'ARG VERSION=3.20\nFROM alpine:${VERSION}\n',
    'ARG VERSION\nFROM alpine:${VERSION}\n',
    'FROM --platform=$BUILDPLATFORM alpine:3-$TARGETARCH\n',
  ],
};

export default defineRule({
  id: 'undefined-arg-in-from',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['$'],
  fix: 'confirm',
  title: 'FROM uses a variable that no ARG before it declares',
  why: 'It is replaced by nothing, even when the build is given a value: only ARGs before the first FROM count.',
  twins: ['buildkit/UndefinedArgInFrom'],
  *check(context) {
    const { graph, model } = context;
    const names = namesForFrom(context);
    for (const { from } of graph.stages) {
      const platform = flagOf(from, 'platform');
      const span = platform && (flagValueSpan(model, platform) ?? platform.span);
      const words: Word[] = [
        ...(from.image ? [from.image] : []),
        ...(span && platform.value ? [{ text: platform.value, span }] : []),
      ];
      for (const word of words) {
        const { unset } = expand(word.text, { get: (name) => graph.globals.get(name) }, { escape: model.escape });
        for (const name of unset) {
          if (names.has(name)) continue;
          const meant = nearest(name, names);
          const edit: TextEdit | undefined = meant ? replacedVariable(model, word, name, meant) : undefined;
          yield {
            ...placed(model, from, word.span, 'The variable'),
            message: `FROM argument '${name}' is not declared${meant ? ` (did you mean ${meant}?)` : ''}`,
            ...(hasDefault(word.text, name) && { severity: 'off' as const }),
            ...(edit && { fixes: [{ class: 'confirm' as const, title: `Use ${meant ?? ''}`, edits: [edit] }] }),
          };
        }
      }
    }
  },
});
