// RULE recursive-chmod-layer: the id is the file name; the examples below are run as tests.
import { restoredTrees } from '../../facts/restored';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'app/main.js': 30_000_000, 'app/lib/a.js': 10_000_000, 'bin/a.sh': 2_000, 'bin/b.sh': 3_000 },
  bad: [
    'FROM node:22\nCOPY app /srv/app\nRUN chmod -R 755 /srv\n',
    'FROM node:22\nCOPY bin /usr/local/bin\nRUN chmod -R +x /usr/local/bin\n',
    'FROM node:22\nCOPY app /app\nRUN find /app -type d -exec chmod 755 {} + && find /app -type f -exec chmod 644 {} +\n',
  ],
  fixed: ['FROM node:22\nCOPY --chmod=755 app /srv/app\n'],
  good: [
    'FROM node:22\nCOPY --chmod=755 app /srv/app\n',
    'FROM node:22\nRUN mkdir /app && npm ci --prefix /app && chmod -R g+w /app\n',
    'FROM node:22\nCOPY app /app\nRUN find /app -type d -exec chmod 755 {} +\n',
    'FROM node:22\nWORKDIR /app\nRUN chmod -R 777 /app\nCOPY app .\n',
  ],
};

export default defineRule({
  id: 'recursive-chmod-layer',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['chmod'],
  fix: 'confirm',
  title: '`chmod -R` stores files of earlier layers a second time',
  why: 'Each file whose mode is set in a later layer than the one that wrote it is stored there again with all its bytes, even when the mode was right before.',
  twins: [],
  *check(context) {
    yield* restoredTrees(context, {
      kind: 'mode',
      words: 'sets the mode of',
      flag: 'chmod',
      value: ({ args }) => {
        const mode = args.find(({ raw }) => !raw.startsWith('-'))?.text;
        return mode !== undefined && /^[0-7]{3,4}$/.test(mode) ? mode : undefined;
      },
      effect: 'directories get the mode too',
    });
  },
});
