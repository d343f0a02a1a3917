// RULE copy-whole-context: the id is the file name; the examples below are run as tests.
import { flagOf } from '../../../syntax/model';
import { entering } from '../../facts/contextFact';
import { keepOut } from '../../edits/keepOut';
import { SELDOM_WANTED } from '../../facts/wholeContext';
import { defineRule, type RuleExamples } from '../../rule';

const WHOLE = new Set(['.', './', '/', '*', './*']);

const named = (names: readonly string[]): string =>
  names.length === 0 ? '' : `, ${names.slice(0, 3).join(', ')}${names.length > 3 ? ' …' : ''} included`;

export const examples: RuleExamples = {
  files: { 'app.js': 'run()', '.git/HEAD': 'ref: refs/heads/main', '.vscode/settings.json': '{}' },
  bad: ['FROM alpine:3.20\nWORKDIR /app\nCOPY . .\n', 'FROM alpine:3.20\nADD ./ /app/\n'],
  fixed: ['.git\n.vscode\n', '.git\n.vscode\n'],
  good: [
    'FROM alpine:3.20\nCOPY app.js /app/\n',
    'FROM alpine:3.20 AS build\nRUN make\nFROM alpine:3.20\nCOPY --from=build / /app/\n',
    'FROM alpine:3.20\nCOPY --exclude=.git . /app/\n',
  ],
};

export default defineRule({
  id: 'copy-whole-context',
  group: 'cache',
  severity: 'info',
  since: '0.1.0',
  reads: ['graph', 'context'],
  fix: 'confirm',
  title: 'The whole build context is copied',
  why: 'Any change to any file makes this step and all after it run again, and files that nobody meant to ship get into the image.',
  twins: ['sonar/S6470', 'droast/DF007', 'droast/DF026'],
  *check(context) {
    const fact = context.context;
    for (const stage of context.graph.stages) {
      for (const step of stage.steps) {
        if ((step.keyword !== 'COPY' && step.keyword !== 'ADD') || flagOf(step, 'from') || flagOf(step, 'exclude'))
          continue;
        const word = step.sources.find(({ text }) => WHOLE.has(text));
        if (!word) continue;
        const unwanted = fact
          ? [...entering(fact).children.keys()].filter((name) => SELDOM_WANTED.has(name)).sort()
          : [];
        const isFiltered = fact?.ignoreFile !== undefined && fact.ignore.patterns.length > 0 && unwanted.length === 0;
        yield {
          span: word.span,
          message: `This copies the whole build context${named(unwanted)}: any change to any file of it makes this step and all after it run again.`,
          ...(isFiltered || !context.isShipped(stage) ? { severity: 'hint' as const } : {}),
          fixes: fact && unwanted.length > 0 ? keepOut(fact, unwanted) : [],
        };
      }
    }
  },
});
