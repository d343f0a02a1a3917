// Edge cases of last-user-root: whose USER counts (lint-rules 4.2, 12).
import { testRule } from '../../../../test/support/checkRule';
import lastUserRoot from './last-user-root';

testRule(lastUserRoot, {
  finds: {
    'of the stage below, when the target says nothing': `FROM debian:12 AS base
USER 0
#    ^ Containers of this image run as root.
FROM base
RUN true
`,
    'silent: the target says another one': `FROM debian:12 AS base
USER root
FROM base
USER 1000
`,
    'silent: other stages, unknown variables, names that only begin so': `FROM debian:12 AS build
USER root
FROM debian:12
USER rooty
FROM debian:12
USER $WHO
`,
  },
});
