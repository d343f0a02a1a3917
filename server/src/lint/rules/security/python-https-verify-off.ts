// RULE python-https-verify-off: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { settingsOf } from '../../facts/settings';
import { settingFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM python:3.12\nENV A=1 PYTHONHTTPSVERIFY=0\n',
    'FROM python:3.12\nRUN PYTHONHTTPSVERIFY=0 python fetch.py\n',
    'FROM python:3.12\n# why\nENV PYTHONHTTPSVERIFY 0\nRUN true\n',
  ],
  fixed: [
    'FROM python:3.12\nENV A=1\n',
    'FROM python:3.12\nRUN python fetch.py\n',
    'FROM python:3.12\n# why\nRUN true\n',
  ],
  good: ['FROM python:3.12\nENV PYTHONHTTPSVERIFY=1\n', 'FROM python:3.12\nARG PYTHONHTTPSVERIFY\n'],
};

export default defineRule({
  id: 'python-https-verify-off',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['pythonhttpsverify'],
  fix: 'confirm',
  title: '`PYTHONHTTPSVERIFY=0` switches Python’s certificate check off',
  why: 'Python then takes what any server sends; set by ENV, that holds in every container too.',
  twins: ['checkov/CKV2_DOCKER_5'],
  *check(context) {
    for (const setting of settingsOf(context, 'PYTHONHTTPSVERIFY')) {
      if (setting.value !== '0') continue;
      yield settingFinding(setting, 'Python does not check the certificates of servers with this.');
    }
  },
});
