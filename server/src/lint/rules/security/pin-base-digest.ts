// RULE pin-base-digest: the id is the file name; the examples below are run as tests.
import { imageUses } from '../../facts/imageUses';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\n', 'ARG V=12\nFROM debian:$V AS build\nFROM scratch\nCOPY --from=build /a /\n'],
  fixed: [],
  good: [
    'FROM debian:12@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d\n',
    'FROM scratch\n',
    'ARG BASE\nFROM $BASE\n',
  ],
};

export default defineRule({
  id: 'pin-base-digest',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'The base image has no digest',
  why: 'A tag can name another image tomorrow; a digest cannot. For teams that have a bot which raises it.',
  twins: ['sonar/S7023', 'semgrep/dockerfile-source-not-pinned'],
  *check(context) {
    for (const { image, span, isBase, reference } of imageUses(context))
      if (isBase && image.digest === undefined)
        yield { span, message: `${reference} can be another image tomorrow: it has no digest.` };
  },
});
