// RULE obsolete-keyserver: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { confirmed } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN gpg --batch --keyserver ha.pool.sks-keyservers.net --recv-keys 0123\n',
    'FROM debian:12\nRUN gpg --batch --keyserver hkp://p80.pool.sks-keyservers.net:80 --recv-keys 0123\n',
  ],
  fixed: [
    'FROM debian:12\nRUN gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys 0123\n',
    'FROM debian:12\nRUN gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys 0123\n',
  ],
  good: ['FROM debian:12\nRUN gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys 0123\n'],
};

const GONE =
  /(?:hkps?:\/\/)?(?<![\w.-])(?:[\w-]{1,40}\.){0,4}(?:sks-keyservers\.net|keyserver\.pgp\.com|pgp\.key-server\.io)(?::\d+)?(?![\w-])/g;

export default defineRule({
  id: 'obsolete-keyserver',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['sks-keyservers', 'keyserver.pgp', 'key-server.io'],
  fix: 'confirm',
  title: 'A key server that is gone',
  why: 'The SKS pool was switched off in 2021: the step fails, or waits until it tries the next server.',
  twins: ['parfum/gpgUseHaPools'],
  differs: 'The old research rule gpgUseHaPools asked for the very servers that are gone now.',
  *check(context) {
    for (const run of context.everyRun()) {
      if (!/sks-keyservers|keyserver\.pgp|key-server\.io/.test(run.script.text)) continue;
      for (const match of run.script.text.matchAll(GONE)) {
        const span = run.docSpan({ start: match.index, end: match.index + match[0].length });
        yield {
          span,
          message: `${match[0].replace(/^hkps?:\/\//, '')} does not answer any more.`,
          ...confirmed('Use hkps://keys.openpgp.org (see that it has the key)', [
            { span, newText: 'hkps://keys.openpgp.org' },
          ]),
        };
      }
    }
  },
});
