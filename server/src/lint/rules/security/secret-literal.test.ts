// Edge cases of secret-literal: where it stands, and that it is never shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testRule } from '../../../../test/support/checkRule';
import { tokensIn } from '../../words/tokens';
import secretLiteral from './secret-literal';

testRule(secretLiteral, {
  finds: {
    'the secret alone is marked': `FROM debian:12
RUN git clone https://bob:hunter2hunter2@git.corp.test/a.git
#                         ^^^^^^^^^^^^^^ This is a password in an address: in the image
`,
    'in a continued RUN and in a heredoc': `FROM debian:12
RUN true && \\
    curl -H "Authorization: token 8f14e45fceea167a5a36" https://corp.test
#                                 ^^^^^^^^^^^^^^^^^^^^ This is the value of an Authorization header
`,
    'silent: what stands for one': `FROM debian:12
ENV A=postgres://user:password@db/x B=redis://:@cache C=https://user:\${PASS}@host D=amqp://guest:guest@mq
RUN curl -u user: https://corp.test && curl -H "Authorization: Bearer xxxxxxxxxxxx" https://corp.test
RUN echo ssh://git@github.com:22/a/b.git http://localhost:8080/@scope eyJ0.eyJ1.x
`,
  },
});

test('a text without marks is looked at once', () => {
  assert.deepEqual(tokensIn('x'.repeat(1_000_000)), []);
});
