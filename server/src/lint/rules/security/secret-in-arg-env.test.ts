// Edge cases of secret-in-arg-env; the plain ones are its examples.
import { testRule } from '../../../../test/support/checkRule';
import secretInArgEnv from './secret-in-arg-env';

testRule(secretInArgEnv, {
  finds: {
    'each name by itself': `FROM alpine
ENV DB_PASSWORD=x API_KEY=y
#   ^^^^^^^^^^^ Do not use ARG or ENV instructions for sensitive data (ENV "DB_PASSWORD")
#                 ^^^^^^^ Do not use ARG or ENV instructions for sensitive data (ENV "API_KEY")
`,
    'words that only contain one': `FROM alpine
ENV MONKEY=1 KEYBOARD=us AUTHOR=me TOKENIZERS_PARALLELISM=1 SECRETARY=x
ARG KEYS PASSPORT
`,
    'a file, a version and what is public': `FROM alpine
ENV PASSWORD_FILE=/run/secrets/p TOKEN_VERSION=2 PUBLIC_KEY=x
`,
    'an ARG that only FROM sees is in no image': `ARG TOKEN
FROM alpine
`,
  },
});
