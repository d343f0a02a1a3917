// RULE pin-apt-packages: the id is the file name; the examples below are run as tests.
import { pinFinding, unpinnedCalls } from '../../facts/unpinned';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y -t bookworm-backports curl jq=1.6-2\n',
    'FROM debian:12\nRUN apt install -y git\n',
    'FROM debian:12\nRUN apt-get install -y g++\n',
    'FROM debian:12\nRUN apt-get install -y php${PHP}-redis postgresql-$PG_MAJOR\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get install -y curl=7.88.1-10 ./tool.deb pkg/stable\n',
    'FROM debian:12\nRUN apt-get install -y $PKGS curl${CURL_VERSION} jq${JQ:+=$JQ} cmake- sed=${SED}\n',
    'FROM debian:12\nRUN apt-get update\n',
    'FROM debian:12\nRUN apt-get install -y --only-upgrade openssl\n',
  ],
};

export default defineRule({
  id: 'pin-apt-packages',
  group: 'correctness',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['apt'],
  fix: 'none',
  title: 'apt packages without a version',
  why: 'Distributions delete old versions from their repositories, so that pinned builds break: off unless you keep a mirror.',
  twins: ['hadolint/DL3008', 'droast/DF005', 'buddy/ER0012', 'kics/apt-version-not-pinned'],
  differs:
    'hadolint looks at `apt-get` alone, and reports words that are nothing but a variable, of which nobody knows what they hold. Here `apt` counts too.',
  *check(context) {
    for (const found of unpinnedCalls(
      context,
      ['apt'],
      (call) => call.phrase === 'install' && !call.flag('--only-upgrade'),
    ))
      yield pinFinding(found, '`name=version`');
  },
});
