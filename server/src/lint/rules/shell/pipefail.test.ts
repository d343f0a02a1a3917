// Edge cases of pipefail: what is a pipe of the RUN, and whose failure is looked at (lint-rules 4.2, 6).
import { testRule } from '../../../../test/support/checkRule';
import pipefail from './pipefail';

testRule(pipefail, {
  finds: {
    'where pipefail helps one pipe, that one is told': `FROM debian:12
RUN php -m | grep -q zip && make | tee log
#                           ^^^^ When make fails
`,
    'a stage of its own has no SHELL of another': `FROM debian:12 AS a
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
FROM debian:12
RUN make | tee log
#   ^^^^ When make fails nobody sees it
`,
    'SHELL back without pipefail': `FROM debian:12
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN a | b
SHELL ["/bin/bash", "-c"]
RUN a | b
#   ^ When a fails
`,
    'one finding per RUN, the others beside it': `FROM debian:12
RUN a | b && c | d
#   ^ When a fails
`,
    'a pipe in the middle, behind what cannot fail': `FROM debian:12
RUN echo x | gpg --import | tee log
#            ^^^^^^^^^^^^ When gpg fails
`,
    'in a substitution': `FROM debian:12
RUN V="$(curl -fs https://example.com/v | head -1)" && make
#        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ When curl fails
`,
  },
  offersNoFix: {
    'dash without bash beside it': 'FROM acme/own:1\nRUN a | b\n',
    'a top list with ||': 'FROM alpine:3.22\nRUN a | b && c || d\n',
    ONBUILD: 'FROM alpine:3.22\nONBUILD RUN a | b\n',
  },
});
testRule(pipefail, {
  finds: {
    'silent: shells within, and pipes that are none': `FROM debian:12
RUN bash -o pipefail -c "a | b"
RUN awk '{ print | "sort" }' x && grep -E 'a|b' x && [[ a || b ]]
RUN case "$(uname -m)" in a|b) make;; esac
RUN while a | b; do c; done
RUN ! a | b
`,
    'silent: heredocs with options, or for another program': `FROM debian:12
RUN <<EOF
#!/bin/bash -eo pipefail
a | b
EOF
RUN <<EOF
#!/usr/bin/env python3
x = a | b
EOF
`,
  },
});
