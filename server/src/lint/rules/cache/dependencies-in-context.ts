// RULE dependencies-in-context: the id is the file name; the examples below are run as tests.
import { formatBytes } from '../../../base/bytes';
import { knownSize } from '../../../base/certainty';
import type { Stage } from '../../../build/graph';
import { baseName, firstOperand, type ShellCommand } from '../../../shell/model';
import type { RuleContext } from '../../context';
import { weightOf } from '../../facts/contextFact';
import { copiedFolders, takesAll } from '../../facts/copiedFolders';
import { keepOut } from '../../edits/keepOut';
import { manifestOf } from '../../facts/manifests';
import { defineRule, type RuleExamples } from '../../rule';

/** Folders that the installs of an ecosystem fill. */
const INSTALLED: Readonly<Record<string, readonly string[]>> = {
  npm: ['node_modules'],
  yarn: ['node_modules'],
  pnpm: ['node_modules'],
  bun: ['node_modules'],
  pip: ['.venv', 'venv'],
  poetry: ['.venv', 'venv'],
  uv: ['.venv', 'venv'],
  composer: ['vendor'],
};
/** Program, its verb, and the folders that it fills. */
const BUILT: readonly (readonly [RegExp, RegExp, readonly string[]])[] = [
  [/^cargo$/, /^(?:build|install|run)$/, ['target']],
  [/^mvnw?$/, /^(?:package|install|verify|deploy|compile)$/, ['target']],
  [/^gradlew?$/, /./, ['build', '.gradle']],
  [/^dotnet$/, /^(?:build|publish|restore)$/, ['bin', 'obj']],
  [/^next$/, /^build$/, ['.next']],
];
/** Nobody copies these on purpose. */
const ALWAYS = ['__pycache__'];

/** Folders that a later step makes itself. */
function madeIn(context: RuleContext, stage: Stage): ReadonlySet<string> {
  const commands = [stage, ...context.above(stage)].flatMap((one) =>
    context.runsOf(one).flatMap(({ script }) => script.commands),
  );
  return new Set([...ALWAYS, ...commands.flatMap(madeBy)]);
}

function madeBy(command: ShellCommand): readonly string[] {
  const manifest = manifestOf(command);
  if (manifest && manifest.manager !== 'cargo') return INSTALLED[manifest.manager] ?? [];
  const name = baseName(command) ?? '';
  const verb = firstOperand(command) ?? '';
  return BUILT.flatMap(([program, verbs, folders]) => (program.test(name) && verbs.test(verb) ? folders : []));
}

export const examples: RuleExamples = {
  files: { 'package.json': '{}', 'node_modules/left-pad/index.js': 4_000_000, 'src/app.js': 'run()' },
  bad: ['FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n'],
  fixed: ['node_modules\n'],
  good: [
    'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "src/app.js"]\n',
    'FROM node:22\nWORKDIR /app\nCOPY package.json src ./\nRUN npm ci\n',
    'FROM node:22\nWORKDIR /app\nCOPY --exclude=node_modules . .\nRUN npm ci\n',
  ],
};

export default defineRule({
  id: 'dependencies-in-context',
  group: 'cache',
  severity: 'warning',
  since: '0.1.0',
  reads: ['context', 'shell'],
  fix: 'confirm',
  title: 'Local dependencies or build results are copied',
  why: 'What your machine installed or built goes into the image, over or beside what the build makes itself, and each local build makes the steps below run again.',
  twins: [],
  *check(context) {
    for (const copied of copiedFolders(context)) {
      if (!takesAll(copied)) continue;
      const made = madeIn(context, copied.stage);
      const names = [...copied.folder.children]
        .filter(([name, node]) => node.kind === 'directory' && made.has(name))
        .map(([name]) => name);
      if (names.length === 0) continue;
      const bytes = names.reduce((sum, name) => {
        const node = copied.folder.children.get(name);
        return sum + (node ? weightOf(node).bytes : 0);
      }, 0);
      yield {
        span: copied.word.span,
        message: `This copies ${names.join(', ')} (${formatBytes(bytes)}) from your machine; a later step of this build makes ${names.length === 1 ? 'it' : 'them'} anew.`,
        bytes: knownSize(bytes, 'Sum of the files in these folders that enter the build context.'),
        ...(context.isShipped(copied.stage) ? {} : { severity: 'hint' as const }),
        fixes: keepOut(copied.fact, names),
      };
    }
  },
});
