// RULE npm-dev-dependencies: the id is the file name; the examples below are run as tests.
import type { Stage } from '../../../build/graph';
import { baseName, type ShellCommand } from '../../../shell/model';
import { managerCall } from '../../../shell/tools/packages';
import { defineRule, type RuleExamples } from '../../rule';

const RUNNERS = new Set(['npm', 'npx', 'yarn', 'pnpm', 'bun']);
const BUILDERS = new Set([
  'tsc',
  'webpack',
  'vite',
  'next',
  'ng',
  'nest',
  'gulp',
  'grunt',
  'esbuild',
  'rollup',
  'turbo',
  'nx',
]);

/** Runs a script or a program of the packages, or takes the development packages away itself. */
function builds(command: ShellCommand): boolean {
  const name = baseName(command) ?? '';
  const first = command.args.find(({ text }) => text?.startsWith('-') !== true)?.text ?? '';
  return (
    BUILDERS.has(name) ||
    name === 'npx' ||
    (RUNNERS.has(name) && /^(?:run(?:-script)?|build|test|prune|exec)$/.test(first))
  );
}

/** A container that is started to develop or to test in. */
const DEVELOPS =
  /\b(?:npm|yarn|pnpm|bun)\b.*\b(?:dev|develop|watch|test)\b|\b(?:ng|ember|vue-cli-service|react-scripts|gatsby|parcel|webpack-dev-server)\b.*\b(?:serve|start|develop)\b|\b(?:nodemon|ts-node|ts-node-dev|tsx|vite|webpack|cypress|playwright|jest|mocha|vitest)\b/;

export const examples: RuleExamples = {
  bad: ['FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci\nCMD ["node", "app.js"]\n'],
  fixed: ['FROM node:22\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCMD ["node", "app.js"]\n'],
  good: [
    'FROM node:22\nRUN npm ci --omit=dev\n',
    'FROM node:22\nENV NODE_ENV=production\nRUN npm ci\n',
    'FROM node:22\nRUN npm ci && npm run build\n',
    'FROM node:22\nRUN npm ci\nRUN npm run build\n',
    'FROM node:22 AS build\nRUN npm ci\nFROM node:22\nCOPY --from=build /app/dist /app\n',
    'FROM node:22\nRUN npm ci\nRUN npm prune --omit=dev\n',
    'FROM node:22\nRUN npm ci\nCMD ["npm", "run", "dev", "--", "--host"]\n',
    'FROM node:22\nRUN npm ci\nENTRYPOINT ["cypress", "run"]\n',
    'FROM node:22\nRUN npm ci\nCMD ["ng", "serve", "--host", "0.0.0.0"]\n',
  ],
};

export default defineRule({
  id: 'npm-dev-dependencies',
  group: 'size',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: ['npm'],
  fix: 'confirm',
  title: 'Development packages of Node in the shipped image',
  why: 'They are pulled and stored with every copy of the image. A stage that builds needs them; one that only runs does not.',
  twins: ['droast/DF031'],
  *check(context) {
    const commands = context.graph.chain.flatMap((stage) =>
      context.runsOf(stage).flatMap((run) => run.script.commands.map((command) => ({ run, command }))),
    );
    const isBuilding = commands.some(({ command }) => builds(command));
    if (isBuilding || context.graph.chain.some(isForDevelopment)) return;
    for (const { run, command } of commands) {
      const call = managerCall(command);
      if (call?.manager !== 'npm' || call.verb !== 'install' || call.operands.length > 0 || call.isOpen) continue;
      if (call.flag('--omit', '--production', '--only', '-g', '--global', '--include')) continue;
      const scope = context.scopeBefore(run.stage, run.index);
      if (scope.get('NODE_ENV') === 'production' || command.assignments.some(({ name }) => name === 'NODE_ENV'))
        continue;
      const at = run.docSpan(call.verbWord.span);
      yield {
        span: run.docSpan({ start: command.name?.span.start ?? 0, end: call.verbWord.span.end }),
        message: 'This installs development packages, and no step of the shipped image builds with them.',
        fixes: command.isPlaced
          ? [
              {
                class: 'confirm',
                title: 'Add --omit=dev',
                edits: [{ span: { start: at.end, end: at.end }, newText: ' --omit=dev' }],
              },
            ]
          : [],
      };
    }
  },
});

/** What its containers start. */
const isForDevelopment = ({ steps }: Stage): boolean =>
  steps.some(
    (step) =>
      (step.keyword === 'CMD' || step.keyword === 'ENTRYPOINT') &&
      DEVELOPS.test(step.words.map(({ text }) => text).join(' ')),
  );
