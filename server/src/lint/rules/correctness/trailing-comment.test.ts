// Edge cases of trailing-comment.
import { testRule } from '../../../../test/support/checkRule';
import trailingComment from './trailing-comment';

testRule(trailingComment, {
  finds: {
    'of each kind': `FROM debian:12
COPY a /b # note
#         ^^^^^^ This is no comment: the builder takes it for more words of COPY.
WORKDIR /srv # here
#            ^^^^^^ This is no comment
ARG A=1 # one
#       ^^^^^ This is no comment
`,
    'silent: no comments, and comments': `FROM debian:12
LABEL a="x # y" b='# z'
ENV COLOR #fff
ENV MESSAGE hello # world
HEALTHCHECK CMD curl -f http://localhost/ # fine
COPY --chmod=755 <<EOF /x.sh
echo # text
EOF
EXPOSE 80
# a comment
`,
  },
  fixes: {
    'below other comments': ['FROM debian:12\n# one\nEXPOSE 80   # two\n', 'FROM debian:12\n# two\n# one\nEXPOSE 80\n'],
  },
  offersNoFix: {
    'over two lines': 'FROM debian:12\nENV A=1 # one \\\n    B=2\n',
  },
});
