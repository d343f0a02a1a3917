// RULE install-without-lockfile: the id is the file name; the examples below are run as tests.
import { mountsOf } from '../../../build/mounts';
import { nodeAt } from '../../../context/tree';
import { entering } from '../../facts/contextFact';
import { contextCopies, goesIntoFolder, sourceNaming, wholeSource, type StageCopy } from '../../facts/copies';
import { MANIFESTS, manifestOf } from '../../facts/manifests';
import { defineRule, type RuleExamples } from '../../rule';

/** The lock file by name or pattern, or a folder that holds it. */
const mayBring = (copy: StageCopy, folder: string, lock: string): boolean =>
  wholeSource(copy) !== undefined ||
  sourceNaming(copy, lock) !== undefined ||
  copy.instruction.sources.some(
    ({ text }) => text.includes('$') || (folder !== '' && `${text.replace(/\/$/, '')}/` === folder),
  );

export const examples: RuleExamples = {
  files: { 'package.json': '{}', 'package-lock.json': '{}', 'src/app.js': 'run()' },
  bad: ['FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n'],
  fixed: ['FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm install\nCOPY . .\n'],
  good: [
    'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
    'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
    'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN yarn install\n',
    'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install -g serve\n',
  ],
};

export default defineRule({
  id: 'install-without-lockfile',
  group: 'correctness',
  severity: 'warning',
  since: '0.1.0',
  reads: ['shell', 'graph', 'context'],
  mentions: Object.values(MANIFESTS).map(([file]) => file.toLowerCase()),
  fix: 'confirm',
  title: 'Install without the lock file that the project has',
  why: 'Without its lock file the install takes whatever versions are newest that day: two builds of the same sources differ.',
  twins: [],
  *check(context) {
    const fact = context.context;
    if (!fact) return;
    const tree = entering(fact);
    for (const stage of context.graph.stages) {
      for (const run of context.runsOf(stage)) {
        if (mountsOf(run.run).some(({ type }) => type === 'bind')) continue;
        const manifest = run.script.commands.map(manifestOf).find((one) => one !== undefined);
        if (!manifest) continue;
        const copies = context
          .chainOf(stage)
          .flatMap(contextCopies)
          .filter((copy) => copy.stage !== stage || copy.index < run.index);
        const copy = copies.findLast((one) => one.stage === stage && sourceNaming(one, manifest.file));
        const word = copy && sourceNaming(copy, manifest.file);
        if (!word || /[*?[]/.test(word.text)) continue;
        const folder = word.text.slice(0, word.text.length - manifest.file.length);
        const lock = manifest.locks.find((name) => nodeAt(tree, folder + name)?.kind === 'file');
        if (lock === undefined || copies.some((one) => mayBring(one, folder, lock))) continue;
        yield {
          span: word.span,
          message: `${folder}${lock} is in the build context and is not copied: the install in line ${String(run.run.line + 1)} takes whatever versions are newest.`,
          ...(fact.assumed ? { severity: 'hint' as const } : {}),
          fixes:
            copy.instruction.json || !goesIntoFolder(copy)
              ? []
              : [
                  {
                    class: 'confirm',
                    title: `Copy ${folder}${lock} too`,
                    edits: [{ span: { start: word.span.end, end: word.span.end }, newText: ` ${folder}${lock}` }],
                  },
                ],
        };
      }
    }
  },
});
