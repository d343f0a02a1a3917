// RULE apt-instead-of-apt-get: the id is the file name; the examples below are run as tests.
import { managerCall } from '../../../shell/tools/packages';
import { commandsOf } from '../../facts/commandIndex';
import { replaceWord } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';

/** What does the same; undefined: nothing does, or it keeps what apt throws away. */
function replacement(phrase: string): string | undefined {
  if (/^(?:update|install|remove|purge|autoremove|clean|autoclean|upgrade|build-dep)$/.test(phrase)) return 'apt-get';
  return /^(?:search|show|policy)$/.test(phrase) ? 'apt-cache' : undefined;
}

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt install -y curl\n',
    'FROM debian:12\nRUN apt list --installed\n',
  ],
  fixed: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
    'FROM debian:12\nRUN apt-get install -y curl\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get install -y apt-utils apt\n',
    'FROM debian:12\nCOPY apt /etc/apt\n',
    'FROM debian:12\nRUN ls /etc/apt\n',
    'FROM openjdk:8\nRUN /opt/jdk/bin/apt -version\n',
  ],
};

export default defineRule({
  id: 'apt-instead-of-apt-get',
  group: 'style',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['apt'],
  fix: 'confirm',
  title: '`apt` is made for people',
  why: 'Its output and its habits may change between versions; `apt-get` is the interface for scripts.',
  twins: [
    'hadolint/DL3027',
    'checkov/CKV_DOCKER_9',
    'droast/DF059',
    'buddy/ER0006',
    'terrascan/AC_DOCKER_0002',
    'semgrep/prefer-apt-get',
    'kics/run-using-apt',
  ],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'apt')) {
      const { name } = command;
      // The annotation processing tool of old Java has the same name.
      if (!name || (name.text !== 'apt' && name.text !== '/usr/bin/apt')) continue;
      const call = managerCall(command);
      const other = call && replacement(call.phrase);
      const edits = other === undefined ? undefined : replaceWord(run, command, name, other);
      yield {
        span: run.docSpan(name.span),
        message: 'apt is made for people: its output and habits may change. Scripts use apt-get and apt-cache.',
        ...(edits ? { fixes: [{ class: 'confirm', title: `Use ${other ?? ''}`, edits }] } : {}),
      };
    }
  },
});
