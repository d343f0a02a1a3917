// RULE apt-lists-not-cleaned: the id is the file name; the examples below are run as tests.
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y \\\n        curl \\\n        jq\n',
    'FROM debian:12\nRUN set -eux; \\\n	apt-get update; \\\n	apt-get install -y curl\n',
    'FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nEOF\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y \\\n        curl \\\n        jq \\\n    && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN set -eux; \\\n	apt-get update; \\\n	apt-get install -y curl; \\\n	rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN <<EOF\nset -e\napt-get update\napt-get install -y curl\nrm -rf /var/lib/apt/lists/*\nEOF\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/cache/apt /var/lib/{apt,dpkg/info}\n',
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && apt-get distclean\n',
    'FROM debian:12\nRUN apt-get update; find /var/lib/apt/lists -type f -delete\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y curl\n',
    'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:12\nCOPY --from=build /app /app\n',
    'FROM debian:12\nRUN apt-get install -y sudo openssh-client\n',
  ],
};

export default defineRule({
  id: 'apt-lists-not-cleaned',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['apt'],
  fix: 'safe',
  title: 'Package lists of apt left in the layer',
  why: 'An `update` writes the lists of every package of the distribution, tens of megabytes, and a later RUN cannot take them out of this layer again.',
  twins: [
    'hadolint/DL3009',
    'kics/apt-lists',
    'dockerfilelint/apt-get_missing_rm',
    'dockle/DKL-DI-0005',
    'buddy/ER0002',
    'droast/DF004',
    'semgrep/remove-package-lists',
    'parfum/aptGetInstallThenRemoveAptLists',
  ],
  differs:
    'hadolint takes any `rm` whose arguments hold `-rf` for the clean-up, also one that comes before the update; here the lists themselves must be removed after the last update, by `rm`, `find -delete` or `apt-get distclean`. hadolint also reports stages that only others stand on or copy from; here what does not ship is silent.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'apt',
      what: 'The package lists of apt',
      plural: true,
      shippedOnly: true,
      leaves: ({ verb }) => verb === 'update',
      repair: () => ({
        kind: 'append',
        append: { clean: 'rm -rf /var/lib/apt/lists/*', index: 'apt', refresh: 'apt-get update' },
      }),
    });
  },
});
