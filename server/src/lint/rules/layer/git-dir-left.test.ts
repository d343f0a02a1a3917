// Edge cases of git-dir-left; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import gitDirLeft from './git-dir-left';

testRule(gitDirLeft, {
  finds: {
    'where nobody knows the directory the path is as it is written': `FROM acme/base:1
RUN git clone https://example.com/tool.git
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`tool/.git\` stays
`,
    'a cd that a subshell takes along tells nothing of what follows': `FROM acme/base:1
RUN (cd /srv && make) && git clone https://example.com/tool.git
#                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`tool/.git\` stays
`,
    'behind a cd to a place that is known': `FROM acme/base:1
RUN cd /srv && git clone https://example.com/tool.git
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ \`/srv/tool/.git\` stays
`,
  },
  offersNoFix: {
    'somewhere else at the end than where it began': `FROM acme/base:1
RUN git clone https://example.com/tool.git && cd tool && make
`,
  },
});
