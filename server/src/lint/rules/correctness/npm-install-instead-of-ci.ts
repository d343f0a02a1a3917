// RULE npm-install-instead-of-ci: the id is the file name; the examples below are run as tests.
import { managerCall } from '../../../shell/tools/packages';
import { contextCopies, sourceNaming } from '../../facts/copies';
import { defineRule, type RuleExamples } from '../../rule';

const PLAIN = new Set(['install', 'i', 'add']);

export const examples: RuleExamples = {
  bad: [
    'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm install\n',
    'FROM node:22\nCOPY package*.json ./\nRUN npm i --omit=dev && npm cache clean --force\n',
  ],
  fixed: [
    'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
    'FROM node:22\nCOPY package*.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n',
  ],
  good: [
    'FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
    'FROM node:22\nCOPY package.json ./\nRUN npm install\n',
    'FROM node:22\nCOPY package-lock.json ./\nRUN npm install -g serve\n',
    'FROM node:22\nCOPY package-lock.json ./\nRUN npm install express\n',
    'FROM node:22\nCOPY package*.json ./\nRUN npm ci || npm install\n',
  ],
};

export default defineRule({
  id: 'npm-install-instead-of-ci',
  group: 'correctness',
  severity: 'info',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['npm'],
  fix: 'confirm',
  title: '`npm install` where a lock file is copied',
  why: 'It may change the lock file and take newer packages; `npm ci` installs what the lock file says, and stops when that does not fit.',
  twins: ['droast/DF031'],
  *check(context) {
    for (const stage of context.graph.stages) {
      for (const run of context.runsOf(stage)) {
        for (const [at, command] of run.script.commands.entries()) {
          const call = managerCall(command);
          if (call?.manager !== 'npm' || !PLAIN.has(call.phrase) || call.operands.length > 0 || call.isOpen) continue;
          if (call.flag('-g', '--global', '--location', '--package-lock-only', '--no-package-lock')) continue;
          // `npm ci || npm install`: for where there is no lock file.
          const before = run.script.commands[at - 1];
          if (command.joint === '||' && before && managerCall(before)?.phrase === 'ci') continue;
          const isLocked = context
            .chainOf(stage)
            .flatMap(contextCopies)
            .some(
              (copy) => (copy.stage !== stage || copy.index < run.index) && sourceNaming(copy, 'package-lock.json'),
            );
          if (!isLocked) continue;
          yield {
            span: run.docSpan({ start: command.name?.span.start ?? command.span.start, end: call.verbWord.span.end }),
            message: 'This may take other versions than package-lock.json says; npm ci takes exactly those.',
            fixes: command.isPlaced
              ? [
                  {
                    class: 'confirm',
                    title: 'Use npm ci',
                    edits: [{ span: run.docSpan(call.verbWord.span), newText: 'ci' }],
                  },
                ]
              : [],
          };
        }
      }
    }
  },
});
