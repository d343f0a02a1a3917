// Knows: `layerlens cache`: which steps of the next build come from the builder's cache, why the others do not, and what
// they cost; with --what-if, what a change would make the builder do anew. Builds nothing.
import { relative, resolve } from 'node:path';
import { NEVER_CANCELLED } from '../base/platform';
import { buildGraph } from '../build/graph';
import { withElsewhere } from '../cache/elsewhere';
import type { CachePlan } from '../cache/plan';
import { costsOf, planState, previousBuild, storeOf, type BuildState } from '../cache/planner';
import { planAfter } from '../cache/whatIf';
import { nodeAt } from '../context/tree';
import { SMALL_IMAGE } from '../host/imageFiles';
import { sha256 } from '../host/nodePlatform';
import { parseDockerfile } from '../syntax/parse';
import type { FindImage } from './align';
import { askedBuild, wholeRequest, type CacheFlagValues } from './askedBuild';
import {
  listedBases,
  openContexts,
  optionsOf,
  plannedBases,
  readBuildState,
  type ReadContexts,
  type StateRequest,
} from './buildState';
import { planJson, type UsedRecord } from './cacheJson';
import { churnJson, churnText, readChurn } from './churnReport';
import { findRecords, type FoundRecords } from './cacheRecords';
import { notes, planText } from './cacheText';
import { misuse, Misuse } from './failure';
import { createParser } from '../shell/parser';
import { imageWitness } from './imageWitness';
import { readDockerfile, type Output } from './io';
import { requireTarget } from './layers';

