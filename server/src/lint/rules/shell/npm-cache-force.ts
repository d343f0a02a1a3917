// RULE npm-cache-force: the id is the file name; the examples below are run as tests.
import { commandsOf } from '../../facts/commandIndex';
import { insertAfter } from '../../edits';
import { defineRule, type RuleExamples } from '../../rule';
import { safely } from '../../facts/switches';

export const examples: RuleExamples = {
  bad: ['FROM node:22\nRUN npm ci && npm cache clean\n', 'FROM node:22\nRUN npm ci \\\n && npm cache clear\n'],
  fixed: [
    'FROM node:22\nRUN npm ci && npm cache clean --force\n',
    'FROM node:22\nRUN npm ci \\\n && npm cache clear --force\n',
  ],
  good: [
    'FROM node:22\nRUN npm ci && npm cache clean --force\n',
    'FROM node:22\nRUN npm ci && npm cache clean -f\n',
    'FROM node:22\nRUN npm cache verify && npm cache clean some-key\n',
    'FROM node:22\nRUN npm --force cache clean\n',
  ],
};

const CLEANS = new Set(['clean', 'clear', 'rm']);

export default defineRule({
  id: 'npm-cache-force',
  group: 'shell',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell'],
  mentions: ['npm'],
  fix: 'safe',
  title: '`npm cache clean` without `--force`',
  why: 'From npm 5 on it does nothing but fail: it asks for --force.',
  twins: ['parfum/npmCacheCleanUseForce'],
  *check(context) {
    for (const { run, command } of commandsOf(context, 'npm')) {
      const operands = command.args.filter(({ text }) => text?.startsWith('-') !== true);
      const [cache, verb, key] = operands;
      if (cache?.text !== 'cache' || !verb || !CLEANS.has(verb.text ?? '') || key) continue;
      if (command.args.some(({ text }) => text === undefined || text === '-f' || text.startsWith('--force'))) continue;
      const span = run.docSpan({ start: cache.span.start, end: verb.span.end });
      yield {
        span,
        message: 'npm refuses to empty its cache without --force.',
        ...safely('Add --force', insertAfter(run, command, verb, '--force')),
      };
    }
  },
});
