// Knows: ARG and ENV, and who sees which value when.
import type { Scenario } from '../engine/cacheProject';

export const args: readonly Scenario[] = [
  {
    name: 'arg/default-edited',
    why: 'the value of an ARG is in the environment of the RUNs behind it, used or not',
    files: {
      Dockerfile: `FROM debian:12
RUN echo before
ARG VERSION=1
COPY a /a
RUN echo unused
LABEL version=$VERSION
RUN echo last
`,
      a: 'a',
    },
    edits: [
      { name: 'another default', replace: [['VERSION=1', 'VERSION=2']] },
      { name: 'the first default', replace: [['VERSION=2', 'VERSION=1']] },
      { name: 'a build argument', args: { VERSION: '3' } },
      { name: 'the build argument that is the default', args: { VERSION: '1' } },
      { name: 'an empty one', args: { VERSION: '' } },
      { name: 'none again', args: { VERSION: null } },
      { name: 'one that nobody declared', args: { OTHER: 'x' } },
      { name: 'a proxy, not declared', args: { OTHER: null, HTTP_PROXY: 'http://127.0.0.1:9' } },
      { name: 'another proxy', args: { HTTP_PROXY: 'http://127.0.0.1:8' } },
    ],
  },
];
