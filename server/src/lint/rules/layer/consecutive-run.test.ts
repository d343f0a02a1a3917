// Edge cases of consecutive-run; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import consecutiveRun from './consecutive-run';

testRule(consecutiveRun, {
  finds: {
    'each RUN behind the first': `FROM debian:12
RUN a
  RUN b
# ^^^ This RUN and the one in line 2 have one command each
  RUN c
# ^^^ This RUN and the one in line 3 have one command each
`,
    'any other instruction between': 'FROM debian:12\nRUN a\nENV A=1\nRUN b\n',
    'two commands on either side': 'FROM debian:12\nRUN a && b\nRUN d\nRUN e; f\n',
    'other mounts and other networks': `FROM debian:12
RUN --mount=type=cache,target=/a a
RUN --mount=type=cache,target=/b b
RUN --network=none c
`,
    heredocs: 'FROM debian:12\nRUN <<END\na\nEND\nRUN b\n',
    'stages that never ship': 'FROM debian:12 AS build\nRUN a\nRUN b\nFROM debian:12\nCOPY --from=build /a /\n',
  },
  offersNoFix: {
    'the first changes its shell': 'FROM debian:12\nRUN cd /a\nRUN b\n',
    'the second is no plain list': 'FROM debian:12\nRUN a\nRUN (b)\n',
    'the first goes on behind its end': 'FROM debian:12\nRUN a &\nRUN b\n',
  },
});
