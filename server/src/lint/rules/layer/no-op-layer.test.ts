// Edge cases of no-op-layer; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import noOpLayer from './no-op-layer';

testRule(noOpLayer, {
  finds: {
    'prints only': `FROM alpine
  RUN echo "building" && ls -la /
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This RUN only prints
`,
    'assertions are meant': `FROM alpine
RUN apk --version
RUN test -f /etc/passwd
RUN [ -d /etc ]
RUN grep -q root /etc/passwd
RUN node --version && npm --version
RUN command -v sh
`,
    'a cache buster is meant': `FROM alpine
ARG CACHE_DATE
RUN echo "$CACHE_DATE"
RUN echo \${CACHE_DATE} $(date)
`,
    'it writes': 'FROM alpine\nRUN echo a > /a\nRUN printf a | tee /a\nRUN env > /env\n',
    'another user does not matter': `FROM alpine
WORKDIR /a
USER 1000
  WORKDIR /a/
# ^^^^^^^^^^^ Line 2 has set this directory already
`,
    'exec form has no shell, PowerShell another one': `FROM alpine
RUN ["echo", "a"]
SHELL ["powershell"]
RUN echo a
`,
  },
});
