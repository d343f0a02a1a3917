// Edge cases of cd-instead-of-workdir: a cd that is right stays (lint-demand 1.26, lint-rules 4.2, 15).
import { testRule } from '../../../../test/support/checkRule';
import cdInsteadOfWorkdir from './cd-instead-of-workdir';

testRule(cdInsteadOfWorkdir, {
  finds: {
    'the cd alone is marked': `FROM debian:12
RUN cd "/srv/app" && make
#   ^^^^^^^^^^^^^ All of this RUN works in /srv/app
`,
    'silent: a cd that means something else': `FROM debian:12
RUN mkdir /srv/a && cd /srv/a && make
RUN cd /srv || exit 1; make
RUN set -e; cd /srv; make
RUN cd ~/x && make
RUN pushd /srv && make
RUN ["sh", "-c", "cd /srv && make"]
RUN <<EOF
cd /srv
make
EOF
`,
  },
  offersNoFix: {
    'the old directory is the base’s': 'FROM acme/own:1\nRUN cd /srv && make\n',
    ONBUILD: 'FROM debian:12\nWORKDIR /srv\nONBUILD RUN cd /srv/app && make\n',
  },
});
