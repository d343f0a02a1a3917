// Edge cases of install-without-update; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import installWithoutUpdate from './install-without-update';

testRule(installWithoutUpdate, {
  finds: {
    'a mount on the index, by whatever path': `FROM debian:12
RUN --mount=type=cache,target=/var/lib/apt/lists apt-get install -y curl
RUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl
RUN --mount=type=bind,from=index,source=/lists,target=/var/lib/apt/lists apt-get install -y curl
ENV LISTS=/var/lib/apt/lists
RUN --mount=type=cache,target=$LISTS apt-get install -y curl
`,
    'a mount elsewhere': `FROM debian:12
RUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl
#                                            ^^^^^^^^^^^^^^^ There is no package index here
`,
    'the cache of apk in its other place': `FROM alpine:3.20
RUN --mount=type=cache,target=/etc/apk/cache apk add curl
`,
  },
});
