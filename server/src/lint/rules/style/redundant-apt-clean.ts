// RULE redundant-apt-clean: the id is the file name; the examples below are run as tests.
import { baseOf } from '../../facts/baseImage';
import { withoutCleanings } from '../../facts/cacheCleaning';
import { coveringMount, writableMounts } from '../../facts/cacheMounts';
import { managerCallsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && apt-get clean && rm -rf /var/lib/apt/lists/*\n',
    'FROM ubuntu:24.04\nRUN apt-get update \\\n && apt-get install -y curl \\\n && apt-get clean\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
    'FROM ubuntu:24.04\nRUN apt-get update \\\n && apt-get install -y curl\n',
  ],
  good: [
    'FROM registry.example.com/base:1\nRUN apt-get install -y curl && apt-get clean\n',
    'FROM debian:12\nRUN rm /etc/apt/apt.conf.d/docker-clean && apt-get install -y curl && apt-get clean\n',
    'FROM debian:12\nRUN apt-get distclean\n',
    'FROM debian:12\nRUN --mount=type=cache,target=/var/cache/apt apt-get clean\n',
  ],
};

const ARCHIVES = { path: '/var/cache/apt/archives', sure: true, inHome: undefined };

export default defineRule({
  id: 'redundant-apt-clean',
  group: 'style',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['clean'],
  fix: 'confirm',
  title: '`apt-get clean` that has nothing to do',
  why: "Docker's own Debian and Ubuntu images delete downloaded packages after each install, by /etc/apt/apt.conf.d/docker-clean.",
  twins: [],
  *check(context) {
    for (const { run, call } of managerCallsOf(context, 'apt')) {
      if (call.phrase !== 'clean' || baseOf(context, run.stage).hasDockerClean !== true) continue;
      if (run.script.text.includes('docker-clean') || coveringMount(writableMounts(context, run), [ARCHIVES])) continue;
      const edits = withoutCleanings(context, run, [{ at: 0, command: call.command, word: undefined }]);
      yield {
        span: run.docSpan(call.command.span),
        message: 'This image deletes downloaded packages by itself: there is nothing left to clean.',
        ...(edits && { fixes: [{ class: 'confirm', title: `Remove \`${call.program} clean\``, edits }] }),
      };
    }
  },
});
