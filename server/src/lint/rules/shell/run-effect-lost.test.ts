// Edge cases of run-effect-lost: only what ends the RUN is lost.
import { testRule } from '../../../../test/support/checkRule';
import runEffectLost from './run-effect-lost';

testRule(runEffectLost, {
  finds: {
    'at the end of a chain': `FROM debian:12
RUN make && \\
    export A=1
#   ^^^^^^^^^^ The next step does not see this
`,
    'a server in the background': `FROM debian:12
RUN mkdir /data && mongod --dbpath /data &
#                  ^^^^^^^^^^^^^^^^^^^^^ The program ends with this RUN
`,
    'silent: used in the RUN, or made for files': `FROM debian:12
RUN . /opt/venv/bin/activate && pip install x
RUN umask 022 && make
RUN (cd /srv && make) && true
RUN sleep 1 & wait
RUN alias && su app -c "make"
RUN if true; then cd /srv; fi
`,
  },
  offersNoFix: {
    'more than the cd': 'FROM debian:12\nRUN make && cd /srv\n',
    'a variable': 'FROM debian:12\nRUN export A=$B\n',
    flags: 'FROM debian:12\nRUN --network=none cd /srv\n',
  },
});
