// RULE dist-upgrade: the id is the file name; the examples below are run as tests.
import { commandsOf, managerCallsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

const PHRASES = /^(?:dist-upgrade|full-upgrade|dup)$/;

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get dist-upgrade -y\n',
    'FROM opensuse/leap:15.6\nRUN zypper -n dup\n',
    'FROM ubuntu:24.04\nRUN do-release-upgrade\n',
  ],
  fixed: [],
  good: ['FROM debian:12\nRUN apt-get update && apt-get upgrade -y\n', 'FROM debian:12\nRUN echo dist-upgrade\n'],
};

export default defineRule({
  id: 'dist-upgrade',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['upgrade', 'dup'],
  fix: 'none',
  title: 'Whole distribution upgraded in a RUN',
  why: 'It may take the image to other versions than its base says, and its files are stored twice. Take a newer base image.',
  twins: [
    'hadolint/DL3005',
    'hadolint/DL3035',
    'trivy/DS-0024',
    'dockle/DKL-DI-0003',
    'droast/DF044',
    'dockerfilelint/apt-get-dist-upgrade',
  ],
  *check(context) {
    const calls = managerCallsOf(context, 'apt', 'zypper').filter(({ call }) => PHRASES.test(call.phrase));
    const commands = [
      ...calls.map(({ run, call }) => ({ run, command: call.command, end: call.verbWord.span.end })),
      ...commandsOf(context, 'do-release-upgrade').map(({ run, command }) => ({
        run,
        command,
        end: command.name?.span.end ?? 0,
      })),
    ];
    for (const { run, command, end } of commands) {
      yield {
        span: run.docSpan({ start: command.name?.span.start ?? 0, end }),
        message: 'This may take the image to other versions than its base says. Take a newer base image instead.',
      };
    }
  },
});
