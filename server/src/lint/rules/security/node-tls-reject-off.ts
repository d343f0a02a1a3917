// RULE node-tls-reject-off: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { settingsOf } from '../../facts/settings';
import { settingFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=0 \\\n    NODE_ENV=production\n',
    'FROM node:22\nRUN NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci\n',
    'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED="0"\nRUN npm ci\n',
  ],
  fixed: ['FROM node:22\nENV NODE_ENV=production\n', 'FROM node:22\nRUN npm ci\n', 'FROM node:22\nRUN npm ci\n'],
  good: [
    'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\n',
    'FROM node:22\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/own.pem\n',
  ],
};

export default defineRule({
  id: 'node-tls-reject-off',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['node_tls_reject_unauthorized'],
  fix: 'confirm',
  title: '`NODE_TLS_REJECT_UNAUTHORIZED=0` switches Node’s certificate check off',
  why: 'Node then takes what any server sends; set by ENV, that holds in every container too. NODE_EXTRA_CA_CERTS adds a certificate of your own.',
  twins: ['checkov/CKV2_DOCKER_6'],
  *check(context) {
    for (const setting of settingsOf(context, 'NODE_TLS_REJECT_UNAUTHORIZED')) {
      if (setting.value !== '0') continue;
      yield settingFinding(setting, 'Node does not check the certificates of servers with this.');
    }
  },
});
