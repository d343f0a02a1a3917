// RULE redundant-target-platform: the id is the file name; the examples below are run as tests.
import { expand } from '../../../syntax/expand';
import { flagOf } from '../../../syntax/model';
import { flagValueSpan, placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM --platform=$TARGETPLATFORM alpine\n', 'FROM --platform=${TARGETPLATFORM} alpine AS base\nRUN make\n'],
  fixed: ['FROM alpine\n', 'FROM alpine AS base\nRUN make\n'],
  good: ['FROM --platform=$BUILDPLATFORM alpine\n', 'FROM alpine\n', 'FROM --platform=$TARGETOS/$TARGETARCH alpine\n'],
};

export default defineRule({
  id: 'redundant-target-platform',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['graph'],
  mentions: ['targetplatform'],
  fix: 'safe',
  title: '`--platform=$TARGETPLATFORM` says what goes without saying',
  why: 'It is the default; only another platform is worth a flag.',
  twins: ['buildkit/RedundantTargetPlatform', 'hadolint/DL3065'],
  *check({ graph, model }) {
    const get = (name: string): string | undefined => graph.globals.get(name);
    for (const { from } of graph.stages) {
      const flag = flagOf(from, 'platform');
      if (!flag?.value) continue;
      const { text, used, unset, error } = expand(flag.value, { get }, { escape: model.escape });
      // As BuildKit: the only variable, and nothing beside it.
      if (error !== undefined || used.size !== 1 || unset.size > 0 || !used.has('TARGETPLATFORM')) continue;
      if (text !== get('TARGETPLATFORM')) continue;
      const span = { start: flag.span.start, end: from.image?.span.start ?? flag.span.end };
      const isAlone = from.flags.length === 1 && /^\S+[ \t]+$/.test(model.text.slice(span.start, span.end));
      yield {
        ...placed(model, from, flagValueSpan(model, flag) ?? flag.span, 'The flag'),
        message: `Setting platform to predefined ${flag.value} in FROM is redundant as this is the default behavior`,
        tag: 'unnecessary',
        ...(isAlone && {
          fixes: [{ class: 'safe' as const, title: 'Remove the flag', edits: [{ span, newText: '' }] }],
        }),
      };
    }
  },
});
