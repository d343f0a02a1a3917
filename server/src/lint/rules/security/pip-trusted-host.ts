// RULE pip-trusted-host: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { managerOptions } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nRUN pip install --trusted-host pypi.example.com -r requirements.txt\n',
    'FROM python:3.12\nRUN python3 -m pip install --trusted-host=pypi.example.com requests\n',
    'FROM python:3.12\nRUN uv pip install --allow-insecure-host pypi.example.com requests\n',
  ],
  fixed: [],
  good: [
    'FROM python:3.12\nRUN pip install --cert /etc/ssl/own.pem -r requirements.txt\n',
    'FROM python:3.12\nRUN pip install trusted-host\n',
  ],
};

export default defineRule({
  id: 'pip-trusted-host',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['trusted-host', 'allow-insecure-host'],
  fix: 'none',
  title: '`pip` does not check the certificate of the package index',
  why: 'Packages run code when they are installed, and a trusted host is believed without a certificate. Give pip the index’s certificate with --cert instead.',
  twins: ['checkov/CKV2_DOCKER_4'],
  *check(context) {
    const found = managerOptions(context, ['pip', 'uv'], '--trusted-host', '--allow-insecure-host');
    for (const { run, word, value } of found) {
      const host = value === undefined ? 'a host' : value;
      yield {
        span: run.docSpan(word.span),
        message: `Packages from ${host} are installed without a check of its certificate.`,
      };
    }
  },
});