export interface CacheCommandFlags extends CacheFlagValues {
  readonly record?: string | undefined;
  readonly image?: string | undefined;
  readonly 'what-if'?: string | undefined;
  readonly churn?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Somebody waits for the plan; an image whose list is kept takes no time. */
const LIST_MS = 2000;

export async function cacheCommand(
  path: string,
  flags: CacheCommandFlags,
  output: Output,
  findImage: FindImage,
): Promise<number> {
  if (flags.record !== undefined && flags.image !== undefined)
    throw new Misuse('layerlens cache takes --record or --image, not both.');
  const model = parseDockerfile(await readDockerfile(path));
  const asked = askedBuild(path, flags);
  const found = await findRecords(asked, flags);
  const image = flags.image === undefined ? undefined : await findImage(flags.image, flags.platform);
  try {
    const { builder, before } = found;
    const whole = wholeRequest(asked, flags, model, builder, image ? undefined : before);
    requireTarget(buildGraph(model, optionsOf(whole)), path, whole.request.target);
    const bases = (references: readonly string[]): ReturnType<typeof plannedBases> =>
      plannedBases(builder, references, whole.pull, image ? undefined : before);
    const request: StateRequest = {
      asked,
      whole,
      model,
      builder,
      records: found.records,
      bases,
      signal: NEVER_CANCELLED,
      baseFiles: listedBases(builder, { mostBytes: SMALL_IMAGE, signal: AbortSignal.timeout(LIST_MS) }),
    };
    const contexts = await openContexts(request);
    try {
      const state = await readBuildState(request, contexts);
      if (!state.ok) throw misuse(state.problem);
      const shell = createParser();
      const witness = image && (await imageWitness(state.value, whole, image, flags.image ?? '', builder, shell));
      const basis = { ...(witness?.basis ?? recordBasis(found)), shell };
      const whatIf = flags['what-if'];
      const answer = whatIf === undefined ? undefined : await changed(whatIf, state.value, basis, request, contexts);
      const planned = answer?.plan ?? planState(state.value, whole.flags, basis, sha256);
      const plan = witness?.withFiles(planned) ?? (answer ? planned : withElsewhere(planned, found.unrecorded));
      const record = image ? null : usedRecord(found);
      const { context } = state.value.facts;
      const churn =
        flags.churn === undefined ? undefined : await readChurn(flags.churn, plan, whole.contextFolder, context);
      if (flags.json === true) {
        const json = {
          ...planJson(plan, record, found.problems()),
          ...(answer && { whatIf: answer.json }),
          ...(churn && { churn: churnJson(plan, churn) }),
        };
        output.data(`${JSON.stringify(json, null, 2)}\n`);
      } else {
        output.data(
          planText(
            plan,
            image ? `as ${flags.image ?? ''} tells` : record ? `recorded ${record.at}` : 'nothing recorded',
          ),
        );
        if (churn) output.data(churnText(plan, churn));
      }
      const elsewhere = record === null && !image ? await found.elsewhere() : undefined;
      const said = [...(answer?.notes ?? []), ...found.notLearned];
      for (const note of [...said, ...notes(found.problems(), elsewhere, whole.flags.cacheFrom)])
        output.note(`${note}\n`);
      return 0;
    } finally {
      contexts.close();
    }
  } finally {
    found.builder.close();
  }
}

type Basis = Parameters<typeof planState>[2];

function recordBasis({ known, before }: FoundRecords): Basis {
  return {
    store: storeOf(known),
    costs: costsOf(known),
    ...(before ? { previous: previousBuild(before) } : { neverBuilt: true }),
  };
}

function usedRecord({ known, before, builder }: FoundRecords): UsedRecord | null {
  const at = before?.at ?? known.at(-1)?.at;
  return at === undefined ? null : { at, builder: builder.label, builds: known.length };
}

interface WhatIfPlan {
  readonly plan: CachePlan;
  readonly json: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** `PATH` as seen from here or from the context; a number is a line of the Dockerfile, `./12` a file of that name. */
async function changed(
  whatIf: string,
  state: BuildState,
  { store, costs, shell }: Basis,
  { whole, asked }: StateRequest,
  contexts: ReadContexts,
): Promise<WhatIfPlan> {
  const input = { ...state, flags: whole.flags, store, costs, sha256, ...(shell && { shell }) };
  const unchanged = (): CachePlan => {
    const answer = planAfter(input, { kind: 'nothing' });
    if (answer.kind !== 'plan') throw new Misuse('The build cannot be planned.');
    return answer.plan;
  };
  if (/^\d+$/.test(whatIf)) {
    const line = Number(whatIf);
    const dockerfile = relative(whole.contextFolder, asked.dockerfile);
    const answer = planAfter(input, {
      kind: 'line',
      line: line - 1,
      ...(!dockerfile.startsWith('..') && { dockerfile }),
    });
    if (answer.kind !== 'plan') throw new Misuse(`Line ${whatIf} of the Dockerfile has no instruction.`);
    return { plan: answer.plan, json: { line }, notes: [] };
  }
  const context = contexts.contexts['context'];
  const here = relative(whole.contextFolder, resolve(whatIf));
  for (const path of new Set([here, whatIf])) {
    const name = path === '' ? '.' : path.replaceAll('\\', '/').replace(/\/+$/, '');
    if (name.startsWith('..') || name.startsWith('/') || !context) continue;
    const answer = planAfter(input, { kind: 'path', path: name });
    if (answer.kind === 'plan') return { plan: answer.plan, json: { path: name }, notes: [] };
    if ((await context.reader.stat(name)) === undefined) continue;
    const pattern = keptOutBy(name, context);
    if (pattern)
      return {
        plan: unchanged(),
        json: { path: name, keptOut: pattern },
        notes: [
          `${name} is kept out of the build context by ${pattern.pattern} (line ${String(pattern.line)} of the ignore file).`,
        ],
      };
    const listed = state.listed['context'];
    const isThere = listed === undefined || nodeAt(listed, name) !== undefined;
    if (isThere)
      return {
        plan: unchanged(),
        json: { path: name },
        notes: [`No instruction takes ${name} from the build context.`],
      };
  }
  throw new Misuse(`There is no ${whatIf} in the build context ${whole.contextFolder}.`);
}

/** The pattern that decides, of the path itself or of a folder on the way to it. */
function keptOutBy(
  path: string,
  { ignore }: ReadContexts['contexts'][string],
): { pattern: string; line: number } | undefined {
  let state: readonly boolean[] | undefined;
  const names = path.split('/');
  for (const [i] of names.entries()) {
    const at = names.slice(0, i + 1).join('/');
    const verdict = ignore.matcher.directory(at, state);
    state = verdict.state;
    const decided = verdict.by === undefined ? undefined : ignore.patterns[verdict.by];
    const isLast = i === names.length - 1;
    if (verdict.matched && decided && (isLast || ignore.matcher.prunesIgnored(at)))
      return { pattern: decided.text, line: decided.line };
  }
  return undefined;
}
