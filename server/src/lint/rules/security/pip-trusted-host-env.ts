// RULE pip-trusted-host-env: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { settingsOf } from '../../facts/settings';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nENV PIP_TRUSTED_HOST=pypi.example.com\n',
    'FROM python:3.12\nARG PIP_TRUSTED_HOST="pypi.example.com"\n',
    'FROM python:3.12\nRUN PIP_TRUSTED_HOST=pypi.example.com pip install requests\n',
    'FROM python:3.12\nRUN export PIP_TRUSTED_HOST=pypi.example.com && pip install requests\n',
  ],
  fixed: [],
  good: [
    'FROM python:3.12\nENV PIP_CERT=/etc/ssl/own.pem\n',
    'FROM python:3.12\nENV PIP_TRUSTED_HOST=""\n',
    'FROM python:3.12\nRUN echo PIP_TRUSTED_HOST=x\n',
  ],
};

export default defineRule({
  id: 'pip-trusted-host-env',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pip_trusted_host'],
  fix: 'none',
  title: '`PIP_TRUSTED_HOST` switches pip’s certificate check off',
  why: 'Packages run code when they are installed, and every pip in the image will believe that host without a certificate.',
  twins: ['checkov/CKV2_DOCKER_16'],
  *check(context) {
    for (const { span, value } of settingsOf(context, 'PIP_TRUSTED_HOST')) {
      if (value === '') continue;
      yield { span, message: 'pip installs packages from this host without a check of its certificate.' };
    }
  },
});
