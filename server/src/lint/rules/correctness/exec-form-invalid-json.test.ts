// Edge cases of exec-form-invalid-json; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import execFormInvalidJson from './exec-form-invalid-json';

testRule(execFormInvalidJson, {
  finds: {
    'tests of the shell are no arrays': `FROM alpine
RUN [ -n "$A" ] && make
RUN [ "$A" = "b" -o "$A" = "c" ]
RUN [[ "$A" =~ ^[0-9]+$ ]] && make
CMD [ "$DEBUG" ] && exec app --debug
`,
    'patterns are none either': `FROM alpine
COPY [ab].txt /x/
ADD [a-c]*.tar /x/
VOLUME [data]
`,
    'what follows an array makes it no array': `FROM alpine
CMD ["app", "--x"] && true
#   ^^^^^^^^^^^^^^^^^^^^^^ CMD: this is no JSON array
`,
    'a command behind HEALTHCHECK CMD': `FROM alpine
HEALTHCHECK --interval=5s CMD ["curl", "-f",]
#                             ^^^^^^^^^^^^^^^ HEALTHCHECK: this is no JSON array
`,
    'an instruction inside ONBUILD': `FROM alpine
ONBUILD RUN ["make", "all"
#           ^^^^^^^^^^^^^^ RUN: this is no JSON array
`,
  },
  fixes: {
    'single quotes and a comma too many': ["FROM alpine\nCMD ['a', 'b',]\n", 'FROM alpine\nCMD ["a", "b"]\n'],
  },
});
