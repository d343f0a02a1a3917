// RULE openssh-server: the id is the file name; the examples below are run as tests.
import { managerCallsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { stepsWith } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y openssh-server\n',
    'FROM alpine:3.22\nRUN apk add --no-cache dropbear\n',
    'FROM debian:12\nCMD ["/usr/sbin/sshd", "-D"]\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y openssh-client\n',
    'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y openssh-server\nFROM debian:12\n',
    'FROM debian:12\nRUN apt-get remove -y openssh-server\n',
  ],
};

const SERVERS = /^(?:openssh-server|openssh-sftp-server|dropbear)(?:[=:]|$)/;

export default defineRule({
  id: 'openssh-server',
  group: 'security',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['openssh-server', 'openssh-sftp-server', 'dropbear', 'sshd'],
  fix: 'none',
  title: 'An SSH server in the image',
  why: 'A container is entered with the engine’s exec; a log-in service is one more way in, and host keys made at build time are the same in every container.',
  twins: ['dockerfile_lint/installing_ssh'],
  *check(context) {
    for (const { run, call } of managerCallsOf(context, 'apt', 'apk', 'yum', 'dnf', 'microdnf', 'zypper')) {
      if (call.verb !== 'install' || !context.isShipped(run.stage)) continue;
      for (const { text, span } of call.operands)
        if (SERVERS.test(text ?? ''))
          yield {
            span: run.docSpan(span),
            message: `${text ?? ''} lets people log in to the container beside the way that its host has.`,
          };
    }
    for (const { stage, step } of [...stepsWith(context, 'CMD'), ...stepsWith(context, 'ENTRYPOINT')]) {
      const [program] = step.words;
      if (!program || !context.isShipped(stage) || !/(?:^|\/)sshd(?:\s|$)/.test(program.text)) continue;
      yield { span: program.span, message: 'The container’s own program is an SSH server.' };
    }
  },
});
