// RULE invalid-image-reference: the id is the file name; the examples below are run as tests.
import { invalidDefaultBases, invalidDefaultMessage, kindOf } from '../../facts/baseNames';
import { placed } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM Alpine\n',
    'FROM alpine:\n',
    'FROM alpine@sha256:12\n',
    'FROM a//b\n',
    'FROM registry.example.com/App:1\n',
  ],
  fixed: [],
  good: [
    'FROM alpine:3.20\n',
    'FROM ghcr.io/a_b/c-d.e:V1.2\n',
    'FROM localhost:5000/a/b\n',
    'FROM scratch\n',
    'FROM Registry/app\n',
    'FROM alpine:${TAG}\n',
    `FROM alpine@sha256:${'a'.repeat(64)}\n`,
  ],
};

export default defineRule({
  id: 'invalid-image-reference',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'none',
  title: 'The base image is no image name',
  why: 'The build stops here: names of images are lower case, a tag follows one colon, a digest is complete.',
  twins: [
    'buildkit/InvalidDefaultArgInFrom',
    'dockerfile-utils/INVALID_REFERENCE_FORMAT',
    'dockerlint/no_empty_tag',
    'dockerlint/no_empty_digest',
  ],
  *check(context) {
    for (const base of invalidDefaultBases(context)) {
      const { image } = base.from;
      if (kindOf(base, context) !== 'name' || !image) continue;
      yield {
        ...placed(context.model, base.from, image.span, 'The base image'),
        message: `${invalidDefaultMessage(base)}: ${image.text} is not the name of an image${reason(image.text)}.`,
      };
    }
  },
});

function reason(name: string): string {
  if (/[A-Z]/.test(name.replace(/[:@].*$/, ''))) return ', which may have no capitals';
  if (name.endsWith(':')) return ': nothing follows the colon';
  if (name.includes('@')) return ': its digest is not complete';
  return '';
}
