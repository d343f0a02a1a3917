// RULE git-ssl-no-verify: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { removeWords } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { settingsOf } from '../../facts/settings';
import { confirmed, settingFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nENV GIT_SSL_NO_VERIFY=1\nRUN git fetch\n',
    'FROM debian:12\nRUN GIT_SSL_NO_VERIFY=true git clone https://example.com/a.git\n',
    'FROM debian:12\nRUN git -c http.sslVerify=false clone https://example.com/a.git\n',
    'FROM debian:12\nRUN git config --global http.sslVerify false\n',
  ],
  fixed: [
    'FROM debian:12\nRUN git fetch\n',
    'FROM debian:12\nRUN git clone https://example.com/a.git\n',
    'FROM debian:12\nRUN git clone https://example.com/a.git\n',
  ],
  good: [
    'FROM debian:12\nRUN git config --global http.sslVerify true\n',
    'FROM debian:12\nRUN git config --global http.sslCAInfo /etc/ssl/own.pem\n',
    'FROM debian:12\nRUN git -c http.sslVerify=true clone https://example.com/a.git\n',
  ],
};

const isOff = (value: string | undefined): boolean =>
  value === 'false' || value === '0' || value === 'no' || value === 'off';

export default defineRule({
  id: 'git-ssl-no-verify',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['git_ssl_no_verify', 'sslverify'],
  fix: 'confirm',
  title: '`git` does not check the certificate of the server',
  why: 'Whoever sits between the builder and the server can then decide what source is built. http.sslCAInfo adds a certificate of your own.',
  twins: ['checkov/CKV2_DOCKER_14'],
  *check(context) {
    const message = 'git takes what any server sends with this, whatever its certificate.';
    // Any value switches the check off, `0` too (git: http.c).
    for (const setting of settingsOf(context, 'GIT_SSL_NO_VERIFY')) yield settingFinding(setting, message);
    for (const { run, command } of commandsOf(context, 'git')) {
      for (const [at, word] of command.args.entries()) {
        const { text } = word;
        const before = command.args[at - 1];
        const pair = /^http\.(?:.*\.)?sslverify=(.*)$/i.exec(text ?? '');
        if (pair && isOff(pair[1]) && before?.text === '-c') {
          const span = run.docSpan({ start: before.span.start, end: word.span.end });
          yield {
            span,
            message,
            ...confirmed('Remove -c http.sslVerify=false', removeWords(context.model, run, command, [before, word])),
          };
        } else if (/^http\.(?:.*\.)?sslverify$/i.test(text ?? '') && isOff(command.args[at + 1]?.text)) {
          yield { span: run.docSpan(word.span), message };
        }
      }
    }
  },
});
