// Edge cases of sudo: the word as a command, and as anything else.
import { testRule } from '../../../../test/support/checkRule';
import sudo from './sudo';

testRule(sudo, {
  finds: {
    'each command of its own': `FROM debian:12
USER app
RUN sudo apt-get update && make && sudo -u app /usr/bin/make
#   ^^^^ sudo gives the step another user
#                                  ^^^^ sudo gives the step another user
`,
    'an environment that is kept is not cleared': `FROM debian:12
USER app
RUN sudo -E -u root make && sudo make
#   ^^^^ sudo gives the step another user: USER before
#                           ^^^^ sudo gives the step another user and clears its environment
`,
    'around a script once': `FROM debian:12
USER app
RUN sudo bash -c 'apt-get update && apt-get install -y curl'
#   ^^^^ sudo gives the step another user
`,
    'behind an assignment, and by its path': `FROM debian:12
USER app
RUN A=1 sudo make && /usr/bin/sudo make
#       ^^^^ sudo gives the step another user
#                             ^^^^ sudo gives the step another user
`,
  },
  fixes: {
    'in a continued RUN': [
      'FROM debian:12\nUSER root\nRUN make && \\\n    sudo \\\n      make install\n',
      'FROM debian:12\nUSER root\nRUN make && \\\n    make install\n',
    ],
  },
  offersNoFix: {
    'another user': 'FROM debian:12\nUSER root\nRUN sudo -u app make\n',
    'an unknown user': 'FROM debian:12\nRUN sudo make\n',
    'a comment between': 'FROM debian:12\nUSER root\nRUN sudo \\\n# why\n  make\n',
  },
});
