// RULE insecure-sandbox: the id is the file name; the examples below are run as tests.
import { flagsOf } from '../../../syntax/model';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: ['# syntax=docker/dockerfile:1\nFROM debian:12\nRUN --security=insecure make test\n'],
  fixed: [],
  good: ['# syntax=docker/dockerfile:1\nFROM debian:12\nRUN --security=sandbox make test\n'],
};

export default defineRule({
  id: 'insecure-sandbox',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['--security'],
  fix: 'none',
  title: 'A RUN without the builder’s sandbox',
  why: 'The step runs with all privileges of the builder’s host, and so does whatever it downloads.',
  twins: ['sonar/S6502'],
  *check(context) {
    for (const { step } of stepsWith(context, 'RUN'))
      for (const { span, value } of flagsOf(step, 'security'))
        if (value?.toLowerCase() === 'insecure')
          yield { span, message: 'This step runs with all privileges on the machine that builds.' };
  },
});
