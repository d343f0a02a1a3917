// RULE prefer-copy-link: the id is the file name; the examples below are run as tests.
import { frontendOf, NEWEST_FRONTEND } from '../../../build/options';
import { flagOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nCOPY app /opt/app/\n'],
  fixed: ['FROM debian:12\nCOPY --link app /opt/app/\n'],
  good: [
    'FROM debian:12\nCOPY --link app /opt/app/\n',
    'FROM debian:12\nCOPY app ./\n',
    '# syntax=docker/dockerfile:1.3\nFROM debian:12\nCOPY app /opt/app/\n',
  ],
};

export default defineRule({
  id: 'prefer-copy-link',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['graph'],
  fix: 'confirm',
  title: 'COPY without --link stands on all layers below it',
  why: 'With `--link` the layer is made by itself: a new base image does not make it anew. It follows no symlinks of the base in its destination.',
  twins: [],
  *check(context) {
    if ((frontendOf(context.model) ?? NEWEST_FRONTEND) < 4) return;
    for (const stage of context.graph.chain) {
      for (const step of stage.steps) {
        if (step.keyword !== 'COPY' || flagOf(step, 'link') || step.destination?.text.startsWith('/') !== true)
          continue;
        if (step.destination.text.includes('$')) continue;
        const at = step.keywordSpan.end;
        yield {
          span: step.keywordSpan,
          message: 'This layer is made anew whenever a layer below it changes; with --link it is not.',
          fixes: [
            { class: 'confirm', title: 'Add --link', edits: [{ span: { start: at, end: at }, newText: ' --link' }] },
          ],
        };
      }
    }
  },
});
