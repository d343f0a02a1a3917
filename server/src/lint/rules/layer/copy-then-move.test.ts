// Edge cases of copy-then-move: the words name what is moved.
import { testRule } from '../../../../test/support/checkRule';
import copyThenMove from './copy-then-move';

testRule(copyThenMove, {
  finds: {
    'a file that came into a folder is told by its own name': `FROM debian:12
COPY CheckType.c.in /usr/src
RUN mv /usr/src/CheckType.c.in /usr/share/cmake/Modules/
#      ^^^^^^^^^^^^^^^^^^^^^^^ \`/usr/src/CheckType.c.in\` was written in line 2
`,
  },
});
