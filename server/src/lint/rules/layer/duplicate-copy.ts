// RULE duplicate-copy: the id is the file name; the examples below are run as tests.
import { copyKey } from '../../facts/copyKey';
import { removeInstruction } from '../../edits';
import { bytesNote, flowOf, lineOf, whereShipped, type StepFlow } from '../../facts/pathFlows';
import { sumOfSizes } from '../../../layers/flowSize';
import { defineRule, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  files: { 'app.js': 4_000, 'lib/a.js': 1_000 },
  bad: [
    'FROM node:22\nWORKDIR /app\nCOPY app.js ./\nCOPY lib ./lib\nEXPOSE 80\nCOPY app.js /app/\nCMD ["node", "app.js"]\n',
    'FROM node:22\nCOPY --chown=node lib /srv/\nCOPY --chown=node lib /srv/\n',
  ],
  fixed: [
    'FROM node:22\nWORKDIR /app\nCOPY app.js ./\nCOPY lib ./lib\nEXPOSE 80\nCMD ["node", "app.js"]\n',
    'FROM node:22\nCOPY --chown=node lib /srv/\n',
  ],
  good: [
    'FROM node:22\nCOPY app.js /a/\nCOPY app.js /b/\n',
    'FROM node:22\nCOPY app.js /a/\nCOPY --chown=node app.js /a/\n',
    'FROM node:22 AS one\nCOPY app.js /a/\nFROM node:22\nCOPY app.js /a/\n',
    'FROM node:22\nWORKDIR /a\nCOPY app.js .\nWORKDIR /b\nCOPY app.js .\n',
  ],
};

/** Instructions that write no file. */
const METADATA = new Set([
  'ENV',
  'ARG',
  'LABEL',
  'EXPOSE',
  'CMD',
  'ENTRYPOINT',
  'HEALTHCHECK',
  'STOPSIGNAL',
  'USER',
  'SHELL',
  'WORKDIR',
  'MAINTAINER',
  'ONBUILD',
]);

export default defineRule({
  id: 'duplicate-copy',
  group: 'layer',
  severity: 'warning',
  since: '0.1.0',
  reads: ['layers'],
  fix: 'safe',
  title: 'The same files are copied twice',
  why: 'The second copy makes a layer with the same bytes again and changes nothing, unless something between the two changed the files.',
  twins: [],
  *check(context) {
    for (const stage of context.graph.stages) {
      const seen = new Map<string, StepFlow>();
      const steps = flowOf(context, stage).filter(({ isTrigger }) => !isTrigger);
      for (const step of steps) {
        const key = copyKey(context, step);
        if (key === undefined) continue;
        const first = seen.get(key);
        seen.set(key, step);
        if (!first) continue;
        const between = steps.slice(steps.indexOf(first) + 1, steps.indexOf(step));
        const isSafe = between.every((one) => METADATA.has(one.instruction.keyword) || isElsewhere(one, step));
        const size = sumOfSizes(
          step.acts.map((act) => act.size),
          'The bytes of these files in the build context.',
        );
        yield {
          span: {
            start: step.instruction.span.start,
            end: step.acts.at(-1)?.where.end ?? step.instruction.keywordSpan.end,
          },
          message: `Line ${lineOf(first)} copies the same to the same place: this makes one more layer with the same bytes${bytesNote(size)}.`,
          bytes: size,
          tag: 'unnecessary',
          ...whereShipped(context, step),
          related: [{ span: first.instruction.keywordSpan, message: 'The same COPY' }],
          fixes: [
            {
              class: isSafe ? 'safe' : 'confirm',
              title: 'Delete this line (one layer less)',
              edits: [removeInstruction(context.model, step.instruction)],
            },
          ],
        };
      }
    }
  },
});

/** Another COPY, whose paths lie apart from those of this one. */
const isElsewhere = (other: StepFlow, { acts }: StepFlow): boolean =>
  (other.instruction.keyword === 'COPY' || other.instruction.keyword === 'ADD') &&
  other.acts.every(
    (one) =>
      one.certainty === 'literal' && acts.every(({ path }) => !isWithin(path, one.path) && !isWithin(one.path, path)),
  );

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
