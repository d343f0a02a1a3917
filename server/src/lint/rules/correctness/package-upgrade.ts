// RULE package-upgrade: the id is the file name; the examples below are run as tests.
import { managerCallsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

const SYSTEM = ['apt', 'apk', 'yum', 'dnf', 'microdnf', 'tdnf', 'zypper'] as const;
const PHRASES = /^(?:upgrade|update|safe-upgrade|up|upgrade-minimal|update-minimal|patch)$/;

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get upgrade -y\n',
    'FROM alpine:3.20\nRUN apk upgrade --no-cache\n',
    'FROM fedora:41\nRUN dnf -y update\n',
    'FROM opensuse/leap:15.6\nRUN zypper -n up\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM fedora:41\nRUN dnf -y update curl\n',
    'FROM alpine:3.20\nRUN apk update && apk add -U curl\n',
  ],
};

export default defineRule({
  id: 'package-upgrade',
  group: 'correctness',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['upgrade', 'yum', 'dnf', 'zypper'],
  fix: 'none',
  title: 'All packages are upgraded in a RUN',
  why: 'Upgrades replace files of the base image, which then count twice; a newer base image has them already.',
  twins: [
    'hadolint/DL3005',
    'hadolint/DL3017',
    'hadolint/DL3031',
    'hadolint/DL3039',
    'semgrep/avoid-apt-get-upgrade',
    'dockerfilelint/apt-get-upgrade',
    'dockerfile_lint/yum_update_all',
    'terrascan/AC_DOCKER_0003',
  ],
  *check(context) {
    for (const { run, call } of managerCallsOf(context, ...SYSTEM)) {
      if (!PHRASES.test(call.phrase) || call.verb !== 'upgrade' || call.operands.length > 0 || call.isOpen) continue;
      yield {
        span: run.docSpan({ start: call.command.name?.span.start ?? 0, end: call.verbWord.span.end }),
        message: 'This replaces packages of the base image: their files are in the image twice.',
      };
    }
  },
});
