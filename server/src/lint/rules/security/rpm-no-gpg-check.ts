// RULE rpm-no-gpg-check: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { managerOptions } from '../../facts/switches';
import { writtenTexts } from '../../facts/writtenText';

export const examples: RuleExamples = {
  bad: [
    'FROM fedora:42\nRUN dnf install -y --nogpgcheck tool\n',
    'FROM centos:7\nRUN yum --setopt=gpgcheck=0 install -y tool\n',
    'FROM opensuse/leap:15.6\nRUN zypper --no-gpg-checks install -y tool\n',
    'FROM fedora:42\nRUN printf "[own]\\nbaseurl=https://example.com\\ngpgcheck=0\\n" > /etc/yum.repos.d/own.repo\n',
  ],
  fixed: [],
  good: [
    'FROM fedora:42\nRUN dnf install -y tool\n',
    'FROM fedora:42\nRUN dnf --setopt=gpgcheck=1 install -y tool\n',
    'FROM fedora:42\nRUN printf "[own]\\ngpgcheck=1\\n" > /etc/yum.repos.d/own.repo\n',
  ],
};

const MANAGERS = ['yum', 'dnf', 'microdnf', 'tdnf', 'zypper'] as const;

export default defineRule({
  id: 'rpm-no-gpg-check',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['gpgcheck', 'gpg-check'],
  fix: 'none',
  title: 'Packages are installed without checking who signed them',
  why: 'A package runs code as root when it is installed. Import the repository’s key and leave the check on.',
  twins: ['checkov/CKV2_DOCKER_9'],
  *check(context) {
    const message = 'Packages are installed whoever signed them, or nobody.';
    for (const { run, word } of managerOptions(context, MANAGERS, '--nogpgcheck', '--no-gpgcheck', '--no-gpg-checks'))
      yield { span: run.docSpan(word.span), message };
    for (const { run, word, value } of managerOptions(context, MANAGERS, '--setopt'))
      if (/gpgcheck=(?:0|false|no)$/i.test(value ?? '')) yield { span: run.docSpan(word.span), message };
    for (const { span } of writtenTexts(
      context,
      /(?<=\\n|\b)(?:pkg_)?gpgcheck\s?=\s?(?:0|false|no)\b/gi,
      /\.repo$|\/(?:yum|dnf)\.conf$/,
    ))
      yield { span, message: 'Packages of this repository are installed whoever signed them, or nobody.' };
  },
});
