// RULE npm-strict-ssl: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { defineRule, type RuleExamples } from '../../rule';
import { optionFinding } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nRUN npm ci --strict-ssl=false\n',
    'FROM node:22\nRUN npm ci --no-strict-ssl --omit=dev\n',
    'FROM node:22\nRUN npm config set strict-ssl false\n',
    'FROM node:22\nRUN yarn config set "strict-ssl" false -g\n',
    'FROM node:22\nRUN npm config set strict-ssl=false\n',
  ],
  fixed: ['FROM node:22\nRUN npm ci\n', 'FROM node:22\nRUN npm ci --omit=dev\n'],
  good: [
    'FROM node:22\nRUN npm config set strict-ssl true\n',
    'FROM node:22\nRUN npm config get strict-ssl\n',
    'FROM node:22\nRUN npm install strict-ssl\n',
  ],
};

export default defineRule({
  id: 'npm-strict-ssl',
  group: 'security',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['strict-ssl'],
  fix: 'confirm',
  title: '`npm` or yarn does not check the certificate of the registry',
  why: 'Packages run code when they are installed, and are then taken from any server that answers. cafile adds a certificate of your own.',
  twins: ['checkov/CKV2_DOCKER_13'],
  *check(context) {
    const message = 'Packages are installed without a check of the registry’s certificate.';
    for (const { run, command } of commandsOf(context, 'npm', 'yarn', 'pnpm')) {
      const texts = command.args.map(({ text }) => text);
      for (const word of command.args) {
        const { text } = word;
        if (text !== '--strict-ssl=false' && text !== '--no-strict-ssl') continue;
        yield optionFinding(context, run, command, { name: text, word }, message);
      }
      const key = texts.findIndex((text) => text === 'strict-ssl' || text === 'strict-ssl=false');
      const word = command.args[key];
      if (!word || !texts.slice(0, key).includes('set')) continue;
      if (texts[key] === 'strict-ssl=false' || texts[key + 1] === 'false')
        yield { span: run.docSpan(word.span), message };
    }
  },
});
