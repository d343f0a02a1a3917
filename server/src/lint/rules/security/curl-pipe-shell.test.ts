// Edge cases of curl-pipe-shell: who reads what was fetched.
import { testRule } from '../../../../test/support/checkRule';
import curlPipeShell from './curl-pipe-shell';

testRule(curlPipeShell, {
  finds: {
    'through another program': `FROM debian:12
RUN curl -fsSL https://example.com/i.sh | tee i.sh | bash -s -- --yes
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This runs whatever the server sends
`,
    'silent: data, and scripts of one’s own': `FROM debian:12
RUN curl -fsSL https://example.com/a | python3 -c 'import sys' && curl -fs https://a.test | perl -ne 'print'
RUN curl -fsSL https://example.com/a | sh own.sh
RUN curl --version | sh
RUN curl -fsSL https://example.com/key | apt-key add - && sh -c "make"
RUN sh build.sh "$(curl -fsSL https://example.com/v)"
`,
  },
});
