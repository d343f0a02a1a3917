// RULE missing-cache-mount: the id is the file name; the examples below are run as tests.
import type { ManagerCall } from '../../../shell/tools/packages';
import { CACHES } from '../../../shell/tools/packages/caches';
import { flagOf } from '../../../syntax/model';
import { callsIn, cleaningsOf } from '../../facts/cacheCleaning';
import { cacheMountFix } from '../../edits/cacheMountFix';
import { isBehindContext } from '../../facts/chainFacts';
import { managerCallsOf } from '../../facts/commandIndex';
import { coveringMount, writableMounts } from '../../facts/cacheMounts';
import { placeOf, surroundingsOf } from '../../facts/cachePaths';
import type { RuleContext, StageRun } from '../../context';
import { callSpan, isAvoided } from '../../facts/leftCache';
import { defineRule, type Finding, type RuleExamples } from '../../rule';

export const examples: RuleExamples = {
  bad: [
    'FROM golang:1.23 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN go mod download\nFROM scratch\nCOPY --from=build /src /\n',
    'FROM debian:12 AS build\nRUN apt-get update \\\n && apt-get install -y gcc\nFROM scratch\nCOPY --from=build /a /a\n',
    'FROM node:20\nCOPY package.json ./\nRUN npm ci\n',
  ],
  fixed: [
    'FROM golang:1.23 AS build\nWORKDIR /src\nCOPY go.mod go.sum ./\nRUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go mod download\nFROM scratch\nCOPY --from=build /src /\n',
    'FROM debian:12 AS build\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n --mount=type=cache,target=/var/lib/apt,sharing=locked \\\n rm -f /etc/apt/apt.conf.d/docker-clean && apt-get update \\\n && apt-get install -y gcc\nFROM scratch\nCOPY --from=build /a /a\n',
    'FROM node:20\nCOPY package.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
  ],
  good: [
    'FROM node:20\nRUN npm install -g pnpm\n',
    'FROM node:20\nCOPY package.json ./\nRUN npm ci && npm cache clean --force\n',
    'FROM node:20\nCOPY package.json ./\nRUN --mount=type=cache,target=/root/.npm npm ci\n',
    'FROM python:3.12\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n',
    'FROM golang:1.23 AS build\nCOPY . .\nRUN --network=none go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\n',
    'FROM rust:1.80 AS build\nCOPY . .\nRUN cargo build --release --frozen\nFROM scratch\nCOPY --from=build /app /app\n',
    'FROM golang:1.23 AS unused\nRUN go install a.example/b@latest\nFROM scratch\nCOPY a /\n',
    'FROM mcr.microsoft.com/dotnet/sdk:8.0 AS build\nCOPY . .\nRUN dotnet publish --no-restore -o /out\nFROM scratch\nCOPY --from=build /out /\n',
  ],
};

export default defineRule({
  id: 'missing-cache-mount',
  group: 'cache',
  severity: 'hint',
  since: '0.1.0',
  reads: ['shell', 'graph'],
  fix: 'confirm',
  title: 'Package step that downloads everything again on every rebuild',
  why: 'A step that is built again starts with an empty cache. With a cache mount it finds what the build before it downloaded, and nothing of that is in the image.',
  twins: ['tally/prefer-package-cache-mounts'],
  options: {
    prefer: {
      type: 'string',
      default: 'either',
      description: '`either`: a cache that is emptied or switched off in the same RUN is fine too. `mount`: it is not.',
    },
  },
  *check(context, { prefer }) {
    const { builder, frontend } = context.graph.options;
    if (builder !== 'buildkit' || frontend < 2) return;
    for (const stage of context.graph.stages) {
      if (!context.graph.reachable.has(stage.index)) continue;
      for (const run of [...context.runsOf(stage), ...context.onbuildRunsOf(stage)]) {
        if (!context.isShipped(stage) || isBehindContext(context, run)) yield* inRun(context, run, prefer === 'mount');
      }
    }
  },
});

const FETCHES: ReadonlySet<string> = new Set(['install', 'upgrade', 'download', 'build']);
/** What these leave is no download of many packages. */
const NO_CACHE: ReadonlySet<string> = new Set(['gem', 'rvm', 'pecl']);

function* inRun(context: RuleContext, run: StageRun, always: boolean): Iterable<Finding> {
  if (flagOf(run.run, 'network')?.value === 'none') return;
  const seen = new Set<string>();
  for (const call of callsIn(run)) {
    // Archives of Python itself uv does not keep.
    if (call.phrase === 'python install') continue;
    if (!FETCHES.has(call.verb) || NO_CACHE.has(call.manager) || seen.has(call.manager)) continue;
    seen.add(call.manager);
    if (call.flag('--no-restore', '--offline', ...(call.manager === 'cargo' ? ['--frozen'] : []))) continue;
    if (isCovered(context, run, call, always)) continue;
    const fetched = call.verb === 'build' && isFetchedBefore(context, run, call);
    // Of what was fetched by a step above nothing is fetched again; Go compiles it again.
    if (fetched && call.manager !== 'go') continue;
    const fix = cacheMountFix(context, run, call);
    yield {
      span: run.docSpan(callSpan(call)),
      message: `When this step is built again, ${call.program} ${fetched ? 'compiles' : 'downloads'} everything again: no cache mount keeps what it had.`,
      ...(fix && { fixes: [fix] }),
    };
  }
}

/** A step that this one stands on has fetched what the project needs. */
const isFetchedBefore = (context: RuleContext, { stage, index }: StageRun, { manager }: ManagerCall): boolean =>
  managerCallsOf(context, manager).some(
    ({ run, call }) =>
      (call.verb === 'download' ||
        call.phrase === 'restore' ||
        (manager === 'go' && (call.verb === 'build' || call.phrase === 'get'))) &&
      (run.stage === stage ? run.index < index : context.chainOf(stage).includes(run.stage)),
  );

function isCovered(context: RuleContext, run: StageRun, call: ManagerCall, always: boolean): boolean {
  const facts = CACHES[call.manager];
  const around = surroundingsOf(context, run, call);
  const places = [...facts.mounts, ...facts.left, ...(facts.also ?? [])].map((path) => placeOf(path, call, around));
  if (coveringMount(writableMounts(context, run), places)) return true;
  if (always) return false;
  return isAvoided(call, facts, around) || cleaningsOf(context, run, call.manager, places).length > 0;
}
