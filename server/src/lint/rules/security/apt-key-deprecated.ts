// RULE apt-key-deprecated: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:11\nRUN curl -fsSL https://example.com/key.asc | apt-key add -\n',
    'FROM ubuntu:22.04\nRUN apt-key adv --keyserver keyserver.ubuntu.com --recv-keys 0123\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN curl -fsSL https://example.com/key.asc -o /etc/apt/keyrings/own.asc\n',
    'FROM debian:12\nRUN echo apt-key\n',
  ],
};

export default defineRule({
  id: 'apt-key-deprecated',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['apt-key'],
  fix: 'none',
  title: '`apt-key` is gone',
  why: 'Debian 13 and current Ubuntu have no apt-key, and a key that it adds may sign packages of every repository. Save the key below /etc/apt/keyrings and name it with signed-by.',
  twins: [],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'apt-key')) {
      if (!command.name) continue;
      yield {
        span: run.docSpan(command.name.span),
        message:
          'Newer Debian and Ubuntu have no apt-key. A key in /etc/apt/keyrings with signed-by works in all of them.',
        tag: 'deprecated',
      };
    }
  },
});
