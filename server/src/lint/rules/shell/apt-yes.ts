// RULE apt-yes: the id is the file name; the examples below are run as tests.
import { askingCalls, type Asking } from '../../facts/assumeYes';
import { defineRule, type RuleExamples } from '../../rule';

const ASKING: Asking = {
  managers: ['apt'],
  verbs: new Set([
    'install',
    'remove',
    'purge',
    'upgrade',
    'dist-upgrade',
    'full-upgrade',
    'build-dep',
    'autoremove',
    'reinstall',
  ]),
  switch: '-y',
  answers: (flags) =>
    flags.some(({ name }) =>
      /^(?:-y|--yes|--assume-yes|--force-yes|-s|--simulate|--dry-run|--print-uris)$/.test(name),
    ) ||
    flags.some(({ word }) => /^(?:-q=2|--quiet=2)$/.test(word.raw)) ||
    flags.filter(({ name }) => name === '-q' || name === '--quiet').length > 1 ||
    flags.some(({ name, value }) => name === '-o' && /Assume-Yes=(?:1|true|yes)/i.test(value ?? '')),
};

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install curl\n',
    'FROM debian:12\nRUN apt-get -q purge --auto-remove gcc\n',
    'FROM debian:12\nRUN apt-get update \\\n    && apt-get install --no-install-recommends \\\n       curl\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get -q purge -y --auto-remove gcc\n',
    'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y --no-install-recommends \\\n       curl\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get -qq install curl\n',
    'FROM debian:12\nRUN apt-get install -yq curl && apt-get install --yes jq && apt-get install --assume-yes git\n',
    'FROM debian:12\nRUN yes | apt-get install curl\n',
    'FROM debian:12\nRUN apt-get -q=2 install curl\n',
    'FROM debian:12\nRUN echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90yes\nRUN apt-get install curl\n',
    'FROM debian:12\nRUN apt-get $APT_OPTS install curl\n',
    'FROM debian:12\nRUN apt-get update && apt-get clean\n',
    'FROM cimg/python:3.12\nRUN sudo apt-get install curl\n',
    // Nothing to remove, nothing to ask.
    'FROM debian:12\nRUN apt-get purge && apt-get remove\n',
  ],
};

export default defineRule({
  id: 'apt-yes',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['apt'],
  fix: 'safe',
  title: 'apt asks, and nobody answers',
  why: 'Without an answer apt stops, and the build with it.',
  twins: [
    'hadolint/DL3014',
    'trivy/DS-0021',
    'droast/DF015',
    'buddy/ER0009',
    'parfum/aptGetInstallUseY',
    'dockerfilelint/apt-get_missing_param',
  ],
  differs:
    'hadolint looks at `apt-get install` alone. Here `apt`, calls behind sudo, `upgrade`, `remove` and `autoremove` count too; silent where apt is configured to ask nothing, as in the images of CircleCI.',
  *check(context) {
    yield* askingCalls(context, ASKING, ({ phrase }) =>
      // What is named alone apt installs without a question (apt: apt-private/private-install.cc, DoInstall).
      phrase === 'install' || phrase === 'reinstall'
        ? 'apt asks before it installs more than is named here, and nobody is there to answer: the build stops then. Add -y.'
        : phrase === 'autoremove'
          ? 'apt asks before it removes what it finds, and nobody is there to answer: the build stops then. Add -y.'
          : undefined,
    );
  },
});
