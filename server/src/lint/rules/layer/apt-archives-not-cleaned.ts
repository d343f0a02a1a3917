// RULE apt-archives-not-cleaned: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import type { RuleContext, StageRun } from '../../context';
import { removalsOf } from '../../facts/emptied';
import { leftCaches } from '../../facts/leftCache';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl\n',
    'FROM debian:12 AS base\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nFROM base\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    `FROM ubuntu:24.04\nRUN echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache\nRUN apt-get update && apt-get install -y curl\n`,
  ],
  fixed: [
    'FROM debian:12\nRUN rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update && apt-get install -y curl && apt-get clean\n',
    'FROM debian:12 AS base\nRUN rm -f /etc/apt/apt.conf.d/docker-clean\nFROM base\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && apt-get clean\n',
    `FROM ubuntu:24.04\nRUN echo 'Binary::apt::APT::Keep-Downloaded-Packages "true";' > /etc/apt/apt.conf.d/keep-cache\nRUN apt-get update && apt-get install -y curl && apt-get clean\n`,
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    // What nobody knows stands on Docker's own Debian or Ubuntu most of the time.
    'FROM registry.example.com/base:1\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
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
  mentions: ['apt'],
  fix: 'safe',
  title: 'Downloaded .deb files left in the layer',
  why: "Downloaded packages stay unless apt is told otherwise, as it is in Docker's own Debian and Ubuntu images.",
  twins: ['dockerfile_lint/no_apt-get_clean', 'semgrep/remove-package-cache'],
  differs:
    'Told where a step has taken the setting away, or asks apt to keep packages. Where the base image is not known, only when you ask for the twin by name: nearly every image stands on one that has the setting.',
  *check(context) {
    yield* leftCaches(context, {
      manager: 'apt',
      what: 'The .deb files',
      plural: true,
      shippedOnly: true,
      left: [{ path: '/var/cache/apt/archives' }],
      // The program `apt` deletes what it installed (apt: apt-private/private-main.cc).
      leaves: ({ verb, program }, _, run) =>
        (verb === 'install' || verb === 'upgrade') &&
        program !== 'apt' &&
        (baseOf(context, run.stage).hasDockerClean !== true || isUndone(context, run)),
      severityIn: (_, run) =>
        baseOf(context, run.stage).hasDockerClean === undefined && !isUndone(context, run) ? 'off' : undefined,
      isClean: ({ phrase }) => /^(?:dist-?)?clean$/.test(phrase),
      repair: () => ({ kind: 'append', append: { clean: 'apt-get clean' } }),
    });
  },
});

const DOCKER_CLEAN = '/etc/apt/apt.conf.d/docker-clean';

/** True where this RUN, or one that its stage stands on, takes the setting away or speaks against it. */
const isUndone = (context: RuleContext, run: StageRun): boolean =>
  context
    .chainOf(run.stage)
    .flatMap((stage) => context.runsOf(stage).filter(({ index }) => stage !== run.stage || index <= run.index))
    .some(
      (one) =>
        /Keep-Downloaded-Packages["'\s]+(?:true|1|yes)/i.test(one.script.text) ||
        removalsOf(context, one).some(({ path }) => path === DOCKER_CLEAN),
    );
