// Edge cases of recursive-chown-layer; the plain ones are its examples.
import { contextOf } from '../../../../test/support/contextFact';
import { testRule } from '../../../../test/support/checkRule';
import recursiveChown from './recursive-chown-layer';

testRule(recursiveChown, {
  facts: { context: contextOf({ 'app/main.js': 3_000_000, 'app/lib/a.js': 1_000_000, 'run.sh': 'exec' }) },
  finds: {
    'the owner that they have already counts as well': `FROM debian:12
COPY app /app
RUN chown -R root:root /app
#   ^^^^^^^^^^^^^^^^^^^^^^^ \`chown -R\` sets the owner of \`/app\`: what line 2 wrote there is stored a second time in this layer (4 MB).
`,
    'directories only': `FROM debian:12
COPY app /app
RUN find /app -type d -exec chown 1000 {} +
`,
    'a WORKDIR that is still empty': `FROM debian:12
WORKDIR /app
RUN mkdir -p /app/log && chown -R 1000 /app
`,
    'before the COPY': `FROM debian:12
RUN mkdir /app && chown -R 1000 /app
COPY app /app
`,
    'a part of it': `FROM debian:12
COPY app /app
RUN chown -R 1000 /app/lib
#   ^^^^^^^^^^^^^^^^^^^^^^ \`chown -R\` sets the owner of \`/app/lib\`: what line 2 wrote there is stored a second time in this layer (1 MB).
`,
    'a part that the RUN itself makes': `FROM debian:12
COPY --from=elsewhere /x /app
RUN mkdir -p /app/storage && chown -R 1000 /app/storage
`,
    'chgrp, -h and clustered options': `FROM debian:12
COPY app /app
RUN chgrp -hR 1000 /app
#   ^^^^^^^^^^^^^^^^^^^ \`chgrp -R\` sets the owner
`,
    'one finding for one command': `FROM debian:12
COPY app /a
COPY app /b
RUN chown -R 1000 /a /b
#   ^^^^^^^^^^^^^^^^^^^ \`chown -R\` sets the owner of \`/a\`, \`/b\`: what lines 2 and 3 wrote there is stored a second time in this layer (8 MB).
`,
    'twice in one RUN: stored once': `FROM debian:12
COPY app /a
RUN chown -R 1000 /a && chown -R :1000 /a
#   ^^^^^^^^^^^^^^^^ \`chown -R\` sets the owner
`,
    'through sudo': `FROM debian:12
COPY app /app
RUN sudo chown -R 1000 /app
#   ^^^^^^^^^^^^^^^^^^^^^^^ \`chown -R\` sets the owner
`,
    'in a condition, or of an unknown path': `FROM debian:12
COPY app /app
RUN if [ -d /app ]; then chown -R 1000 /app; fi
RUN chown -R 1000 "$HERE"
`,
    'a mount': `FROM debian:12
COPY app /app
RUN --mount=type=bind,source=app,target=/app,rw chown -R 1000 /app
`,
    'small things of the base': `FROM nginx:1.27
RUN chown -R nginx /var/cache/nginx
`,
  },
  fixes: {
    'a numeric owner': [
      'FROM debian:12\nCOPY app /srv/app\nCOPY run.sh /srv/\nRUN chown -R 1000 /srv && echo done\n',
      'FROM debian:12\nCOPY --chown=1000:0 app /srv/app\nCOPY --chown=1000:0 run.sh /srv/\nRUN echo done\n',
    ],
  },
  offersNoFix: {
    'the user is made later': 'FROM debian:12\nCOPY app /srv/app\nRUN adduser web && chown -R web /srv\n',
    'another stage copied': 'FROM debian:12 AS base\nCOPY app /srv/app\nFROM base\nRUN chown -R 1000 /srv\n',
    'a RUN wrote there too': 'FROM debian:12\nWORKDIR /srv\nCOPY app ./app\nRUN npm ci\nRUN chown -R 1000 /srv\n',
    'the COPY has an owner': 'FROM debian:12\nCOPY --chown=5 app /srv/app\nRUN chown -R 1000 /srv\n',
    'a login group, which no flag can say': 'FROM debian:12\nCOPY app /srv/app\nRUN chown -R web: /srv\n',
  },
});
