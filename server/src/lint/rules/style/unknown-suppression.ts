// RULE unknown-suppression: the id is the file name; the examples below are run as tests.
import { defineRule, type Finding, type RuleExamples } from '../../rule';
import type { Dialect } from '../../suppress/suppressForms';
import { isPrivate } from '../../twinNames';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\n# layerlens-ignore update-alonely -- on purpose\nRUN apt-get update\n',
    'FROM debian:12\n# layerlens ignore=update-alone,no-such-rule\nRUN apt-get update\nRUN apt-get install -y curl\n',
    'FROM debian:12\n# hadolint ignore=DL9999\nRUN true\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\n# layerlens-ignore update-alone -- on purpose\nRUN apt-get update\nRUN apt-get install -y curl\n',
    // Other tools' own codes.
    'FROM debian:12\n# hadolint ignore=SC2086\nRUN true\n',
    'FROM debian:12\n# trivy:ignore:DS-9999\nRUN true\n',
  ],
};

/** Dialects whose names we know all of. Who writes the others may have checks of his own. */
const KNOWN: ReadonlySet<Dialect> = new Set(['layerlens', 'hadolint', 'buildkit']);

/** Words that mean no rule, and are none of our business: numbered codes are typed wrong, words may be anything. */
const isCode = (name: string): boolean => /^DL\d+$/i.test(name);

export default defineRule({
  id: 'unknown-suppression',
  group: 'style',
  severity: 'hint',
  since: '0.1.0',
  reads: ['syntax', 'findings'],
  fix: 'none',
  title: 'A comment silences a rule that nobody knows',
  why: 'The name is misspelled, or the rule went away. What was to be silenced is told all the same.',
  twins: ['tally/validate-rules'],
  *check({ suppressions: fact }): Iterable<Finding> {
    if (!fact) return;
    for (const suppression of fact.all) {
      const { dialect, names } = suppression;
      if (!KNOWN.has(dialect)) continue;
      for (const [i, { text, span }] of names.entries()) {
        if (isPrivate(text) || fact.uses.idsOf(suppression, i).length > 0) continue;
        // A code of hadolint may be named in any dialect; in its own, other words are not ours to judge.
        if (dialect === 'hadolint' && !isCode(text)) continue;
        const known = fact.names.idsOf(text).length > 0;
        const why = known ? `is no name that ${dialect} knows` : 'is the name of no rule';
        yield { span, message: `\`${text}\` ${why}: this silences nothing.` };
      }
    }
  },
});
