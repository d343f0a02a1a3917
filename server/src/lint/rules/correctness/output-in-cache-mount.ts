// RULE output-in-cache-mount: the id is the file name; the examples below are run as tests.
import type { Span } from '../../../base/span';
import { cleanPath, joinPath } from '../../../base/posixPath';
import { mountsOf } from '../../../build/mounts';
import type { Stage } from '../../../build/graph';
import { flagOf } from '../../../syntax/model';
import type { RuleContext } from '../../context';
import { appendFix } from '../../edits/appendGuard';
import { quoted } from '../../facts/keptFiles';
import { chainFlow, flowOf, lineOf, runOf, type StepFlow } from '../../facts/pathFlows';
import { referenced, type PathReference } from '../../facts/pathReferences';
import { defineRule, type Fix, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM rust:1.83 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo build --release\nFROM debian:12\nCOPY --from=build /src/target/release/app /usr/local/bin/app\n',
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN --mount=type=cache,target=/app/dist npm run build\nCMD ["node", "/app/dist/main.js"]\n',
  ],
  fixed: [
    'FROM rust:1.83 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo build --release && cp -r /src/target/release/app /app\nFROM debian:12\nCOPY --from=build /app /usr/local/bin/app\n',
  ],
  good: [
    'FROM rust:1.83 AS build\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/src/target cargo build --release && cp target/release/app /app\nFROM debian:12\nCOPY --from=build /app /usr/local/bin/app\n',
    'FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci\nRUN rm -rf /root/.npm\n',
    'FROM rust:1.83 AS build\nWORKDIR /src\nRUN --mount=type=cache,target=/src/target cargo build --release\nRUN --mount=type=cache,target=/src/target cp /src/target/release/app /app\n',
    'FROM node:22 AS build\nWORKDIR /app\nCOPY dist /app/dist\nRUN --mount=type=cache,target=/app/dist/.cache npm run build\nFROM scratch\nCOPY --from=build /app/dist /\n',
    'FROM golang:1.24 AS build\nRUN --mount=type=cache,target=/root/.cache/go-build go build -o /out/app\nFROM scratch\nCOPY --from=build /out/app /\n',
  ],
};

export default defineRule({
  id: 'output-in-cache-mount',
  group: 'correctness',
  severity: 'error',
  since: '0.1.0',
  reads: ['layers'],
  mentions: ['mount'],
  fix: 'confirm',
  title: 'What a later line wants was written into a cache mount',
  why: 'A cache mount is there only while its RUN runs: what is written below it is in no layer, so that who asks for it later finds nothing.',
  twins: [],
  *check(context) {
    const mounts = context.graph.stages.map((stage) => cacheMounts(context, stage));
    if (mounts.every(({ length }) => length === 0)) return;
    for (const reference of referenced(context)) {
      const found = context.chainOf(reference.stage).flatMap((stage) => mounts[stage.index] ?? []);
      const mount = found.findLast(
        ({ target, step }) => isWithin(reference.path, target) && step.order < reference.before,
      );
      if (!mount || isInLayer(context, reference)) continue;
      yield {
        span: reference.span,
        message: `\`${reference.path}\` is below the cache mount of line ${lineOf(mount.step)}: what is written there is in no layer, so it is missing here.`,
        related: [{ span: mount.span, message: 'The cache mount' }],
        fixes: fixesFor(context, mount, reference),
      };
    }
  },
});

interface CacheMount {
  readonly step: StepFlow;
  readonly target: string;
  readonly span: Span;
}

function cacheMounts(context: RuleContext, stage: Stage): CacheMount[] {
  return flowOf(context, stage).flatMap((step) => {
    const { instruction } = step;
    if (instruction.keyword !== 'RUN' || step.isTrigger || instruction.flags.length === 0) return [];
    const scope = context.scopeBefore(step.stage, step.index);
    const flags = instruction.flags.filter(({ name }) => name === 'mount');
    return mountsOf(instruction).flatMap(({ type, target }, i) => {
      const path = scope.resolve(target);
      const flag = flags[i];
      if (type !== 'cache' || path === undefined || path === '' || !flag) return [];
      return [
        { step, target: cleanPath(path.startsWith('/') ? path : joinPath('/', scope.workdir, path)), span: flag.span },
      ];
    });
  });
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Some step wrote there without the mount. */
const isInLayer = (context: RuleContext, { path, stage, before }: PathReference): boolean =>
  chainFlow(context, stage).some(
    ({ order, acts }) =>
      order < before &&
      acts.some(
        (act) =>
          act.kind === 'write' &&
          act.inLayer &&
          (isWithin(act.path, path) ||
            (act.recursive &&
              isWithin(path, act.path) &&
              act.content?.at(path.slice(act.path.length + 1)) !== undefined)),
      ),
  );

function fixesFor(context: RuleContext, { step }: CacheMount, reference: PathReference): Fix[] {
  const run = runOf(context, step);
  const name = reference.path.slice(reference.path.lastIndexOf('/') + 1);
  const from = quoted(reference.path);
  const { copy } = reference;
  if (!run || !copy || from === undefined || !/^\w[\w.-]*$/.test(name) || flagOf(copy, 'from') === undefined) return [];
  const appended = appendFix(context, run, { clean: `cp -r ${from} /${name}`, most: 'confirm' });
  if (!appended) return [];
  return [
    {
      class: 'confirm',
      title: `Copy it to /${name} in the RUN in line ${lineOf(step)}, and take it from there`,
      edits: [...appended.edits, { span: reference.span, newText: `/${name}` }],
    },
  ];
}
