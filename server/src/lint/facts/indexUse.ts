// Knows: which RUNs of a chain refresh a package index and which use one that an earlier RUN left.
import type { Stage } from '../../build/graph';
import type { ShellCommand } from '../../shell/model';
import type { ManagerCall } from '../../shell/tools/packages';
import { managerCallsOf, type StageManagerCall } from './commandIndex';
import type { RuleContext, StageRun } from '../context';

/** Managers whose index is a step of its own, so that a later install fails without. */
export type IndexedManager = 'apt' | 'apk' | 'pacman';

interface RunUse {
  readonly run: StageRun;
  /** The first call that needs an index which is there before the RUN; undefined: the RUN fetches its own first. */
  readonly uses: ManagerCall | undefined;
}

/** More are nobody's Dockerfile; who asks gets no answer then. */
const MOST_DEPENDENTS = 20;

const known = new WeakMap<RuleContext, Map<IndexedManager, ReadonlyMap<number, readonly RunUse[]>>>();

/**
 * Calls in later RUNs, of this stage or of those on top of it, that work with the index which `run` leaves: the first of
 * each RUN, up to the next refresh. Undefined: too many to say.
 */
export function dependentsOf(
  context: RuleContext,
  run: StageRun,
  manager: IndexedManager,
): readonly StageManagerCall[] | undefined {
  const byStage = usesOf(context, manager);
  const found: StageManagerCall[] = [];
  const pending: { stage: Stage; from: number }[] = [{ stage: run.stage, from: run.index + 1 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { stage, from } = next;
    if (followed(byStage.get(stage.index) ?? [], from, found)) continue;
    if (found.length > MOST_DEPENDENTS || pending.length > MOST_DEPENDENTS) return undefined;
    for (const above of childrenOf(context, stage)) pending.push({ stage: above, from: 0 });
  }
  return found;
}

/** Adds the dependents of one stage; true when the stage refreshes the index itself. */
function followed(uses: readonly RunUse[], from: number, found: StageManagerCall[]): boolean {
  // From the first RUN behind; RUNs are in order.
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses[middle]?.run.index ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < uses.length && found.length <= MOST_DEPENDENTS; i++) {
    const use = uses[i];
    if (!use?.uses) return true;
    found.push({ run: use.run, call: use.uses });
  }
  return false;
}

const children = new WeakMap<RuleContext, ReadonlyMap<number, readonly Stage[]>>();

/** Stages that stand directly on this one. */
function childrenOf(context: RuleContext, stage: Stage): readonly Stage[] {
  let byStage = children.get(context);
  if (!byStage) {
    const lists = new Map<number, Stage[]>();
    for (const one of context.graph.stages) {
      if (one.base.kind !== 'stage') continue;
      const list = lists.get(one.base.stage);
      if (list) list.push(one);
      else lists.set(one.base.stage, [one]);
    }
    byStage = lists;
    children.set(context, byStage);
  }
  return byStage.get(stage.index) ?? [];
}

function usesOf(context: RuleContext, manager: IndexedManager): ReadonlyMap<number, readonly RunUse[]> {
  let all = known.get(context);
  if (!all) known.set(context, (all = new Map<IndexedManager, ReadonlyMap<number, readonly RunUse[]>>()));
  let byStage = all.get(manager);
  if (!byStage) all.set(manager, (byStage = readUses(context, manager)));
  return byStage;
}

function readUses(context: RuleContext, manager: IndexedManager): Map<number, RunUse[]> {
  const byStage = new Map<number, RunUse[]>();
  let last: StageRun | undefined;
  for (const { run, call } of managerCallsOf(context, manager)) {
    // The first call of a RUN that has to do with the index decides. What a trigger does happens elsewhere.
    if (run === last || run.onbuild || !(refreshesIndex(call) || needsIndex(call))) continue;
    last = run;
    const list = byStage.get(run.stage.index);
    const use = { run, uses: refreshesIndex(call) ? undefined : call };
    if (list) list.push(use);
    else byStage.set(run.stage.index, [use]);
  }
  return byStage;
}

/** True for a call that fetches the index, by itself or before it installs. */
export function refreshesIndex(call: ManagerCall): boolean {
  if (call.verb === 'update') return true;
  if (call.manager === 'apk') return call.flag('-U', '--update-cache', '--update', '--no-cache') !== undefined;
  if (call.manager === 'apt') return call.flag('-U', '--update') !== undefined;
  return call.manager === 'pacman' && call.flag('-y', '--refresh') !== undefined;
}

/** True for a call that looks packages up in the index. Files on the disk need none. */
function needsIndex({ verb, operands, isOpen }: ManagerCall): boolean {
  if (verb === 'upgrade' || verb === 'download') return true;
  if (verb !== 'install') return false;
  return (
    isOpen ||
    operands.length === 0 ||
    !operands.every(({ text }) => /^(?:\.{0,2}\/|file:).*\.(?:deb|apk|zst|xz)$/.test(text ?? ''))
  );
}

/**
 * True for a command that runs what nobody here can look into, and which may refresh the index or install: `sh setup.sh`,
 * `. ./setup`, `/tmp/setup.sh`, `curl … | bash -`, an image's own `install_packages`.
 */
export function runsUnseenScript({ name, args, pipe }: ShellCommand): boolean {
  const text = name?.text ?? '';
  if (/^(?:.*\/)?(?:ba|da|a|z|k)?sh$|^(?:\.|source)$/.test(text))
    return pipe.at > 0 || (args[0] !== undefined && !args[0].raw.startsWith('-c'));
  return /^(?!\/(?:usr\/)?s?bin\/).*\/|[-_]install|install[-_]/.test(text);
}
