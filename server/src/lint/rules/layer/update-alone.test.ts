// Edge cases of update-alone; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import updateAlone from './update-alone';

testRule(updateAlone, {
  finds: {
    'points at the update, not at the whole RUN': `FROM debian:12
RUN true && apt-get update && true
#           ^^^^^^^^^^^^^^ This index update stays in a layer of its own, and no install
`,
    'an install in a stage on top uses the index': `FROM debian:12 AS base
RUN apt-get update
#   ^^^^^^^^^^^^^^ This index update stays in a layer of its own: a cached update makes the install in line 5
FROM base
WORKDIR /srv
RUN apt-get install -y curl
`,
    'an update behind sudo and a path': `FROM debian:12
RUN sudo -E /usr/bin/apt-get -qq update
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This index update
`,
    'a RUN for another manager is no install of this one': `FROM debian:12
RUN apt-get update
#   ^^^^^^^^^^^^^^ This index update stays in a layer of its own, and no install
RUN pip install requests
`,
    'an update in a stage that never ships': `FROM debian:12 AS tools
RUN apt-get update
#   ^^^^^^^^^^^^^^ This index update stays in a layer of its own, and no install
FROM scratch
COPY --from=tools / /
`,
    'two stages on one base: the first install counts': `FROM debian:12 AS base
RUN apt-get update
#   ^^^^^^^^^^^^^^ This index update stays in a layer of its own: a cached update makes the install in line 4
FROM base AS one
RUN apt-get install -y curl
FROM base AS two
RUN apt-get install -y jq
`,
    'an install two stages further up': `FROM debian:12 AS base
RUN apk update
#   ^^^^^^^^^^ This index update stays in a layer of its own: a cached update makes the install in line 6
FROM base AS middle
RUN true
FROM middle
RUN apk add curl
`,
    'an install behind a heredoc of another command': `FROM debian:12
RUN apt-get update
#   ^^^^^^^^^^^^^^ This index update stays in a layer of its own: a cached update makes the install in line 3
RUN cat <<E > /etc/apt/apt.conf && apt-get install -y curl
text
E
`,
    'options with values of their own': `FROM debian:12
RUN apt-get -o Acquire::Retries=3 -qq update
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ This index update stays in a layer of its own: a cached update makes the install in line 3
RUN apt-get -o Dpkg::Use-Pty=0 -t stable install -y curl
`,
    'an install in the same RUN, behind an option with a value': `FROM debian:12
RUN apt-get update && apt-get -o Dpkg::Use-Pty=0 install -y curl
`,
    'the index in a cache mount': `FROM debian:12
RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update
RUN --mount=type=cache,target=/var/lib/apt/lists apt-get install -y curl
`,
    'an install that updates by itself': `FROM alpine
RUN apk update
RUN apk add --no-cache curl
`,
    'a trigger runs elsewhere': `FROM debian:12
ONBUILD RUN apt-get update
`,
    'words that only look like it': `FROM debian:12
RUN echo apt-get update && constructor update && toString
RUN apt-get "$WHAT"
`,
    'PowerShell is left alone': `FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN apt-get update
`,
    'a comment above silences it': `FROM debian:12
# layerlens-ignore update-alone -- the install is in the base of another team
RUN apt-get update
`,
    'the comment of another rule does not': `FROM debian:12
# layerlens-ignore other-rule -- because
RUN apt-get update
#   ^^^^^^^^^^^^^^ This index update
`,
  },
  fixes: {
    'both RUNs in several lines keep their style': [
      'FROM debian:12\nRUN apt-get update \\\n    && apt-get upgrade -y\nRUN apt-get update\nRUN apt-get install -y \\\n      curl\n',
      'FROM debian:12\nRUN apt-get update \\\n    && apt-get upgrade -y\nRUN apt-get update && \\\n      apt-get install -y \\\n      curl\n',
    ],
    'equal mounts may be merged': [
      'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt apt-get update\nRUN --mount=type=cache,target=/var/cache/apt apt-get install -y curl\n',
      'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl\n',
    ],
    'the backtick as escape character': [
      '# escape=`\nFROM debian:12\nRUN apt-get update\nRUN apt-get install -y `\n    curl\n',
      '# escape=`\nFROM debian:12\nRUN apt-get update && `\n    apt-get install -y `\n    curl\n',
    ],
    'no line end after the last line': [
      'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl',
      'FROM debian:12\nRUN apt-get update && apt-get install -y curl',
    ],
  },
  offersNoFix: {
    'an instruction stands between':
      'FROM debian:12\nRUN apt-get update\nCOPY sources.list /etc/apt/\nRUN apt-get install -y curl\n',
    'another stage stands between': 'FROM debian:12 AS a\nRUN apt-get update\nFROM a\nRUN apt-get install -y curl\n',
    'a script in a heredoc': 'FROM debian:12\nRUN <<EOT\napt-get update\nEOT\nRUN apt-get install -y curl\n',
    'other flags': 'FROM debian:12\nRUN apt-get update\nRUN --network=none apt-get install -y curl\n',
    'the second is no plain list': 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl || true\n',
    'the first changes the shell':
      'FROM debian:12\nRUN export DEBIAN_FRONTEND=noninteractive && apt-get update\nRUN apt-get install -y curl\n',
  },
});
