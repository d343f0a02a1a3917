// Edge cases of late-delete; the plain ones are its examples.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGraph } from '../../../build/graph';
import { DEFAULT_BUILD_OPTIONS } from '../../../build/options';
import { parseDockerfile } from '../../../syntax/parse';
import { DEFAULT_LINT_OPTIONS, lint } from '../../run';
import { shellParser } from '../../../../test/support/shell';
import { contextOf } from '../../../../test/support/contextFact';
import { testRule } from '../../../../test/support/checkRule';
import lateDelete from './late-delete';

testRule(lateDelete, {
  finds: {
    'a glob after two COPYs': `FROM debian:12
COPY a.sh /tmp/
COPY b.sh /tmp/b/
RUN rm -rf /tmp/*
#          ^^^^^^ \`/tmp/*\` was written in lines 2 and 3: deleting it here only hides it
`,
    'deleted, then made again': `FROM debian:12
COPY a.sh /a.sh
RUN rm /a.sh
#      ^^^^^ \`/a.sh\` was written in line 2
RUN touch /a.sh
`,
    'deleted twice: the second finds nothing': `FROM debian:12
COPY a.sh /a.sh
RUN rm /a.sh
#      ^^^^^ \`/a.sh\` was written in line 2
RUN rm -f /a.sh
`,
    'made again in the same RUN': `FROM debian:12
COPY a.sh /a.sh
RUN rm /a.sh && curl -o /a.sh https://example.com/a.sh
`,
    'in a condition': `FROM debian:12
COPY a.sh /a.sh
RUN if [ "$X" = 1 ]; then rm /a.sh; fi
RUN [ -n "$X" ] && rm /a.sh; true
RUN for f in /a.sh; do rm "$f"; done
`,
    'rm in a subshell with cd': `FROM debian:12
COPY a.sh /srv/
COPY b.sh /
RUN (cd /srv && rm a.sh) && rm b.sh
#                  ^^^^ \`/srv/a.sh\` was written in line 2
#                              ^^^^ \`/b.sh\` was written in line 3
`,
    'below a mount': `FROM debian:12
COPY a.sh /cache/
RUN --mount=type=cache,target=/cache rm -rf /cache/*
RUN --mount=type=tmpfs,target=/cache rm -rf /cache/a.sh
RUN --mount=type=bind,target=/cache rm -rf /cache/a.sh
`,
    'below a volume': `FROM debian:12
COPY a.sh /data/
VOLUME /data
RUN rm /data/a.sh
`,
    'the stage below wrote it': `FROM debian:12 AS base
COPY a.sh /srv/
FROM base
RUN rm -rf /srv
#          ^^^^ \`/srv\` was written in line 2
`,
    'a variable that is known, and one that is not': `FROM debian:12
ENV WORK=/work
ARG OTHER
COPY a.sh $WORK/
RUN rm -rf "$WORK" "$OTHER"
#          ^^^^^^^ \`/work\` was written in line 4
`,
    'the cleaned tree is copied out': `FROM debian:12 AS build
COPY . /src
RUN make && rm -rf /src/docs /src
FROM debian:12
COPY --from=build / /
`,
    'only directories, links and moves': `FROM debian:12
WORKDIR /work
RUN mkdir /work/a && ln -s /bin/sh /work/sh
RUN rm -rf /work/a /work/sh
RUN mv /etc/a /etc/b
`,
    'a part of a copied folder that nobody has seen': `FROM debian:12
COPY src /src
RUN rm -rf /src/docs
`,
    'find that takes all, and find that takes some': `FROM debian:12
COPY a.sh /srv/
RUN find /srv -name '*.pyc' -delete
RUN find /srv -mindepth 1 -delete
#        ^^^^ \`/srv\` was written in line 2
`,
    'apt-get clean does not touch the lists': `FROM debian:12
RUN apt-get update && apt-get install -y curl
RUN apt-get clean
`,
    'a heredoc': `FROM debian:12
COPY a.sh /a.sh
RUN <<END
set -e
rm /a.sh
#  ^^^^^ \`/a.sh\` was written in line 2
END
`,
    'other shells are left alone': `FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
COPY a.sh /a.sh
RUN rm /a.sh
`,
    'an ONBUILD runs elsewhere': `FROM debian:12
COPY a.sh /a.sh
ONBUILD RUN rm /a.sh
`,
    'documents of the base': `FROM debian:12
RUN rm -rf /usr/share/doc
#          ^^^^^^^^^^^^^^ \`/usr/share/doc\` is of the base image: deleting here hides files and saves no byte.
`,
    'an installation before may have brought them': `FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /usr/share/doc
`,
  },
  offersNoFix: {
    'something between wants the file':
      'FROM debian:12\nRUN curl -o /a.sh https://example.com/a.sh\nRUN sh /a.sh\nRUN true && rm /a.sh\n',
    'a COPY wrote it': 'FROM debian:12\nCOPY a.sh /a.sh\nRUN rm /a.sh\n',
  },
});

testRule(lateDelete, {
  facts: { context: contextOf({ 'big/a.bin': 3_000_000, 'big/b.bin': 1_000_000, 'small.sh': 20 }) },
  finds: {
    'bytes of what is deleted, and no more': `FROM debian:12
COPY big /big
RUN rm /big/a.bin
#      ^^^^^^^^^^ \`/big/a.bin\` was written in line 2: deleting it here only hides it, and its bytes (3 MB) stay
RUN rm -r /big
#         ^^^^ \`/big\` was written in line 2: deleting it here only hides it, and its bytes (1 MB) stay
`,
    'what the context does not have is not deleted': `FROM debian:12
COPY big /big
RUN rm -f /big/none /big/*.txt
`,
  },
});

test('late-delete: what the clean-up of a RUN meets beside its own files is a hint', () => {
  const severities = (lines: string): string[] =>
    lint(
      buildGraph(parseDockerfile(`FROM debian:12\n${lines}`), DEFAULT_BUILD_OPTIONS),
      shellParser(),
      DEFAULT_LINT_OPTIONS,
      [lateDelete],
    ).map(({ effective }) => effective);
  const first = 'RUN apt-get update && apt-get install -y curl\n';
  assert.deepEqual(severities(`${first}RUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*\n`), [
    'hint',
  ]);
  assert.deepEqual(severities(`${first}RUN rm -rf /var/lib/apt/lists/*\n`), ['warning']);
});
