// Edge cases of volume-then-write: the line of a volume that a variable names.
import { testRule } from '../../../../test/support/checkRule';
import volumeThenWrite from './volume-then-write';

testRule(volumeThenWrite, {
  finds: {
    'a volume by a variable': `FROM debian:12
ENV DATA=/data
VOLUME $DATA
RUN mkdir -p /data/db
#            ^^^^^^^^ \`/data/db\` is below the volume /data, declared in line 3: the classic builder
`,
  },
});
