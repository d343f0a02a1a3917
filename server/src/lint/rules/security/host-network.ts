// RULE host-network: the id is the file name; the examples below are run as tests.
import { flagsOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: ['# syntax=docker/dockerfile:1\nFROM debian:12\nRUN --network=host make test\n'],
  fixed: [],
  good: [
    '# syntax=docker/dockerfile:1\nFROM debian:12\nRUN --network=none make test\n',
    'FROM debian:12\nRUN docker run --network=host app\n',
  ],
};

export default defineRule({
  id: 'host-network',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['network'],
  fix: 'none',
  title: 'A RUN on the network of the builder’s host',
  why: 'The step, and whatever it downloads, can reach services that listen only on the machine that builds.',
  twins: ['sonar/S6431'],
  *check(context) {
    for (const { step } of stepsWith(context, 'RUN'))
      for (const { span, value } of flagsOf(step, 'network'))
        if (value?.toLowerCase() === 'host')
          yield { span, message: 'This step can reach services that listen only on the machine that builds.' };
  },
});
