// RULE healthcheck-invalid-duration: the id is the file name; the examples below are run as tests.
import { parseDuration } from '../../../layers/goFormat';
import { instructionsOf } from '../../facts/instructions';
import { flagValueSpan } from '../../facts/placing';
import { defineRule, type RuleExamples } from '../../rule';

const FLAGS = new Set(['interval', 'timeout', 'start-period', 'start-interval']);
const LEAST_NANOSECONDS = 1_000_000;

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nHEALTHCHECK --interval=30 CMD true\n',
    'FROM alpine\nHEALTHCHECK --timeout=5sec CMD true\n',
    'FROM alpine\nHEALTHCHECK --timeout=5us CMD true\n',
    'FROM alpine\nHEALTHCHECK --start-period=-1s CMD true\n',
  ],
  fixed: ['FROM alpine\nHEALTHCHECK --interval=30s CMD true\n'],
  good: [
    'FROM alpine\nHEALTHCHECK --interval=1m30s --timeout=0 --start-period=1.5h CMD true\n',
    'FROM alpine\nHEALTHCHECK --interval= CMD true\n',
  ],
};

export default defineRule({
  id: 'healthcheck-invalid-duration',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['healthcheck'],
  fix: 'confirm',
  title: 'A duration that builders cannot read',
  why: 'The build stops here: a duration has a unit (`30s`, `1m30s`) and is a millisecond or more.',
  twins: [
    'dockerfile-utils/FLAG_INVALID_DURATION',
    'dockerfile-utils/FLAG_LESS_THAN_1MS',
    'dockerfile-utils/FLAG_MISSING_DURATION',
    'dockerfile-utils/FLAG_UNKNOWN_UNIT',
  ],
  *check({ model }) {
    for (const { flags, words } of instructionsOf(model, 'HEALTHCHECK')) {
      if (words[0]?.text.toUpperCase() === 'NONE') continue;
      for (const flag of flags) {
        const { name, value = '' } = flag;
        if (!FLAGS.has(name) || value === '') continue;
        const duration = parseDuration(value);
        if (duration === 0 || (duration !== undefined && duration >= LEAST_NANOSECONDS)) continue;
        const span = flagValueSpan(model, flag);
        const isBare = span && /^\d+(?:\.\d+)?$/.test(value);
        yield {
          span: span ?? flag.span,
          message:
            duration === undefined
              ? `${value} is no duration${isBare ? ': its unit is missing' : ''}; the build stops here.`
              : `${value} is less than a millisecond: the build stops here.`,
          ...(isBare && {
            fixes: [
              { class: 'confirm' as const, title: `Seconds: ${value}s`, edits: [{ span, newText: `${value}s` }] },
            ],
          }),
        };
      }
    }
  },
});
