// RULE chown-flag: the id is the file name; the examples below are run as tests.
import { flagsOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: ['FROM debian:12\nCOPY --chown=app:app . /srv\n'],
  fixed: [],
  good: ['FROM debian:12\nCOPY . /srv\n'],
};

export default defineRule({
  id: 'chown-flag',
  group: 'security',
  severity: 'off',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['--chown'],
  fix: 'none',
  title: '`--chown` gives files away',
  why: 'For policies that want the program’s files to stay root’s, so that the program cannot change itself.',
  twins: ['kics/chown-flag-exists', 'terrascan/AC_DOCKER_00024'],
  differs:
    'Off by default: --chown is right for files that the program must write, and saves the layer that a chown makes.',
  *check(context) {
    for (const { step } of copiesOf(context))
      for (const { span, value } of flagsOf(step, 'chown'))
        if (!/^(?:root|0)(?::|$)/.test(value ?? ''))
          yield { span, message: 'The program that runs as this user can change these files.' };
  },
});
