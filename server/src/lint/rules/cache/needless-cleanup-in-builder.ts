// RULE needless-cleanup-in-builder: the id is the file name; the examples below are run as tests.
import type { Stage } from '../../../build/graph';
import { CACHES } from '../../../shell/tools/packages/caches';
import { flagOf } from '../../../syntax/model';
import { callsIn, cleaningsOf, withoutCleanings } from '../../facts/cacheCleaning';
import { placeOf, surroundingsOf } from '../../facts/cachePaths';
import type { RuleContext, StageRun } from '../../context';
import { defineRule, type Finding, type RuleExamples } from '../../rule';
import { copiesOf } from '../../facts/stepIndex';

export const examples: RuleExamples = {
  bad: [
    'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\nFROM debian:12\nCOPY --from=build /app /app\n',
    'FROM node:20 AS build\nRUN npm ci \\\n && npm cache clean --force\nFROM scratch\nCOPY --from=build /app /app\n',
  ],
  fixed: [
    'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc\nFROM debian:12\nCOPY --from=build /app /app\n',
    'FROM node:20 AS build\nRUN npm ci\nFROM scratch\nCOPY --from=build /app /app\n',
  ],
  good: [
    'FROM debian:12\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\n',
    'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\nFROM scratch\nCOPY --from=build / /\n',
    'FROM debian:12 AS build\nRUN apt-get update && rm -rf /tmp/work\nFROM scratch\nCOPY --from=build /app /app\n',
  ],
};

export default defineRule({
  id: 'needless-cleanup-in-builder',
  group: 'cache',
  severity: 'off',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  mentions: [
    'rm',
    'unlink',
    'shred',
    'delete',
    'clean',
    'purge',
    'prune',
    'clear',
    'locals',
    'cargo',
    'composer',
    'zypper',
    'pacman',
    'yay',
    'paru',
    'pecl',
    'pear',
  ],
  fix: 'confirm',
  title: 'Clean-up in a stage that is not shipped',
  why: 'Nobody downloads the layers of a stage that others only copy files from. What is deleted there saves nothing, and a next install has to fetch it again.',
  twins: [],
  *check(context) {
    const whole = copiedWhole(context);
    for (const stage of context.graph.stages) {
      if (context.isShipped(stage) || whole.has(stage)) continue;
      for (const run of context.runsOf(stage)) yield* inRun(context, run);
    }
  },
});

function* inRun(context: RuleContext, run: StageRun): Iterable<Finding> {
  const seen = new Set<string>();
  for (const call of callsIn(run)) {
    if (seen.has(call.manager)) continue;
    seen.add(call.manager);
    const { left, also = [] } = CACHES[call.manager];
    const around = surroundingsOf(context, run, call);
    const cleanings = cleaningsOf(
      context,
      run,
      call.manager,
      [...left, ...also].map((path) => placeOf(path, call, around)),
      true,
    );
    const [first] = cleanings;
    if (!first) continue;
    const edits = withoutCleanings(context, run, cleanings);
    yield {
      span: run.docSpan(first.command.span),
      message: `This stage is not shipped: emptying the cache of ${call.program} here makes no image smaller.`,
      ...(edits && { fixes: [{ class: 'confirm', title: 'Remove the clean-up', edits }] }),
    };
  }
}

/** Stages whose whole tree another one copies, and what those stand on. */
function copiedWhole(context: RuleContext): ReadonlySet<Stage> {
  const names = new Set(
    copiesOf(context)
      .filter(({ step }) => step.sources.some(({ text }) => text === '/' || text === '/.'))
      .map(({ step }) => flagOf(step, 'from')?.value?.toLowerCase()),
  );
  const copied = context.graph.stages.filter(({ name, index }) => names.has(name ?? '') || names.has(String(index)));
  return new Set(copied.flatMap((stage) => context.chainOf(stage)));
}
