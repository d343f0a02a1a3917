// RULE apt-allow-unauthenticated: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { managerOptions } from '../../facts/switches';
import { writtenTexts } from '../../facts/writtenText';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12\nRUN apt-get install -y --allow-unauthenticated tool\n',
    'FROM debian:12\nRUN apt-get update --allow-insecure-repositories\n',
    'FROM debian:12\nRUN apt-get -o APT::Get::AllowUnauthenticated=true install -y tool\n',
    'FROM debian:12\nRUN echo "deb [trusted=yes] https://example.com/apt ./" > /etc/apt/sources.list.d/own.list\n',
    'FROM debian:12\nCOPY <<EOF /etc/apt/sources.list.d/own.list\ndeb [arch=amd64 trusted=yes] https://example.com/apt ./\nEOF\n',
  ],
  fixed: [],
  good: [
    'FROM debian:12\nRUN apt-get install -y tool\n',
    'FROM debian:12\nRUN apt-get -o APT::Get::AllowUnauthenticated=false install -y tool\n',
    'FROM debian:12\nRUN echo "deb [signed-by=/etc/apt/keyrings/own.gpg] https://example.com/apt ./" > /etc/apt/sources.list.d/own.list\n',
  ],
};

const OPTIONS = [
  '--allow-unauthenticated',
  '--allow-insecure-repositories',
  '--allow-downgrade-to-insecure-repositories',
];
const ALLOWS = /^(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)=["']?(?:true|1|yes)/i;

export default defineRule({
  id: 'apt-allow-unauthenticated',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: [
    'allow-unauthenticated',
    'insecure-repositories',
    'allowunauthenticated',
    'allowinsecurerepositories',
    'trusted=yes',
  ],
  fix: 'none',
  title: '`apt` installs packages without checking who signed them',
  why: 'A package runs code as root when it is installed. Name the repository’s key with signed-by instead.',
  twins: ['checkov/CKV2_DOCKER_8'],
  *check(context) {
    const message = 'Packages are installed whoever signed them, or nobody.';
    for (const { run, word } of managerOptions(context, ['apt'], ...OPTIONS))
      yield { span: run.docSpan(word.span), message };
    for (const { run, word, value } of managerOptions(context, ['apt'], '-o', '--option'))
      if (ALLOWS.test(value ?? '')) yield { span: run.docSpan(word.span), message };
    for (const { span } of writtenTexts(context, /\[[^\]\n]{0,200}\btrusted=yes\b[^\]\n]{0,200}\]/g))
      yield { span, message: 'apt takes whatever this repository sends, signed or not.' };
  },
});
