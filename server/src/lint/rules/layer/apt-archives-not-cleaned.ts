// RULE apt-archives-not-cleaned: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { removalsOf } from '../../facts/emptied';
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM registry.example.com/base:1\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n',
  ],
  fixed: [
    'FROM registry.example.com/base:1\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && apt-get clean\n',
    'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl && apt-get clean\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM registry.example.com/base:1\nRUN apt-get update && apt-get install -y curl && apt-get clean\n',
    'FROM registry.example.com/base:1\nRUN apt-get install -y curl && rm -rf /var/cache/apt/*\n',
    'FROM registry.example.com/base:1\nRUN apt install -y curl\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked rm -f /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl\n',
  ],
};

export default defineRule({
  id: 'apt-archives-not-cleaned',
  group: 'layer',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  fix: 'safe',
  title: 'Downloaded .deb files left in the layer',
  why: "Downloaded packages stay unless apt is told otherwise, as it is in Docker's own Debian and Ubuntu images.",
  twins: ['dockerfile_lint/no_apt-get_clean', 'semgrep/remove-package-cache'],
  *check(context) {
    yield* leftCaches(context, {
      manager: 'apt',
      what: 'The .deb files',
      plural: true,
      shippedOnly: true,
      left: [{ path: '/var/cache/apt/archives' }],
      // The program `apt` deletes what it installed (apt: apt-private/private-main.cc).
      leaves: ({ verb, program }, _, run) =>
        (verb === 'install' || verb === 'upgrade') && program !== 'apt' && keepsArchives(context, run),
      isClean: ({ phrase }) => /^(?:dist-?)?clean$/.test(phrase),
      repair: () => ({ kind: 'append', append: { clean: 'apt-get clean' } }),
    });
  },
});

const DOCKER_CLEAN = '/etc/apt/apt.conf.d/docker-clean';

/** False where the base tells apt to delete archives, and this RUN leaves that as it is. */
const keepsArchives = (context: RuleContext, run: StageRun): boolean =>
  baseOf(context, run.stage).hasDockerClean !== true ||
  removalsOf(context, run).some(({ path }) => path === DOCKER_CLEAN);
