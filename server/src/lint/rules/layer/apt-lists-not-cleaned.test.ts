// Edge cases of apt-lists-not-cleaned; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import aptLists from './apt-lists-not-cleaned';

testRule(aptLists, {
  finds: {
    'the operand counts, not -rf': `FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /tmp/work
#   ^^^^^^^^^^^^^^ The package lists of apt (/var/lib/apt/lists) stay in this layer
`,
    'a clean-up before the update is none': `FROM debian:12
RUN rm -rf /var/lib/apt/lists/* && apt-get update && apt-get install -y curl
#                                  ^^^^^^^^^^^^^^ The package lists
`,
    'one between two updates is none': `FROM debian:12
RUN apt-get update && rm -rf /var/lib/apt/lists/* && apt update && apt install -y curl
#                                                    ^^^^^^^^^^ The package lists
`,
    'a part of the lists is not the lists': `FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/partial
#   ^^^^^^^^^^^^^^ The package lists
`,
    'a mount on the archives alone': `FROM debian:12
RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y curl
#                                            ^^^^^^^^^^^^^^ The package lists
`,
    'in a script of another shell, and with sudo': `FROM debian:12
RUN bash -c "sudo apt-get -qq update"
#                 ^^^^^^^^^^^^^^^^^^ The package lists
`,
    'in a stage that the last one stands on': `FROM debian:12 AS base
RUN apt-get update && apt-get install -y curl
#   ^^^^^^^^^^^^^^ The package lists
FROM base
`,
    'in ONBUILD': `FROM debian:12
ONBUILD RUN apt-get update && apt-get install -y curl
#           ^^^^^^^^^^^^^^ The package lists
`,
    'two updates are one finding': `FROM debian:12
RUN apt-get update && apt-get install -y gnupg && apt-get update && apt-get install -y curl
#   ^^^^^^^^^^^^^^ The package lists
`,
    'removed with a variable, braces, quotes, a path above': `FROM debian:12
ENV LISTS=/var/lib/apt/lists
RUN apt-get update && rm -rf $LISTS/*
RUN apt-get update && rm -rf /var/{cache/apt,lib/apt}/
RUN apt-get update && rm -rf "/var/lib/apt/lists/"*
RUN apt-get update && rm -rf /var/lib/apt
RUN apt-get update && rm -r /var/lib/apt/lists/*_*
`,
    'what cannot be read may be it': `FROM debian:12
RUN apt-get update && rm -rf $JUNK
RUN apt-get update && rm -rf "$(cat junk)"
`,
    'removed below the folder it went to, in a function, at the exit, in a subshell': `FROM debian:12
RUN apt-get update && cd /var/lib/apt/lists && rm -rf *
RUN clean() { rm -rf /var/lib/apt/lists/*; }; apt-get update && clean
RUN trap 'rm -rf /var/lib/apt/lists/*' EXIT; apt-get update
RUN (apt-get update && apt-get install -y curl; rm -rf /var/lib/apt/lists/*)
`,
    'tmpfs and other mounts that hold the lists': `FROM debian:12
RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update
RUN --mount=target=/var/lib,type=cache apt-get update
`,
    'words that only look like it': `FROM debian:12
RUN echo apt-get update && constructor update && apt-cache update
RUN ["apt-get", "update"]
`,
    'PowerShell is left alone': `FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN apt-get update
`,
  },
  fixes: {
    'the update is added to later installs, in a stage on top too': [
      'FROM debian:12 AS base\nRUN apt-get update && apt-get install -y curl\nFROM base\nRUN apt-get install -y jq\n',
      'FROM debian:12 AS base\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nFROM base\nRUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*\n',
    ],
    'a later RUN with its own update needs nothing': [
      'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*\n',
      'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN apt-get update && apt-get install -y jq && rm -rf /var/lib/apt/lists/*\n',
    ],
    'files on the disk need no index': [
      'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nRUN apt-get install -y ./tool.deb\n',
      'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nRUN apt-get install -y ./tool.deb\n',
    ],
    'with sudo, as the update': [
      'FROM debian:12\nUSER app\nRUN sudo -E apt-get update && sudo apt-get install -y curl\n',
      'FROM debian:12\nUSER app\nRUN sudo -E apt-get update && sudo apt-get install -y curl && sudo -E rm -rf /var/lib/apt/lists/*\n',
    ],
    'comments and the backtick stay': [
      '# escape=`\nFROM debian:12\nRUN apt-get update `\n # tools\n && apt-get install -y curl\n',
      '# escape=`\nFROM debian:12\nRUN apt-get update `\n # tools\n && apt-get install -y curl `\n && rm -rf /var/lib/apt/lists/*\n',
    ],
  },
});

// A list that goes on after a failure: only a mount is offered, and that for the author to judge.
testRule(aptLists, {
  fixes: {
    'no clean-up behind a list that hides failures': [
      'FROM debian:12\nRUN apt-get update; apt-get install -y curl\n',
      'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update; apt-get install -y curl\n',
    ],
  },
  offersNoFix: {
    'a heredoc that goes on after a failure':
      'FROM debian:12\nRUN <<EOF\napt-get update\napt-get install -y curl\nEOF\n',
    'a script that cannot be read': 'FROM debian:12\nRUN apt-get update && if true; then\n',
  },
});
