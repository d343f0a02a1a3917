// Edge cases of apk-cache-left; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import apkCacheLeft from './apk-cache-left';

testRule(apkCacheLeft, {
  finds: {
    'one call of several': `FROM alpine:3.20
RUN apk add --no-cache curl && apk add -t .deps gcc
#                              ^^^^^^^ The package index of apk (/var/cache/apk) stays in this layer
`,
    'the option of the whole program': `FROM alpine:3.20
RUN apk --no-cache --update add curl
RUN apk add -q --no-cache curl
`,
    'in a stage that does not ship': `FROM alpine:3.20 AS build
RUN apk add gcc
#   ^^^^^^^ The package index
FROM scratch
COPY --from=build /a /a
`,
    'the folder above': `FROM alpine:3.20
RUN apk add -U curl && rm -rf /var/cache/*
RUN apk add -U curl && rm -rf /var/cache/apk
`,
  },
  fixes: {
    'a later plain add would have no index: to be judged, but offered': [
      'FROM alpine:3.20\nRUN apk update && apk add curl\nRUN apk add jq\n',
      'FROM alpine:3.20\nRUN apk add --no-cache curl\nRUN apk add jq\n',
    ],
    'an update at the end goes too': [
      'FROM alpine:3.20\nRUN apk add -U curl && apk update\n',
      'FROM alpine:3.20\nRUN apk add --no-cache -U curl\n',
    ],
  },
});
testRule(apkCacheLeft, {
  fixes: {
    'an update for a script that we cannot see: only a mount': [
      'FROM alpine:3.20\nRUN apk update && ./setup.sh\n',
      'FROM alpine:3.20\nRUN --mount=type=cache,target=/etc/apk/cache,sharing=locked apk update && ./setup.sh\n',
    ],
  },
});
