// RULE yum-sslverify-off: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { commandsOf } from '../../facts/commandIndex';
import { writtenTexts } from '../../facts/writtenText';

export const examples: RuleExamples = {
  bad: [
    'FROM fedora:42\nRUN dnf config-manager --save --setopt=own.sslverify=0\n',
    'FROM centos:7\nRUN yum-config-manager --setopt sslverify=false --save\n',
    'FROM centos:7\nRUN echo "sslverify=0" >> /etc/yum.conf\n',
  ],
  fixed: [],
  good: [
    'FROM fedora:42\nRUN dnf config-manager --save --setopt=own.sslverify=1\n',
    'FROM centos:7\nRUN echo "sslcacert=/etc/ssl/own.pem" >> /etc/yum.conf\n',
  ],
};

const OFF = /(?:^|[.=])sslverify=(?:0|false|no)$/i;

export default defineRule({
  id: 'yum-sslverify-off',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['sslverify'],
  fix: 'none',
  title: '`yum` or dnf does not check the certificate of the repository',
  why: 'Whoever sits between the builder and the repository can decide what is installed. sslcacert adds a certificate of your own.',
  twins: ['checkov/CKV2_DOCKER_15'],
  *check(context) {
    const message = 'Packages are fetched without a check of the server’s certificate.';
    for (const { run, command } of commandsOf(context, 'yum', 'dnf', 'dnf5', 'yum-config-manager', 'microdnf'))
      for (const word of command.args) if (OFF.test(word.text ?? '')) yield { span: run.docSpan(word.span), message };
    for (const { span } of writtenTexts(
      context,
      /(?<=\\n|\b)sslverify\s?=\s?(?:0|false|no)\b/gi,
      /\.repo$|\/(?:yum|dnf)\.conf$/,
    ))
      yield { span, message };
  },
});
