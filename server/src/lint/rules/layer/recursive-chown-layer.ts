// RULE recursive-chown-layer: the id is the file name; the examples below are run as tests.
import { restoredTrees } from '../../facts/restored';
import { ownerFlag, ownerIsKnown } from '../../facts/ownerFlag';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'app/main.js': 30_000_000, 'app/lib/a.js': 10_000_000, 'package.json': '{}' },
  bad: [
    'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY app ./app\nRUN chown -R 1000:1000 /app\n',
    'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nRUN chown -R node:node /app\n',
    'FROM node:22\nCOPY app /app\nRUN find /app -type f -exec chown node {} +\n',
    'FROM node:22\nRUN chown -R node /usr/local\n',
  ],
  fixed: ['FROM node:22\nWORKDIR /app\nCOPY --chown=1000:1000 package.json ./\nCOPY --chown=1000:1000 app ./app\n'],
  good: [
    'FROM node:22\nCOPY --chown=node:node app /app\n',
    'FROM node:22\nRUN mkdir /app && npm ci --prefix /app && chown -R node /app\n',
    'FROM node:22\nWORKDIR /app\nRUN chown -R node:node /app\nCOPY app .\n',
    'FROM node:22\nCOPY app /app\nRUN find /app -type d -exec chown node {} +\n',
    'FROM node:22\nCOPY app /app\nRUN chown -h node /app/current\n',
    'FROM node:22\nRUN --mount=type=bind,source=app,target=/app chown -R node /app\n',
    'FROM node:22 AS build\nCOPY app /app\nRUN chown -R node "$HOME_OF"\n',
    // The base image has a working directory.
    'FROM php:8.3-apache\nRUN curl -fsSL https://example.com/a.tgz | tar -xz && chown -R www-data .\n',
  ],
};

export default defineRule({
  id: 'recursive-chown-layer',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['chown', 'chgrp'],
  fix: 'confirm',
  title: '`chown -R` stores files of earlier layers a second time',
  why: 'Each file whose owner is set in a later layer than the one that wrote it is stored there again with all its bytes, even when the owner was right before. `COPY --chown` costs nothing.',
  twins: [],
  *check(context) {
    yield* restoredTrees(context, {
      kind: 'own',
      words: 'sets the owner of',
      flag: 'chown',
      value: (command, copies) => {
        const flag = ownerFlag(command.args.find(({ raw }) => !raw.startsWith('-'))?.text);
        const isKnown = flag !== undefined && copies.every((copy) => ownerIsKnown(context, copy, flag) !== 'after');
        return isKnown ? flag : undefined;
      },
      effect: 'the directory itself, and what others put there, keep their owner',
    });
  },
});
