// RULE mount-option-invalid: the id is the file name; the examples below are run as tests.
import { flagsOf } from '../../../syntax/model';
import { instructionsOf } from '../../facts/instructions';
import { mountFault } from '../../words/mountFaults';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM alpine\nRUN --mount=type=cahce,target=/x make\n',
    'FROM alpine\nRUN --mount=type=cache,targt=/x make\n',
    'FROM alpine\nRUN --mount=type=cache,target=/x,sharing=none make\n',
    'FROM alpine\nRUN --mount=type=secret make\n',
    'FROM alpine\nRUN --mount=type=bind,target=/x,uid=1 make\n',
    'FROM alpine\nRUN --mount=type=cache,target=/x,mode=rwx make\n',
    'FROM alpine\nRUN --mount=type=cache,target make\n',
  ],
  fixed: [],
  good: [
    'FROM alpine\nRUN --mount=type=cache,target=/x,sharing=Locked,uid=1,mode=0755 make\n',
    'FROM alpine\nRUN --mount=type=secret,id=a,required,env=A make\n',
    'FROM alpine\nRUN --mount=type=$T,target=/x,uid=$U make\n',
    'FROM alpine\nRUN --mount=target=/x,rw --mount=type=tmpfs,target=/t,size=64m make\n',
    'FROM alpine\nRUN --mount=type=ssh make\n',
  ],
};

export default defineRule({
  id: 'mount-option-invalid',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['syntax'],
  mentions: ['mount'],
  fix: 'none',
  title: 'An option of --mount that builders refuse',
  why: 'The build stops here.',
  twins: [],
  *check({ model }) {
    for (const run of instructionsOf(model, 'RUN')) {
      for (const { span, value } of flagsOf(run, 'mount')) {
        const fault = value ? mountFault(value) : undefined;
        if (fault !== undefined) yield { span, message: `The build stops at this mount: ${fault}.` };
      }
    }
  },
});
