// Edge cases of undefined-var; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import undefinedVar from './undefined-var';

testRule(undefinedVar, {
  finds: {
    'a word on the first line': `FROM scratch
LABEL a=1 b=$NOBODY
#           ^^^^^^^ Usage of undefined variable '$NOBODY'
`,
    'an escaped variable and one between single quotes are looked up by nobody': `FROM scratch
LABEL a=\\$A b='$B'
`,
    'a bare ARG declares its name': `FROM scratch
ARG A
LABEL a=$A
`,
    'names that images set are left alone while the base is not known': `FROM eclipse-temurin:21
ENV PATH=$JAVA_HOME/bin:$PATH
`,
    'nobody sets HOME for the builder': `FROM alpine
WORKDIR $HOME/app
#       ^^^^^^^^^ Nothing here sets $HOME: unless the base image does, it is empty
`,
    'a variable of another stage': `FROM scratch AS a
ARG A=1
FROM scratch
LABEL a=$A
#       ^^ Usage of undefined variable '$A'
`,
  },
  offersNoFix: {
    'a name that is like no other': 'FROM scratch\nENV A=$SOMETHING_ELSE\n',
    'a word that is not written as it is read': 'FROM scratch\nARG VERSION=1\nLABEL a=x\\\n$VERSON\n',
  },
  fixes: {
    'a slip in a name': [
      'FROM scratch\nARG VERSION=1\nLABEL a="${VERSON:-1}"\n',
      'FROM scratch\nARG VERSION=1\nLABEL a="${VERSION:-1}"\n',
    ],
  },
});
