// RULE npm-strict-ssl-env: the id is the file name; the examples below are run as tests.
import { defineRule, type RuleExamples } from '../../rule';
import { indexOf } from '../../facts/settings';
import { settingFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nENV NPM_CONFIG_STRICT_SSL=false CI=1\n',
    'FROM node:22\nRUN npm_config_strict_ssl=false npm ci\n',
  ],
  fixed: ['FROM node:22\nENV CI=1\n', 'FROM node:22\nRUN npm ci\n'],
  good: ['FROM node:22\nENV NPM_CONFIG_STRICT_SSL=true\n', 'FROM node:22\nENV NPM_CONFIG_CAFILE=/etc/ssl/own.pem\n'],
};

export default defineRule({
  id: 'npm-strict-ssl-env',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['npm_config_strict_ssl'],
  fix: 'confirm',
  title: '`NPM_CONFIG_STRICT_SSL=false` switches npm’s certificate check off',
  why: 'Packages run code when they are installed, and npm then takes them from any server. NPM_CONFIG_CAFILE adds a certificate of your own.',
  twins: ['checkov/CKV2_DOCKER_12'],
  *check(context) {
    for (const [name, settings] of indexOf(context)) {
      if (name.toLowerCase() !== 'npm_config_strict_ssl') continue;
      for (const setting of settings) {
        if (setting.value?.toLowerCase() !== 'false' && setting.value !== '0') continue;
        yield settingFinding(setting, 'npm does not check the certificate of the registry with this.');
      }
    }
  },
});
